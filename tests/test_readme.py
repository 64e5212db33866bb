"""The commands and options in the README and the guide exist and work."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from typer.testing import CliRunner

from app.cli.app import cli
from benchmarks.server import running_server

CHECKOUT = Path(__file__).parent.parent
README = (CHECKOUT / "README.md").read_text("utf-8")
GUIDE = (CHECKOUT / "docs" / "guide.md").read_text("utf-8")
COMMANDS = "\n".join(re.findall(r"```sh\n(.*?)```", README + GUIDE, re.DOTALL))
REQUESTS = set(re.findall(r"```sh\n((?:curl|printf).*?)```", README + GUIDE, re.DOTALL))


@pytest.mark.parametrize(
    "command", sorted(set(re.findall(r"^inkling ((?:data )?[a-z-]+)", COMMANDS, re.MULTILINE)))
)
def test_readme_command_with_help_exits_with_0(command):
    result = CliRunner().invoke(cli, [*command.split(), "--help"])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("command", "option"),
    sorted(set(re.findall(r"^inkling ([a-z]+) .*?(--[a-z-]+)", COMMANDS, re.MULTILINE))),
)
def test_readme_option_of_a_command_is_in_its_help(command, option):
    result = CliRunner().invoke(cli, [command, "--help"], terminal_width=200)
    assert option in result.output


@pytest.mark.parametrize(
    "target", sorted(set(re.findall(r"(?:`|^)make ([a-z-]+)", README + GUIDE, re.MULTILINE)))
)
def test_readme_make_target_is_in_the_makefile(target):
    makefile = (CHECKOUT / "Makefile").read_text("utf-8")
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)


@pytest.mark.parametrize(
    "link", sorted(set(re.findall(r"\]\((?!https?://|#)([^)#]+)", README)) | {"README.md"})
)
def test_readme_link_leads_to_an_existing_file(link):
    assert (CHECKOUT / link).exists()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with running_server() as server:
        yield server.port


@pytest.mark.skipif(not shutil.which("curl"), reason="needs curl; install it to run the examples")
@pytest.mark.parametrize("example", sorted(REQUESTS))
def test_readme_request_is_answered_as_it_stands(example, port, tmp_path):
    image = Image.new("L", (280, 280), 255)
    ImageDraw.Draw(image).line([(80, 70), (200, 70), (125, 220)], 0, 20, "curve")
    image.save(tmp_path / "digit.png")
    command = example.replace("localhost:8000", f"127.0.0.1:{port}")
    done = subprocess.run(["sh", "-ec", command], cwd=tmp_path, capture_output=True, check=False)
    assert json.loads(done.stdout)["digit"] == 7, done.stderr.decode()
