"""A small classification problem in place of MNIST: ten noisy shapes."""

import numpy as np

from model.training.training_data import LabelledImages, TrainingData


def noisy_shapes() -> TrainingData:
    """Return 200 training and 40 validation images of ten shapes, 784 pixels each, with noise."""
    rng = np.random.default_rng(5)
    prototypes = rng.integers(0, 200, (10, 784))
    labels = np.arange(240, dtype=np.uint8) % 10
    images = (prototypes[labels] + rng.integers(0, 56, (240, 784))).astype(np.uint8)
    train = LabelledImages(images[:200], labels[:200])
    held_out = LabelledImages(images[200:], labels[200:])
    return TrainingData({"mnist": train}, {"mnist": 200}, {"mnist": held_out})
