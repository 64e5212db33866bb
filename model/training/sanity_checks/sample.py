"""Images for the sanity checks: the first of MNIST, or synthetic digits on a machine without it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.data import mnist, partial_read
from model.data.cache import DataDir, find_local, read_verified
from model.data.synthesis.digit_shapes import synthesize
from model.network import Array

MAX_IMAGES = 1000


@dataclass(frozen=True)
class Sample:
    """Images and their labels.

    Attributes
    ----------
    X : float32 array, shape (N, 784)
        0 background to 1 ink.
    labels : int array, shape (N,)
    is_mnist : bool
        Whether they are MNIST's training images; else they are synthetic.
    """

    X: Array
    labels: NDArray[np.integer]
    is_mnist: bool


def load_sample(images: int, data_dir: DataDir) -> Sample:
    """Return the first images that a run learns from, at most `MAX_IMAGES`.

    Parameters
    ----------
    images : int
        Training images of the run; 0 for all.
    data_dir : path, optional
        Where the data sets are; see `model.data.cache`.

    Raises
    ------
    model.data.data_file.DatasetError
        If MNIST is damaged.
    """
    count = min(images or MAX_IMAGES, MAX_IMAGES)
    path = find_local(mnist.TRAIN_IMAGES, data_dir)
    labels_path = find_local(mnist.TRAIN_LABELS, data_dir)
    if path is None or labels_path is None:
        X, labels = synthesize(count, np.random.default_rng(0))
        return Sample(X.astype(np.float32), labels, False)
    digits = partial_read.read_digits("mnist_train", path, range(count))
    X = np.stack([np.asarray(digits[k]).ravel() for k in range(count)]) / np.float32(255)
    content = read_verified(mnist.TRAIN_LABELS, labels_path)[mnist.LABELS_HEADER_BYTES :]
    return Sample(X, np.frombuffer(content[:count], np.uint8).astype(np.intp), True)
