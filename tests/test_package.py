"""The wheel is complete: built, installed in a clean environment and used for a prediction.

No package index takes part. The clean environment borrows the dependencies that are installed here
through a ``.pth`` file, which cannot bring in this checkout: such a file is read only where it
stands, not in the folders that it names.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from model.data.cache import data_folder
from tests.support.ports import reserve_port

pytestmark = pytest.mark.slow

CHECKOUT = Path(__file__).parent.parent
NOT_SOURCE = shutil.ignore_patterns(
    ".*", "__pycache__", "build", "dist", "docs", "node_modules", "tests"
)
READY_WITHIN_S = 60


@dataclass
class Installed:
    """The clean environment, and an empty folder to work in."""

    scripts: Path
    folder: Path

    def start(
        self, *arguments: str, folder: Path | None = None, **settings: str
    ) -> subprocess.Popen[str]:
        """Start `inkling` with nothing of this checkout in its environment, but for `settings`."""
        return self.execute("inkling", *arguments, folder=folder, **settings)

    def execute(
        self, command: str, *arguments: str, folder: Path | None = None, **settings: str
    ) -> subprocess.Popen[str]:
        clean = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "INKLING_", "COV_", "VIRTUAL_ENV"))
        }
        return subprocess.Popen(
            [self.scripts / command, *arguments],
            cwd=folder or self.folder,
            env=clean | settings,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy, so that the checkout stays clean."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(CHECKOUT, folder / "source", ignore=NOT_SOURCE)
    pip("wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(folder / "source"))
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    root = tmp_path_factory.mktemp("clean") / "venv"
    venv.create(root)
    places = {"base": str(root), "platbase": str(root)}
    scripts = Path(sysconfig.get_path("scripts", "venv", places))
    pip("--python", str(scripts / "python"), "install", "--no-index", "--no-deps", str(wheel))
    packages = Path(sysconfig.get_path("purelib", "venv", places))
    # Written after the installation: pip would take the checkout's own for an older version.
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return Installed(scripts, tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="module")
def server(installed: Installed) -> Iterator[str]:
    port = reserve_port()
    process = installed.start("serve", "--port", str(port))
    try:
        yield wait_until_ready(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.communicate(timeout=60)


def pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def wait_until_ready(address: str, process: subprocess.Popen[str]) -> str:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return address
    process.kill()
    pytest.fail(f"the server did not become ready: {process.communicate()}")


def read_digit(address: str, image: Path) -> int:
    request = urllib.request.Request(
        f"{address}/predict", data=image.read_bytes(), headers={"Content-Type": "image/png"}
    )
    with urllib.request.urlopen(request, timeout=60) as reply:
        digit: int = json.load(reply)["digit"]
    return digit


def draw_seven(path: Path) -> Path:
    image = Image.new("L", (280, 280), 255)
    line = [(80, 70), (200, 70), (125, 220)]
    ImageDraw.Draw(image).line(line, fill=0, width=20, joint="curve")
    image.save(path)
    return path


def test_wheel_has_templates_static_files_and_weights(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    files = {"model/weights/seed.safetensors", "model/weights/SHA256SUMS", "model/py.typed"}
    files |= {"model/recipes/seed.toml", "app/py.typed", "model/numbers/weights.json"}
    files |= {"model/numbers/candidates.safetensors", "model/numbers/pairs.safetensors"}
    files |= {"model/numbers/SHA256SUMS"}
    assert {f"inkling/{file}" for file in files} <= set(names)
    assert any(re.fullmatch(r"inkling/app/templates/.+\.html", name) for name in names)
    assert any(re.fullmatch(r"inkling/app/static/css/.+\.css", name) for name in names)
    assert any(re.fullmatch(r"inkling/app/static/js/.+\.js", name) for name in names)


def test_wheel_has_neither_tests_nor_data_sets(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    folders = {name.split("/")[0] for name in names}
    metadata = next(folder for folder in folders if folder.endswith(".dist-info"))
    assert folders == {"inkling", metadata}
    assert [name for name in names if re.search(r"-ubyte|pendigits-orig|\.gz$", name)] == []


def test_wheel_has_the_licence(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_installed_command_reads_a_drawing_from_an_empty_folder(installed):
    draw_seven(installed.folder / "digit.png")
    out, errors = installed.start("predict", "digit.png", "--json").communicate(timeout=60)
    assert errors == ""
    [answer] = json.loads(out)
    assert answer["digit"] == 7


@pytest.mark.parametrize("place", ["PYTHONPATH", "current folder"])
def test_installed_command_imports_no_app_or_model_of_others(installed, tmp_path, place):
    for name in ("app", "model"):
        (tmp_path / f"{name}.py").write_text("raise RuntimeError('imported')")
    draw_seven(tmp_path / "digit.png")
    settings = {"PYTHONPATH": str(tmp_path)} if place == "PYTHONPATH" else {}
    process = installed.start("predict", "digit.png", "--json", folder=tmp_path, **settings)
    out, errors = process.communicate(timeout=60)
    assert errors == ""
    [answer] = json.loads(out)
    assert answer["digit"] == 7


def test_installed_server_reads_a_drawing(server, tmp_path):
    assert read_digit(server, draw_seven(tmp_path / "digit.png")) == 7


@pytest.mark.parametrize("path", ["/", "/docs", "/openapi.json", "/models"])
def test_installed_server_has_its_pages(server, path):
    with urllib.request.urlopen(server + path, timeout=60) as reply:
        assert reply.status == 200


def test_installed_application_behind_another_servers_command_reads_a_drawing(installed, tmp_path):
    port = str(reserve_port())
    factory = ["inkling.asgi:create_app", "--factory"]
    process = installed.execute("python", "-m", "uvicorn", *factory, "--port", port)
    try:
        address = wait_until_ready(f"http://127.0.0.1:{port}", process)
        assert read_digit(address, draw_seven(tmp_path / "digit.png")) == 7
    finally:
        process.terminate()
        process.communicate(timeout=60)


@pytest.mark.mnist
def test_installed_server_trains_a_network(installed, tmp_path):
    port = reserve_port()
    settings = {"INKLING_LAB_DIR": str(tmp_path)}
    if folder := data_folder():
        settings["INKLING_DATA_DIR"] = str(folder)
    process = installed.start("serve", "--port", str(port), **settings)
    try:
        address = wait_until_ready(f"http://127.0.0.1:{port}", process)
        request = urllib.request.Request(
            f"{address}/lab/runs",
            data=json.dumps({"hidden": [5], "images": 500, "epochs": 1}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as reply:
            run = json.load(reply)["id"]
        with urllib.request.urlopen(f"{address}/lab/runs/{run}/events", timeout=60) as reply:
            assert b'"state":"finished"' in reply.read()
    finally:
        process.terminate()
        process.communicate(timeout=60)
