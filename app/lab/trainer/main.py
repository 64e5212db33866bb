"""Training process of one run: ``python -m app.lab.trainer LAB RUN_ID``, started by the server.

Standard input brings the launch options and then stays open as long as the server lives. The
process prints ``ready`` when it holds the run's lock, and nothing else to standard output.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from app.http.redaction import without_folders
from app.lab import own_digits
from app.lab.runs.database import RunDatabase
from app.lab.runs.record import RunRecord
from app.lab.runs.recorder import EventRecorder
from app.lab.trainer.callback import LabCallback, RunStopped, RunSuspended
from app.lab.trainer.launch_options import LaunchOptions
from model.data.data_file import DatasetError
from model.training import checkpoint, loop, training_data
from model.training.checkpoint import CheckpointError
from model.training.loop import DivergedError
from model.training.recipe import Recipe
from model.training.run import Run

STDIN = 0
LOCK_TIMEOUT_S = 10
NICENESS = 10

EXPECTED_ERRORS = (CheckpointError, DatasetError, DivergedError, OSError, MemoryError)
"""Errors that end a run without being a fault of the program."""


def main() -> None:
    """Train the run that the command line names."""
    lab, run_id = Path(sys.argv[1]), sys.argv[2]
    options = LaunchOptions.decode(_read_line())
    if hasattr(os, "nice"):
        os.nice(NICENESS)  # requests of the server go first
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends Ctrl-C to the server as well
    orphaned = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: orphaned.set())
    threading.Thread(target=_wait_for_end_of_input, args=(orphaned,), daemon=True).start()
    database = RunDatabase(lab)
    with database.read() as runs:
        record = runs.get(run_id)
    with record.folder.lock().acquire(timeout=LOCK_TIMEOUT_S):
        with database.write() as runs:
            runs.set_pid(run_id, os.getpid())
        with suppress(BrokenPipeError):
            print("ready", flush=True)  # the server waits for it
        train_run(database, record, options, orphaned.is_set)


def train_run(
    database: RunDatabase,
    record: RunRecord,
    options: LaunchOptions,
    is_orphaned: Callable[[], bool],
) -> None:
    """Train a run whose lock is held, and record how it ends."""
    recorder = EventRecorder(database, record)
    try:
        _train(database, record, recorder, options, is_orphaned)
    except EXPECTED_ERRORS as error:
        recorder.state("failed", without_folders(error) or type(error).__name__)
    except Exception as error:
        problem = f"A fault in the program: {type(error).__name__}: {error}"
        recorder.state("failed", without_folders(problem))
        raise


def _train(
    database: RunDatabase,
    record: RunRecord,
    recorder: EventRecorder,
    options: LaunchOptions,
    is_orphaned: Callable[[], bool],
) -> None:
    folder = record.folder.path
    recipe = record.config.recipe()
    data = training_data.load(recipe, options.data_dir)
    if own := record.config.own_digits:
        data = own_digits.add(data, *own_digits.load(own, options.data_dir))
    run = _start_or_resume(folder, recipe)
    callback = LabCallback(database, record, recorder, options, is_orphaned, run, data)
    try:
        callback.on_train_begin()
        loop.train(run, data, folder, callback=callback)
    except RunSuspended as error:
        callback.save()
        recorder.emit_weights(run)
        recorder.state("paused", str(error), suspended=True)
        return
    except RunStopped as error:
        recorder.flush(run)
        recorder.write_weights()
        recorder.emit_weights(run)
        recorder.state("stopped", str(error) or None)
    else:
        recorder.write_weights()
        recorder.emit_weights(run)
        recorder.state("finished")
    (folder / checkpoint.FILE).unlink(missing_ok=True)  # several times the size of the weights


def _start_or_resume(folder: Path, recipe: Recipe) -> Run:
    if (folder / checkpoint.FILE).exists():
        return checkpoint.resume(folder, recipe)
    return Run.start(recipe)


def _read_line() -> bytes:
    # Not through sys.stdin: a thread that waits in there would hold up the end of the process.
    line = b""
    while not line.endswith(b"\n") and (byte := os.read(STDIN, 1)):
        line += byte
    return line


def _wait_for_end_of_input(orphaned: threading.Event) -> None:
    """Set `orphaned` when standard input ends, as it does with the process at its other end."""
    with suppress(OSError):
        while os.read(STDIN, 1024):
            pass
    orphaned.set()
