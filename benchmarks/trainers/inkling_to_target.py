"""Inkling's own training loop, stopped at a target accuracy on the held-out images."""

import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.subject import Work, serve_tasks
from benchmarks.trainers.inkling import RECIPE
from model.data import mnist
from model.training.loop import Observer, train
from model.training.recipe import Recipe
from model.training.run import Run
from model.training.training_data import LabelledImages, TrainingData

SHAPE: dict[str, Any] = {"epochs": 12, "batch_size": 128, "learning_rate": 0.004, "seed": 1}
TRAINED_ON, HELD_OUT = 55_000, 5_000


class ReachedError(Exception):
    """The target is reached."""


class StopAt(Observer):
    """Ends training when the validation accuracy reaches a target."""

    def __init__(self, target: float) -> None:
        self._target = target

    def on_epoch_end(self, run: Run) -> None:
        if run.history[-1]["validation"]["mnist"] >= self._target:
            raise ReachedError


def load_images() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return MNIST's training images, of which the last `HELD_OUT` are held out."""
    images, labels = mnist.load("train")
    return images.reshape(-1, 784), labels


def recipe() -> Recipe:
    return replace(RECIPE, **SHAPE, schedule="cosine", validation_size=HELD_OUT)


def prepare(target: float) -> Work:
    images, labels = load_images()
    material = TrainingData(
        {"mnist": LabelledImages(images[:TRAINED_ON], labels[:TRAINED_ON])},
        {"mnist": TRAINED_ON},
        {"mnist": LabelledImages(images[TRAINED_ON:], labels[TRAINED_ON:])},
    )

    def learn() -> dict[str, float]:
        run = Run.start(recipe())
        began = time.perf_counter()

        with tempfile.TemporaryDirectory() as folder:
            try:
                train(run, material, Path(folder), observer=StopAt(target))
            except ReachedError:
                return {"learning_s": time.perf_counter() - began, "epochs": run.epoch}
        raise RuntimeError(f"expected {target}, got {run.history[-1]['validation']}")

    return learn


if __name__ == "__main__":
    serve_tasks(prepare)
