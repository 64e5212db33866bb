"""Scoring on Ray, with more actors than there are cores, of which one is killed."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from model.preprocessing.rasterization import draw
from tests.integration.ray_processes import TIMEOUT_S, processes, wait_until
from tests.support.handwriting import digit

pytestmark = pytest.mark.ray

ROOT = Path(__file__).parents[2]
INKLING = ROOT / ".venv-scale" / "bin" / "inkling"
SCANS = 3000


@pytest.fixture
def scans(tmp_path):
    """A folder of scans of digits."""
    folder = tmp_path / "scans"
    folder.mkdir()
    for i in range(10):
        draw(digit(i, 80, 20, 20), 7, (128, 128)).save(folder / f"0{i}.png")
    for i in range(10, SCANS):
        (folder / f"{i}.png").write_bytes((folder / f"0{i % 10}.png").read_bytes())
    (folder / "note.txt").write_text("no picture")
    return folder


def start(*arguments):
    """Start `inkling predict` in a session of its own, away from any cluster."""
    environment = {name: value for name, value in os.environ.items() if name != "RAY_ADDRESS"}
    return subprocess.Popen(
        [INKLING, "predict", *arguments],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_scoring_on_ray_with_a_killed_actor_has_the_rows_of_this_machine(scans, tmp_path):
    local, output = tmp_path / "local.csv", tmp_path / "ray.csv"
    process = start(scans, "--output", local, "--workers", "2")
    _, errors = process.communicate(timeout=TIMEOUT_S)
    assert process.returncode == 1, errors  # note.txt has an error

    process = start(scans, "--output", output, "--workers", "4", "--on", "ray")
    parts = tmp_path / ".ray.csv.parts"
    wait_until(lambda: list(parts.glob("*.part")), process)
    [first, *_] = processes(process.pid, "ScoringActor")
    os.kill(first, signal.SIGKILL)
    _, errors = process.communicate(timeout=TIMEOUT_S)

    assert process.returncode == 1, errors
    assert f"{SCANS + 1:,} pictures, 1 with an error" in errors
    assert output.read_bytes() == local.read_bytes()
    assert not parts.exists()
