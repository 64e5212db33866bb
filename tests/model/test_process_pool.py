"""Mapping on all cores, and its end by Ctrl-C."""

import os
import signal
import subprocess
import sys

import pytest

from model.process_pool import map_in_processes

TIMEOUT_S = 60

SCRIPT = """
import time
from model.process_pool import map_in_processes

if __name__ == "__main__":
    print("started", flush=True)
    for _ in map_in_processes(time.sleep, [0.01] * 20_000, 10):
        pass
"""


def test_map_in_processes_keeps_the_order_of_the_tasks():
    assert list(map_in_processes(abs, range(-100, 0), 7)) == list(range(100, 0, -1))


def test_map_in_processes_raises_what_a_task_raises():
    with pytest.raises(ZeroDivisionError):
        list(map_in_processes(divmod_of_one, [1, 0, 1], 1))


def divmod_of_one(number: int) -> tuple[int, int]:
    return divmod(1, number)


@pytest.mark.parametrize("delay_s", [0.0, 0.05, 0.15, 0.3, 0.6])
def test_interrupt_of_the_whole_process_group_ends_it_at_any_moment(tmp_path, delay_s):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    process = subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # so that the signal reaches it and its workers alone
    )
    assert process.stdout.readline() == "started\n"
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(delay_s)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=TIMEOUT_S)

    assert process.returncode == -signal.SIGINT
    assert errors.count("Traceback") == 1  # that of the parent; the workers are silent
