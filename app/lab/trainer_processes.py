"""Training processes that this server process has started."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

from app.blas_threads import training_environment
from app.http.redaction import without_folders
from app.lab.runs.folder import RunFolder
from app.lab.runs.record import LAUNCH_TIMEOUT_S, RunRecord
from app.lab.trainer.launch_options import LaunchOptions

SUSPEND_TIMEOUT_S = 8
"""Time that the service waits, when it stops, until processes have written their checkpoints."""

EXIT_TIMEOUT_S = 1
"""Time that an exit code is waited for, of a process that has released its run's lock."""


class StartError(Exception):
    """The training process did not start."""


class TrainerProcesses:
    """Training processes of this server process, by run.

    Parameters
    ----------
    on_exit : function
        Called with a run's ID, in a thread, whenever its process has ended.
    """

    def __init__(self, on_exit: Callable[[str], None]) -> None:
        self._on_exit = on_exit
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, run: RunRecord, options: LaunchOptions) -> None:
        """Start the training process of a run, and return when it holds the run's lock.

        Raises
        ------
        StartError
            If it ends, or does nothing, before that.
        """
        folder = run.folder
        with folder.log.open("ab") as log:
            process = subprocess.Popen(  # noqa: S603  # this Python, this package, our own names
                [sys.executable, "-P", "-m", "app.lab.trainer", str(folder.path.parent), run.id],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=training_environment(),
                start_new_session=True,  # signals from a terminal are for the server alone
            )
        assert process.stdin is not None  # noqa: S101  # for the types: both are pipes
        assert process.stdout is not None  # noqa: S101
        timer = threading.Timer(LAUNCH_TIMEOUT_S, process.kill)
        timer.start()
        try:
            with suppress(BrokenPipeError):
                process.stdin.write(options.encode())
                process.stdin.flush()
            is_ready = process.stdout.readline() == b"ready\n"
        finally:
            timer.cancel()
            process.stdout.close()
        if not is_ready:
            process.kill()
            process.stdin.close()
            reason = describe_exit(process.wait(), folder)
            raise StartError(f"The training process did not start. {reason}")
        self._processes[run.id] = process
        threading.Thread(target=self._watch, args=(run.id, process), daemon=True).start()

    def exit_code(self, run_id: str) -> int | None:
        """Return the exit code of a run's process that has just ended; None if it is not ours."""
        process = self._processes.get(run_id)
        if process is None:
            return None
        with suppress(subprocess.TimeoutExpired):
            return process.wait(EXIT_TIMEOUT_S)
        return None

    def suspend(self) -> None:
        """Have all processes save a checkpoint and end, as they do when their input ends."""
        processes = list(self._processes.values())
        for process in processes:
            _close_input(process)
        for process in processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(SUSPEND_TIMEOUT_S)  # else it ends by itself after its batch

    def _watch(self, run_id: str, process: subprocess.Popen[bytes]) -> None:
        process.wait()
        self._on_exit(run_id)
        _close_input(process)
        if self._processes.get(run_id) is process:
            del self._processes[run_id]


def describe_exit(code: int | None, folder: RunFolder) -> str:
    """Return a sentence on the end of a process that could not record it itself."""
    if code is not None and code < 0:
        return f"It was ended by {signal.Signals(-code).name}."
    lines = folder.log.read_text("utf-8", "replace").split("\n") if folder.log.exists() else []
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    if last:
        return f"The last line of its log: {without_folders(last)[:300]}"
    return "It was killed, or the machine went down." if code is None else f"Exit code {code}."


def kill(run: RunRecord) -> None:
    """Kill the process of a run whose lock is held: its ID cannot be another process's then."""
    if run.pid is not None:
        with suppress(ProcessLookupError):
            os.kill(run.pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def _close_input(process: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        if process.stdin:
            process.stdin.close()
