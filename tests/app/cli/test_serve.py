"""`inkling serve` and `python -m app`, as processes."""

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from app.server.sockets import listen
from model.serialization import checksums

pytestmark = pytest.mark.slow

SECONDS = 60


@pytest.fixture
def listed_weights(weights_dir, tmp_path_factory):
    """The folder of weights with a SHA256SUMS, so that the service warns of none."""
    folder = shutil.copytree(weights_dir, tmp_path_factory.mktemp("listed") / "weights")
    files = sorted(folder.glob("*.safetensors"))
    lines = [f"{checksums.sha256(file.read_bytes())}  {file.name}\n" for file in files]
    (folder / "SHA256SUMS").write_text("".join(lines))
    return folder


@pytest.fixture
def command(listed_weights):
    """Return a function that runs `inkling serve` with options and gives its process."""
    started = []

    def run(*options, program=(sys.executable, "-m", "app"), cwd=None, **environment):
        process = subprocess.Popen(
            [*program, "serve", *options],
            cwd=cwd,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "INKLING_WEIGHTS_DIR": str(listed_weights), **environment},
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.terminate()  # not killed: the workers would be left behind
        process.communicate(timeout=SECONDS)


def address(process) -> str:
    """Return the address that the banner names."""
    banner = process.stdout.readline()
    match = re.fullmatch(r"Inkling is on (http://127\.0\.0\.1:\d+) \(Ctrl-C stops it\)\n", banner)
    assert match, banner + process.stderr.read()
    return match[1]


def get(target: str) -> tuple[int, bytes]:
    with urllib.request.urlopen(target, timeout=SECONDS) as reply:
        return reply.status, reply.read()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_serve_answers_at_the_address_of_its_banner(command, workers):
    target = address(command("--port", "0", "--workers", workers))
    status, body = get(target + "/readyz")
    assert status == 200
    assert b"seed" in body


INSTALLED = (str(Path(sys.executable).with_name("inkling")),)


@pytest.mark.parametrize("program", [INSTALLED, (sys.executable, "-P", "-m", "app")])
def test_workers_import_nothing_from_the_current_folder(command, tmp_path, program):
    for name in ("select", "app", "model", "numpy"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported from the folder')")
    process = command("--port", "0", "--workers", "2", program=program, cwd=tmp_path)
    assert get(address(process) + "/readyz")[0] == 200


def test_serve_stops_quietly_on_interrupt(command):
    process = command("--port", "0")
    get(address(process) + "/healthz")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=SECONDS)
    assert (process.returncode, errors) == (0, "")


def test_serve_sends_413_to_a_client_that_is_still_sending(command):
    target = address(command("--port", "0"))
    request = urllib.request.Request(
        target + "/predict", data=bytes(20 * 2**20), headers={"Content-Type": "image/png"}
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=SECONDS)
    assert refused.value.code == 413
    refused.value.close()


def test_serve_on_a_busy_port_fails_with_one_sentence(command):
    with listen("127.0.0.1", 0) as busy:
        process = command("--port", str(busy.getsockname()[1]))
        output, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 1
    assert output == ""
    assert "is taken by another program; choose another with --port" in errors
    assert errors.count("\n") == 1


def test_serve_with_damaged_weights_fails_with_one_sentence(command, tmp_path):
    (tmp_path / "seed.safetensors").write_bytes(b"damaged")
    process = command("--port", "0", INKLING_WEIGHTS_DIR=str(tmp_path))
    output, errors = process.communicate(timeout=SECONDS)
    assert (process.returncode, output) == (1, "")
    assert "seed.safetensors" in errors
    assert errors.count("\n") == 1


def test_serve_with_an_invalid_setting_fails_with_one_sentence(command):
    process = command("--port", "0", INKLING_MAX_PIXELS="many")
    _, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 1
    expected = "expected a whole number, 784 to 89,000,000, got 'many'"
    assert errors == f"inkling: INKLING_MAX_PIXELS: {expected}\n"
    assert errors.count("\n") == 1
