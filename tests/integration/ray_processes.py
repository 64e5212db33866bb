"""Processes of Ray that tests start: each command and each node is a session of its own."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

TIMEOUT_S = 600


def processes(session: int, name: str = "") -> list[int]:
    """Return the ids of the processes in a session whose title contains a name."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            title = (folder / "cmdline").read_bytes()
            owner = int((folder / "stat").read_text().rpartition(")")[2].split()[3])
        except OSError:  # it has just ended
            continue
        if owner == session and name.encode() in title:
            found.append(int(folder.name))
    return found


def kill_session(process: subprocess.Popen[str]) -> None:
    """Kill a process and all that it has started, at once."""
    while alive := processes(process.pid):
        for pid in alive:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        process.poll()  # else it stays in the list
        time.sleep(0.01)


def wait_until(condition: Callable[[], object], process: subprocess.Popen[str]) -> None:
    """Wait for a condition while a process runs."""
    deadline = time.monotonic() + TIMEOUT_S
    while not condition():
        assert process.poll() is None, f"ended with status {process.returncode}"
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.01)
