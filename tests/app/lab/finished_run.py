"""Runs in the database and on the disk, without a training process."""

from contextlib import closing
from pathlib import Path

import numpy as np

from app.lab.run_config import RunConfig
from app.lab.runs.database import RunDatabase
from app.lab.runs.record import RunRecord
from model.initialization import initialize
from model.serialization import model_file


def finished_run(
    lab: Path, seed: int = 1, hidden: tuple[int, ...] = (5,), name: str | None = None
) -> RunRecord:
    """Add a run that has finished, with random weights."""
    with closing(RunDatabase(lab)) as database, database.write() as runs:
        run = runs.add(RunConfig(name=name, hidden=hidden))
        weights = initialize((784, *hidden, 10), np.random.default_rng(seed))
        metadata = {"title": name or "made", "seed": seed, "scores": {"mnist_validation": 0.5}}
        version = model_file.save(run.folder.weights, weights, metadata).version
        return runs.append_state(run.id, "finished", version=version)
