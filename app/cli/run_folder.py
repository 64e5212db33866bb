"""Output folder of `inkling train`: its lock, its run, and the files written at the end."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from model.serialization import atomic_write, model_file
from model.training import checkpoint as checkpoints
from model.training import learning_curve, snapshot
from model.training.checkpoint import CheckpointError
from model.training.recipe import Recipe
from model.training.run import Run
from model.training.snapshot import RunSnapshot
from model.training.training_data import TrainingData

LOCK_FILE = "lock"
"""Held in the output folder for as long as a run trains; the system releases it after a crash."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Create the output folder, and hold its lock inside of the block.

    Raises
    ------
    CheckpointError
        If another run holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK_FILE)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise CheckpointError(
            f"Another run is training in {folder}; choose another folder with --output"
        ) from None
    try:
        yield
    finally:
        lock.release()


def start_run(recipe: Recipe, folder: Path, overwrite: bool) -> Run:
    """Return a new run, and remove the checkpoint of the one before it.

    Raises
    ------
    CheckpointError
        If the folder already contains a run, which is not to be overwritten.
    """
    checkpoint = folder / checkpoints.FILE
    if checkpoint.exists() and not overwrite:
        raise CheckpointError(
            f"{folder} already contains a run; continue it with --resume, discard it with "
            "--overwrite, or choose another folder with --output"
        )
    checkpoint.unlink(missing_ok=True)  # otherwise a later --resume could continue the old run
    return Run.start(recipe)


def saved_progress(folder: Path, epochs: int) -> str:
    """Return a sentence on the saved epochs after an interruption, and how to continue."""
    try:
        done = checkpoints.load(folder).epoch
    except CheckpointError:
        return "nothing is saved yet. Start again with the same command."
    return f"{done} of {epochs} epochs are saved. Continue with the same command and --resume."


def write_results(run: Run, data: TrainingData, folder: Path, name: str) -> dict[str, Any]:
    """Write weights, history and learning curve; return the summary."""
    model = snapshot.save(
        RunSnapshot.from_run(run, data), data, folder / f"{name}{model_file.SUFFIX}"
    )
    history = json.dumps(run.history, indent=1) + "\n"
    atomic_write.write(folder / "history.json", history.encode())
    atomic_write.write(
        folder / "curve.svg", learning_curve.draw(run.history, f"Training of {name}").encode()
    )
    return {
        "model": name,
        "version": model.version,
        "sizes": model.sizes,
        "parameters": model.parameters,
        "epochs": run.epoch,
        "loss": run.history[-1]["loss"],
        "validation": run.history[-1]["validation"],
        "seconds": round(sum(record["seconds"] for record in run.history), 1),
        "folder": str(folder),
        "weights": str(folder / f"{name}{model_file.SUFFIX}"),
    }
