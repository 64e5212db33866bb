"""Batch loader: selection, order, augmentation and targets of training images.

Augmenting an image and running the teacher on it cost more than a training step. A recipe can
therefore ask for new augmentation in every n-th epoch only (``augment_every_epochs``); the images
are reused in between, each epoch in an order of its own. All randomness follows from the recipe's
seed and the number of the epoch, so that a resumed run sees exactly the same batches.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.network import CLASSES, Array, Weights, forward, one_hot, softmax
from model.training.augmentation import Augmentation, augment
from model.training.recipe import Recipe
from model.training.training_data import NON_DIGIT, TrainingData

_AUGMENTED_ROWS = 8192
"""Images augmented in one go: enough to make it cheap, few enough to stay in a cache."""

_AUGMENTATION_STREAM, _ORDER_STREAM = 1, 2
"""Keep the random numbers of the two purposes apart."""


class Batch(NamedTuple):
    """Training samples; the arrays may be reused for the next batch.

    Attributes
    ----------
    pixels : uint8 array, shape (N, 784)
        0 paper to 255 ink.
    targets : float32 array, shape (N, 10)
        Target distributions, each row summing to 1.
    """

    pixels: NDArray[np.uint8]
    targets: Array


class BatchLoader:
    """Yields the batches of an epoch.

    Parameters
    ----------
    recipe : Recipe
    data : TrainingData
    teacher : Weights, optional
        Model whose softened outputs are mixed into the targets.
    """

    def __init__(self, recipe: Recipe, data: TrainingData, teacher: Weights | None = None) -> None:
        self._recipe, self._data, self._teacher = recipe, data, teacher
        self._images: _EpochImages | None = None

    @property
    def batches_per_epoch(self) -> int:
        """Number of batches in an epoch."""
        return self._data.batches_per_epoch(self._recipe.batch_size)

    def epoch(self, number: int, first: int = 0) -> Iterator[Batch]:
        """Yield the batches of the epoch `number`, from 0, beginning with the batch `first`."""
        augmentation_round, reused = divmod(number, self._recipe.augment_every_epochs)
        if self._images is None or self._images.round != augmentation_round:
            self._images = None  # freed before the next is made: two would take twice the memory
            self._images = _EpochImages(self._recipe, self._data, self._teacher, augmentation_round)
        images, size, count = self._images, self._recipe.batch_size, self._data.epoch_size
        order = None
        if reused:  # the first time they are in random order already
            rng = np.random.default_rng((self._recipe.seed, _ORDER_STREAM, number))
            order = rng.permutation(count)
        for start in range(first * size, count, size):
            rows = slice(start, min(start + size, count))
            yield images.consecutive(rows) if order is None else images.gather(order[rows])


class _EpochImages:
    """Images and targets of one epoch, augmented when they are first needed.

    Images that nothing changes are taken from the data for each batch: copying all of them first
    would take a tenth of the time of an epoch, and twice the memory.
    """

    def __init__(
        self, recipe: Recipe, data: TrainingData, teacher: Weights | None, augmentation_round: int
    ) -> None:
        self._recipe, self._data, self._teacher = recipe, data, teacher
        self.round = augmentation_round
        self._rng = np.random.default_rng((recipe.seed, _AUGMENTATION_STREAM, augmentation_round))
        self._selection = _select(data, self._rng)
        self._targets = targets(self._select_labels())
        self._is_copied = teacher is not None or recipe.augmentation != Augmentation()
        copied = len(self._selection) if self._is_copied else 0
        self._pixels = np.empty((copied, 784), dtype=np.uint8)
        self._ready = 0
        self._buffer = np.empty((recipe.batch_size, 784), dtype=np.uint8)

    def consecutive(self, rows: slice) -> Batch:
        """Return the batch of these rows."""
        if not self._is_copied:
            return self._take(rows)
        while self._ready < rows.stop:
            self._prepare_next()
        return Batch(self._pixels[rows], self._targets[rows])

    def gather(self, rows: NDArray[np.intp]) -> Batch:
        """Return the batch of these rows, which may lie anywhere."""
        if not self._is_copied:
            return self._take(rows)
        while self._ready < len(self._selection):
            self._prepare_next()
        pixels = self._pixels.take(rows, axis=0, out=self._buffer[: len(rows)], mode="clip")
        return Batch(pixels, self._targets[rows])

    def _select_labels(self) -> NDArray[np.uint8]:
        labels = np.empty(len(self._selection), dtype=np.uint8)
        for number, source in enumerate(self._data.sources.values()):
            positions = np.flatnonzero(self._selection[:, 0] == number)
            labels[positions] = source.labels[self._selection[positions, 1]]
        return labels

    def _take(self, rows: slice | NDArray[np.intp]) -> Batch:
        """Return the batch of these rows, whose images come from the data unchanged."""
        selection = self._selection[rows]
        pixels = self._copy_images(selection, self._buffer[: len(selection)])
        return Batch(pixels, self._targets[rows])

    def _copy_images(
        self, selection: NDArray[np.intp], out: NDArray[np.uint8]
    ) -> NDArray[np.uint8]:
        """Copy the selected images, rows of (source, index), to `out` and return it."""
        sources = list(self._data.sources.values())
        if len(sources) == 1:  # needs no second copy
            return sources[0].images.take(selection[:, 1], axis=0, out=out, mode="clip")
        for number, source in enumerate(sources):
            positions = np.flatnonzero(selection[:, 0] == number)
            out[positions] = source.images[selection[positions, 1]]
        return out

    def _prepare_next(self) -> None:
        """Augment the next images and compute the teacher's outputs for them."""
        rows = slice(self._ready, self._ready + _AUGMENTED_ROWS)
        pixels = self._copy_images(self._selection[rows], self._pixels[rows])
        if self._recipe.augmentation != Augmentation():
            pixels[:] = augment(pixels, self._recipe.augmentation, self._rng)
        if self._teacher is not None:
            self._targets[rows] = self._distilled(self._teacher, pixels, self._targets[rows])
        self._ready += len(pixels)

    def _distilled(self, teacher: Weights, pixels: NDArray[np.uint8], Y: Array) -> Array:
        """Return the targets `Y` with the teacher's softened outputs mixed in."""
        X = np.multiply(pixels, np.float32(1 / 255))
        softened = softmax(forward(teacher, X).z[-1] / np.float32(self._recipe.temperature))
        weight = np.float32(self._recipe.distillation_weight)
        return weight * softened + (1 - weight) * Y


def _select(data: TrainingData, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return an epoch's images in random order: rows of (source, index)."""
    parts = []
    for number, (name, source) in enumerate(data.sources.items()):
        count = data.per_epoch[name]
        passes = [rng.permutation(len(source)) for _ in range(-(-count // len(source)))]
        index = np.concatenate(passes)[:count]
        parts.append(np.stack([np.full(count, number), index], axis=1))
    return rng.permutation(np.concatenate(parts))


def targets(labels: NDArray[np.uint8]) -> Array:
    """Return target distributions, float32 of shape (N, 10): uniform for `NON_DIGIT`."""
    non_digits = labels == NON_DIGIT
    Y = one_hot(np.where(non_digits, 0, labels), CLASSES)
    Y[non_digits] = 1 / CLASSES
    return Y
