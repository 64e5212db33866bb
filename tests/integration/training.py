"""A small training run for processes that are killed."""

from pathlib import Path

import numpy as np

from model.training import checkpoint
from model.training.checkpoint import resume
from model.training.loop import train
from model.training.recipe import Recipe
from model.training.run import Run
from model.training.training_data import LabelledImages, TrainingData

RECIPE = Recipe(
    hidden=(16,),
    sources={"mnist": 0},
    epochs=60,
    batch_size=8,
    warmup_steps=5,
    learning_rate=0.003,
    averaging=0.9,
    validation_size=0,
)


def shapes() -> TrainingData:
    """Return a thousand pictures of ten kinds of bars."""
    rng = np.random.default_rng(5)
    labels = np.arange(1000, dtype=np.uint8) % 10
    images = rng.integers(0, 60, (1000, 28, 28), dtype=np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[2 * label + 3 : 2 * label + 6, 4:24] = 255
    data = LabelledImages(images.reshape(1000, 784), labels)
    return TrainingData({"mnist": data}, {"mnist": len(data)}, {})


def start_or_resume(folder: str) -> None:
    """Train to the end, from the checkpoint in `folder` if there is one."""
    path = Path(folder)
    run = resume(path, RECIPE) if (path / checkpoint.FILE).exists() else Run.start(RECIPE)
    train(run, shapes(), path)
