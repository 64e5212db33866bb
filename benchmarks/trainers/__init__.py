"""Trainers of 784-100-10-10 with Adam, one a file.

Each is asked for ``batch`` and ``count`` (how many of MNIST's training images to learn from, once)
and answers with the mean loss, which shows that all did the same work.
"""

import numpy as np
from numpy.typing import NDArray

from model.data import mnist
from model.data.data_file import DatasetError
from model.initialization import initialize

SIZES = (784, 100, 10, 10)
RATE = 0.003


def data(count: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the first `count` training images, shape (count, 784), and their labels.

    Without MNIST they are made up.
    """
    try:
        images, labels = mnist.load("train")
    except DatasetError:  # speed does not depend on the content of the images
        rng = np.random.default_rng(0)
        images = rng.integers(0, 256, (60_000, 28, 28), dtype=np.uint8)
        images *= rng.random(images.shape) < 0.2  # as much ink as MNIST has
        labels = rng.integers(0, 10, len(images), dtype=np.uint8)
    return images[:count].reshape(-1, 784), labels[:count]


def weights() -> list[NDArray[np.float32]]:
    """Return the weights that all begin with; row 0 is the bias."""
    return initialize(SIZES, np.random.default_rng(1))
