"""The trainers that this server process has started: begun, watched, told to end."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import app
from app.lab.runs.folder import RunFolder
from app.lab.trainer.launch_options import Orders

READY_S = 60
PARK_S = 8
REAP_S = 1

ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
"""Training takes one core and leaves the others to whoever waits for an answer. It also makes the
sums the same on every machine, whatever its number of cores."""


class StartError(Exception):
    """The trainer did not come up; says why."""


class Processes:
    """The trainers of this server process, by run.

    Parameters
    ----------
    ended : function
        Called with a run's folder, in a thread, whenever a trainer has ended.
    """

    def __init__(self, ended: Callable[[RunFolder], None]) -> None:
        self._ended = ended
        self._own: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, folder: RunFolder, orders: Orders) -> None:
        """Start the trainer of a run, and return when it holds the run's lock.

        Raises
        ------
        StartError
            If it ends, or does nothing, before that.
        """
        with folder.log.open("ab") as log:
            process = subprocess.Popen(  # noqa: S603  # this Python, this package, a folder of ours
                [sys.executable, "-P", "-m", "app.lab.trainer", str(folder.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=_environment(),
                start_new_session=True,  # what a terminal sends is for the server alone
            )
        assert process.stdin is not None  # noqa: S101  # for the types: both are pipes
        assert process.stdout is not None  # noqa: S101
        patience = threading.Timer(READY_S, process.kill)
        patience.start()
        try:
            with suppress(BrokenPipeError):
                process.stdin.write(orders.encode())
                process.stdin.flush()
            ready = process.stdout.readline() == b"ready\n"
        finally:
            patience.cancel()
            process.stdout.close()
        if not ready:
            process.kill()
            process.stdin.close()
            raise StartError(
                f"The training process did not start. {reason(process.wait(), folder)}"
            )
        self._own[folder.id] = process
        threading.Thread(target=self._watch, args=(folder, process), daemon=True).start()

    def status(self, folder: RunFolder) -> int | None:
        """Return the exit status of a run's trainer that has just ended, if it was this one's."""
        process = self._own.get(folder.id)
        if process is None:
            return None
        with suppress(subprocess.TimeoutExpired):
            return process.wait(REAP_S)
        return None

    def park(self) -> None:
        """Have all trainers save and end, as they do when their standard input ends."""
        processes = list(self._own.values())
        for process in processes:
            _close(process)
        for process in processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(PARK_S)  # else it ends by itself after the batch that it is at

    def _watch(self, folder: RunFolder, process: subprocess.Popen[bytes]) -> None:
        process.wait()
        self._ended(folder)
        _close(process)
        if self._own.get(folder.id) is process:
            del self._own[folder.id]


def reason(status: int | None, folder: RunFolder) -> str:
    """Say in a sentence how a trainer ended that did not say so itself."""
    if status is not None and status < 0:
        return f"It was ended by {signal.Signals(-status).name}."
    lines = folder.log.read_text("utf-8", "replace").split("\n") if folder.log.exists() else []
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    if last:
        return f"The last that it said was: {last[:300]}"
    return "It was killed, or the machine went down." if status is None else f"Status {status}."


def _close(process: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        if process.stdin:
            process.stdin.close()


def _environment() -> dict[str, str]:
    """Return the environment of a trainer, which finds this very package."""
    place = str(Path(app.__file__).parent.parent)
    return {
        **os.environ,
        **ONE_THREAD,
        "PYTHONPATH": os.pathsep.join(filter(None, (place, os.environ.get("PYTHONPATH")))),
    }
