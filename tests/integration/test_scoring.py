"""Ten thousand scans are scored while workers, or the whole command, are killed."""

import csv
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from model.preprocessing.rasterization import draw
from tests.support.handwriting import digit

SCANS = 10_000
DRAWINGS = 200
TIMEOUT_S = 300


@pytest.fixture(scope="module")
def scans(tmp_path_factory):
    """A folder of scans of digits, and the digit of each."""
    folder = tmp_path_factory.mktemp("scans")
    rng = np.random.default_rng(0)
    contents = []
    for i in range(DRAWINGS):
        strokes = digit(i % 10, rng.uniform(50, 90), *rng.uniform(5, 25, 2))
        draw(strokes, rng.uniform(4, 9), (128, 128)).save(folder / "drawing.png")
        contents.append((folder / "drawing.png").read_bytes())
    (folder / "drawing.png").unlink()
    for i in range(SCANS):
        (folder / f"{i:05}.png").write_bytes(contents[i % DRAWINGS])
    return folder


class Command:
    """`inkling predict`, started in the background."""

    def __init__(self, source, output, *options):
        self.parts = output.with_name(f".{output.name}.parts")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app", "predict", source, "--output", output, *options],
            stderr=subprocess.PIPE,
            text=True,
        )

    def workers(self):
        """Return the process IDs of its workers."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        pids = "".join((task / "children").read_text() for task in tasks).split()
        return {int(pid) for pid in pids if b"spawn_main" in command_line(pid)}

    def wait_for_parts(self, count):
        deadline = time.monotonic() + TIMEOUT_S
        while len(list(self.parts.glob("*.part"))) < count:
            assert self.process.poll() is None, self.process.stderr.read()
            assert time.monotonic() < deadline
            time.sleep(0.01)

    def finish(self):
        """Return its exit status and what it wrote to stderr."""
        _, errors = self.process.communicate(timeout=TIMEOUT_S)
        return self.process.returncode, errors


def command_line(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:  # it has just ended
        return b""


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def expect_all(scans, output):
    """Assert that each scan has one row, in order, of which nearly all have the right digit."""
    with output.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["source"] for row in rows] == [f"{scans}/{i:05}.png" for i in range(SCANS)]
    assert {row["error"] for row in rows} == {""}
    right = sum(row["digit"] == str(i % DRAWINGS % 10) for i, row in enumerate(rows))
    assert right > 0.9 * SCANS
    assert [path.name for path in output.parent.iterdir()] == [output.name]


def test_ten_thousand_scans_with_killed_workers_are_all_there_once(scans, tmp_path):
    output = tmp_path / "results.csv"
    command = Command(scans, output, "--workers", "2")
    for parts in (10, 40, 80):
        command.wait_for_parts(parts)
        for pid in command.workers():
            os.kill(pid, signal.SIGKILL)
    status, errors = command.finish()
    assert status == 0, errors
    assert re.match(r"(.*\n)*10,000 pictures, none with an error; ", errors)
    expect_all(scans, output)


def test_command_that_is_killed_goes_on_to_the_same_rows_and_leaves_no_process(scans, tmp_path):
    output = tmp_path / "results.csv"
    for parts in (5, 60, 120):
        command = Command(scans, output, "--workers", "2")
        command.wait_for_parts(parts)
        workers = command.workers()
        command.process.kill()
        command.finish()
        deadline = time.monotonic() + TIMEOUT_S
        while any(map(is_running, workers)):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert workers
        assert not output.exists()
    status, errors = Command(scans, output, "--workers", "2").finish()
    assert status == 0, errors
    assert "Going on with the interrupted run." in errors
    expect_all(scans, output)
