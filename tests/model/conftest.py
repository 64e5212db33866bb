"""A small problem to train on: ten shapes of 784 pixels with noise, which a network can tell."""

import numpy as np
import pytest

from model.sources import LabelledImages, TrainingData


@pytest.fixture(scope="session")
def shapes() -> TrainingData:
    rng = np.random.default_rng(5)
    prototypes = rng.integers(0, 200, (10, 784))
    labels = np.arange(240, dtype=np.uint8) % 10
    images = (prototypes[labels] + rng.integers(0, 56, (240, 784))).astype(np.uint8)
    train = LabelledImages(images[:200], labels[:200])
    held_out = LabelledImages(images[200:], labels[200:])
    return TrainingData({"mnist": train}, {"mnist": 200}, {"mnist": held_out})
