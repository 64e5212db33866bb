"""The batches of training: which images, in which order, distorted how, with which targets.

Augmenting an image and running the teacher on it cost more than a training step. A recipe can
therefore ask for new augmentation in every n-th epoch only (``augment_every_epochs``); the images
are reused in between, each epoch in an order of its own. All randomness follows from the recipe's
seed and the number of the epoch, so that a resumed run sees the very same batches.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from model.network import Array, Weights, forward, one_hot, softmax
from model.training.augmentation import Augmentation, augment
from model.training.inplace import Workspace
from model.training.recipe import Recipe
from model.training.training_data import NON_DIGIT, TrainingData

CLASSES = 10

_AT_ONCE = 8192
"""How many images are distorted at once: enough to make it cheap, few enough to stay in a cache."""

_DRAWING, _ORDER = 1, 2
"""Keep the random numbers of the two purposes apart."""


class Batches:
    """Fills a workspace with one batch after the other.

    Parameters
    ----------
    recipe : Recipe
    data : TrainingData
    teacher : Weights, optional
        Whose softened answers are mixed into the targets.
    """

    def __init__(self, recipe: Recipe, data: TrainingData, teacher: Weights | None = None) -> None:
        self._recipe, self._data, self._teacher = recipe, data, teacher
        self._count = sum(data.per_epoch.values())
        self._drawing: _Drawing | None = None

    @property
    def per_epoch(self) -> int:
        """The number of batches in an epoch."""
        return -(-self._count // self._recipe.batch_size)

    def epoch(self, number: int, workspace: Workspace, first: int = 0) -> Iterator[int]:
        """Fill `workspace` with each batch of an epoch in turn; yield how many samples it has.

        Parameters
        ----------
        number : int
            Of the epoch, from 0.
        workspace : Workspace
            For at least the recipe's batch size.
        first : int
            The batch to begin with.
        """
        turn, again = divmod(number, self._recipe.augment_every_epochs)
        if self._drawing is None or self._drawing.turn != turn:
            self._drawing = None  # before the next: two would take twice the memory
            self._drawing = _Drawing(self._recipe, self._data, self._teacher, turn)
        drawing, size = self._drawing, self._recipe.batch_size
        order = None
        if again:  # the first time they are in random order already
            rng = np.random.default_rng((self._recipe.seed, _ORDER, number))
            order = rng.permutation(self._count)
        for start in range(first * size, self._count, size):
            stop = min(start + size, self._count)
            if order is None:
                drawing.take(start, stop, workspace)
            else:
                drawing.pick(order[start:stop], workspace)
            yield stop - start


class _Drawing:
    """The images of one epoch and their targets, distorted when they are first asked for."""

    def __init__(
        self, recipe: Recipe, data: TrainingData, teacher: Weights | None, turn: int
    ) -> None:
        self._recipe, self._data, self._teacher, self.turn = recipe, data, teacher, turn
        self._rng = np.random.default_rng((recipe.seed, _DRAWING, turn))
        self._chosen = _choose(data, self._rng)
        self._pixels = np.empty((len(self._chosen), 784), dtype=np.uint8)
        self._targets = np.empty((len(self._chosen), CLASSES), dtype=np.float32)
        self._drawn = 0
        self._buffer = np.empty((recipe.batch_size, 784), dtype=np.uint8)

    def take(self, start: int, stop: int, workspace: Workspace) -> None:
        """Put the rows from `start` to `stop` into the workspace."""
        while self._drawn < stop:
            self._draw()
        _fill(workspace, self._pixels[start:stop], self._targets[start:stop])

    def pick(self, rows: NDArray[np.intp], workspace: Workspace) -> None:
        """Put these rows into the workspace."""
        while self._drawn < len(self._chosen):
            self._draw()
        pixels = self._pixels.take(rows, axis=0, out=self._buffer[: len(rows)], mode="clip")
        _fill(workspace, pixels, self._targets[rows])

    def _draw(self) -> None:
        """Draw the next portion."""
        here = slice(self._drawn, self._drawn + _AT_ONCE)
        chosen = self._chosen[here]
        pixels = self._pixels[here]
        labels = np.empty(len(chosen), dtype=np.uint8)
        for number, source in enumerate(self._data.sources.values()):
            mine = np.flatnonzero(chosen[:, 0] == number)
            index = chosen[mine, 1]
            if len(mine) == len(chosen):  # one source needs no second copy
                source.images.take(index, axis=0, out=pixels, mode="clip")
            else:
                pixels[mine] = source.images[index]
            labels[mine] = source.labels[index]
        if self._recipe.augmentation != Augmentation():
            pixels[:] = augment(pixels, self._recipe.augmentation, self._rng)
        self._targets[here] = self._answers(pixels, targets(labels))
        self._drawn += len(chosen)

    def _answers(self, pixels: NDArray[np.uint8], Y: Array) -> Array:
        """Return the targets, the teacher's opinion mixed in."""
        if self._teacher is None:
            return Y
        X = np.multiply(pixels, np.float32(1 / 255))
        softened = softmax(forward(self._teacher, X).z[-1] / np.float32(self._recipe.temperature))
        share = np.float32(self._recipe.distillation_weight)
        return share * softened + (1 - share) * Y


def _fill(workspace: Workspace, pixels: NDArray[np.uint8], Y: Array) -> None:
    n = len(pixels)
    np.multiply(pixels, np.float32(1 / 255), out=workspace.inputs[:n])
    workspace.targets[:n] = Y


def _choose(data: TrainingData, rng: np.random.Generator) -> NDArray[np.intp]:
    """Return an epoch's images in random order: rows of (source, index)."""
    parts = []
    for number, (name, source) in enumerate(data.sources.items()):
        wanted = data.per_epoch[name]
        passes = [rng.permutation(len(source)) for _ in range(-(-wanted // len(source)))]
        index = np.concatenate(passes)[:wanted]
        parts.append(np.stack([np.full(wanted, number), index], axis=1))
    return rng.permutation(np.concatenate(parts))


def targets(labels: NDArray[np.uint8]) -> Array:
    """Return what the network should answer, float32 of shape (n, 10): for no digit, all alike."""
    nothing = labels == NON_DIGIT
    Y = one_hot(np.where(nothing, 0, labels), CLASSES)
    Y[nothing] = 1 / CLASSES
    return Y
