"""The programs in docs/api.md, run as they stand against a real server."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from benchmarks.server import running_server

PAGE = (Path(__file__).parents[3] / "docs" / "api.md").read_text("utf-8")
NODE = shutil.which("node")
CURL = shutil.which("curl")
SECONDS = 60


@pytest.fixture(scope="module")
def port():
    with running_server() as server:
        yield server.port


@pytest.fixture
def run(port, tmp_path):
    """Return a function that runs an example beside a `digit.png` and gives what it prints."""
    image = Image.new("L", (280, 280), 255)
    ImageDraw.Draw(image).line([(80, 70), (200, 70), (125, 220)], 0, 20, "curve")
    image.save(tmp_path / "digit.png")

    def ran(language, suffix, *command):
        [code] = re.findall(rf"^```{language} example\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
        file = tmp_path / f"example.{suffix}"
        file.write_text(code.replace("localhost:8000", f"127.0.0.1:{port}"), "utf-8")
        done = subprocess.run(
            [*command, file.name],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return ran


@pytest.mark.skipif(CURL is None, reason="needs curl; install it to run the example")
def test_example_for_curl_prints_the_digit(run):
    assert '"digit":7' in run("sh", "sh", "sh", "-e")


def test_example_in_python_prints_the_digit(run):
    assert run("python", "py", sys.executable) == "7\n"


@pytest.mark.skipif(NODE is None, reason="needs Node 18 or later; install it to run the example")
def test_example_in_javascript_prints_the_digit(run):
    assert run("js", "mjs", "node") == "7\n"
