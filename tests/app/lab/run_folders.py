"""Runs as files, without a trainer."""

from contextlib import closing
from pathlib import Path

import numpy as np

from app.lab.run_config import Plan
from app.lab.runs import folder as folders
from app.lab.runs.folder import RunFolder
from app.lab.runs.recorder import Reporter
from model.network import initialize
from model.serialization import model_file


def finished(lab: Path, seed: int = 1, hidden: tuple[int, ...] = (5,), name: str = "") -> RunFolder:
    """Make a run that is over, with random weights."""
    folder = folders.create(lab, Plan(name=name, hidden=hidden))
    drawn = initialize((784, *hidden, 10), np.random.default_rng(seed))
    metadata = {"title": name or "made", "seed": seed, "scores": {"mnist_validation": 0.5}}
    version = model_file.save(folder.weights, drawn, metadata).version
    with closing(Reporter(folder)) as reporter:
        reporter.shown.version = version
        reporter.state("finished")
    return folder
