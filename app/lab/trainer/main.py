"""The process that trains one run: ``python -m app.lab.trainer FOLDER``, started by the server.

Standard input brings one line, the orders, and then stays open as long as the server lives.
Standard output says ``ready`` when the run's lock is held, and nothing else.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from app.lab.runs.commands import Inbox
from app.lab.runs.folder import RunFolder
from app.lab.runs.recorder import Reporter
from app.lab.trainer import launch_options as lines
from app.lab.trainer.controller import Conductor, ParkedError, StoppedError
from app.lab.trainer.launch_options import Orders
from model.data.data_file import DatasetError
from model.training import checkpoint, loop, training_data
from model.training.checkpoint import CheckpointError
from model.training.loop import DivergedError
from model.training.recipe import Recipe
from model.training.run import Run

_STDIN = 0
LOCK_S = 10
NICENESS = 10

EXPECTED = (CheckpointError, DatasetError, DivergedError, OSError, MemoryError)
"""What ends a run without being a fault of the program."""


def main() -> None:
    """Train the run in the folder that the command line names."""
    folder = RunFolder(Path(sys.argv[1]))
    orders = lines.decode(_first_line())
    if hasattr(os, "nice"):
        os.nice(NICENESS)  # whoever waits for an answer of the server goes first
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends Ctrl-C to the server as well
    gone = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: gone.set())
    threading.Thread(target=_wait_for_end, args=(gone,), daemon=True).start()
    with folder.lock().acquire(timeout=LOCK_S):
        folder.sign()
        inbox = Inbox(folder)
        reporter = Reporter(folder)
        reporter.state("waiting")
        with suppress(BrokenPipeError):
            print("ready", flush=True)  # the server waits for it
        conduct(folder, inbox, reporter, orders, gone.is_set)


def conduct(
    folder: RunFolder,
    inbox: Inbox,
    reporter: Reporter,
    orders: Orders,
    orphaned: Callable[[], bool],
) -> None:
    """Train, and write how it ended; hold the run's lock."""
    try:
        _train(folder, inbox, reporter, orders, orphaned)
    except EXPECTED as error:
        reporter.state("failed", str(error) or type(error).__name__)
    except Exception as error:
        reporter.state("failed", f"A fault in the program: {type(error).__name__}: {error}")
        raise


def _train(
    folder: RunFolder,
    inbox: Inbox,
    reporter: Reporter,
    orders: Orders,
    orphaned: Callable[[], bool],
) -> None:
    recipe = folder.plan()[0].recipe()
    data = training_data.load(recipe, orders.data_dir)
    run = _begun(folder, recipe)
    conductor = Conductor(folder, inbox, reporter, orders, orphaned, run, data)
    try:
        conductor.begin()
        loop.train(run, data, folder.path, observer=conductor)
    except ParkedError as error:
        conductor.save()
        reporter.weights(run)
        reporter.state("paused", str(error), parked=True)
        return
    except StoppedError as error:
        reporter.flush()
        reporter.keep()
        reporter.weights(run)
        reporter.state("stopped", str(error) or None)
    else:
        reporter.keep()
        reporter.weights(run)
        reporter.state("finished")
    (folder.path / checkpoint.FILE).unlink(missing_ok=True)  # several times the size of the weights


def _begun(folder: RunFolder, recipe: Recipe) -> Run:
    if (folder.path / checkpoint.FILE).exists():
        return checkpoint.resume(folder.path, recipe)
    return Run.start(recipe)


def _first_line() -> bytes:
    # Not through sys.stdin: a thread that waits in there would hold up the end of the process.
    line = b""
    while not line.endswith(b"\n") and (byte := os.read(_STDIN, 1)):
        line += byte
    return line


def _wait_for_end(gone: threading.Event) -> None:
    """Set `gone` when standard input ends, which it does with the process that holds it."""
    with suppress(OSError):
        while os.read(_STDIN, 1024):
            pass
    gone.set()
