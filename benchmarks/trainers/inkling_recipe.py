"""`inkling train` with a named recipe."""

import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from benchmarks.subject import Work, serve_tasks
from model.serialization import model_file
from model.training import training_data
from model.training.loop import Callback, train
from model.training.recipe import load_recipe
from model.training.run import Run


class StoppedError(Exception):
    """Enough epochs have been trained."""


class StopAfter(Callback):
    """Ends training after a number of epochs, whatever the recipe says."""

    def __init__(self, epochs: int) -> None:
        self._epochs = epochs

    def on_epoch_end(self, run: Run) -> None:
        if run.epoch == self._epochs:
            raise StoppedError


def prepare(recipe: str, epochs: int) -> Work:
    """Return the training of the first `epochs`; with 0, of all those with the first images."""
    settings = replace(load_recipe(recipe), seed=1)
    material = training_data.load(settings)
    count = epochs or settings.augment_every_epochs
    name = settings.teacher
    teacher = model_file.load(model_file.find_model(name)).weights if name else None

    def learn() -> float:
        """Return the seconds of `epochs`; with 0, projected to the whole recipe."""
        run = Run.start(settings)
        began = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder, suppress(StoppedError):
            train(run, material, Path(folder), teacher, StopAfter(count))
        elapsed_s = time.perf_counter() - began
        return elapsed_s if epochs else elapsed_s / count * settings.epochs

    return learn


if __name__ == "__main__":
    serve_tasks(prepare)
