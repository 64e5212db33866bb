"""Training images by source, and the validation images held out from them.

    mnist          MNIST's training images as they are
    mnist_drawn    the same, drawn large on a canvas and preprocessed
    mnist_scanned  the same, as bilevel scans with ragged edges and specks
    pendigits      pen strokes, drawn with a pen of random width and preprocessed
    non_digits     letters, scribbles, frames and pairs of digits, see
    `model.data.synthesis.non_digits`

Strokes and large pictures go through the same `preprocess` as the drawings of users, so that the
network is trained on what it will be given. Held out are the last images of MNIST's training part
and all strokes of some writers.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.data import mnist, pendigits
from model.data.data_file import DownloadProgress
from model.data.synthesis import digits as renderings
from model.data.synthesis import non_digits
from model.process_pool import map_in_processes
from model.training.recipe import Recipe

Images = NDArray[np.uint8]
Labels = NDArray[np.uint8]

NON_DIGIT = 10
"""Label of non-digits."""

RENDERING_SEED = 1
"""Seed of random pens, placements and scribbles. It is the same for all runs, so that runs with
several seeds show the spread of training on the same images."""

PEN_VARIANTS = 6
"""Number of renderings of each digit of the pen strokes, each with another pen."""


@dataclass(frozen=True)
class LabelledImages:
    """Images and their labels.

    Attributes
    ----------
    images : uint8 array, shape (N, 784)
        0 paper to 255 ink.
    labels : uint8 array, shape (N,)
        The digit, or `NON_DIGIT`.
    """

    images: Images
    labels: Labels

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class TrainingData:
    """Training and validation images of a recipe.

    Attributes
    ----------
    sources : dict of str to LabelledImages
    per_epoch : dict of str to int
        Images per epoch of each source.
    validation : dict of str to LabelledImages
        Held-out images; ``mnist`` and, if pen strokes are used, ``pendigits``.
    hashes : dict of str to str
        SHA-256 of each data file.
    """

    sources: dict[str, LabelledImages]
    per_epoch: dict[str, int]
    validation: dict[str, LabelledImages]
    hashes: dict[str, str] = field(default_factory=dict)

    @property
    def epoch_size(self) -> int:
        """Number of images in an epoch."""
        return sum(self.per_epoch.values())

    def batches_per_epoch(self, batch_size: int) -> int:
        """Return the number of batches in an epoch, the last of which may be smaller."""
        return -(-self.epoch_size // batch_size)


def fetch(
    recipe: Recipe, data_dir: str | os.PathLike[str] | None, progress: DownloadProgress
) -> None:
    """Download the data sets of `recipe` that are missing on this machine."""
    mnist.load("train", data_dir, progress)
    if {"pendigits", "non_digits"} & set(recipe.sources):
        pendigits.load(data_dir, progress)


def load(
    recipe: Recipe,
    data_dir: str | os.PathLike[str] | None = None,
    report: Callable[[str], None] | None = None,
) -> TrainingData:
    """Load and render the images of `recipe`.

    Parameters
    ----------
    recipe : Recipe
        The same sources give the same images.
    data_dir : path, optional
        Where the data sets are; see `model.data.cache`.
    report : callable, optional
        Called with a message for each step.

    Raises
    ------
    model.data.data_file.DatasetError
        If a data set is missing or damaged.
    """
    notify = report or (lambda _: None)
    sources: dict[str, LabelledImages] = {}
    validation: dict[str, LabelledImages] = {}
    notify("reading MNIST")
    images, labels = mnist.load("train", data_dir)
    hashes = {file.name: file.sha256 for file in mnist.PARTS["train"]}
    train_size = len(labels) - recipe.validation_size
    used = min(recipe.images or train_size, train_size)
    if recipe.validation_size:
        validation["mnist"] = LabelledImages(
            images[train_size:].reshape(-1, 784), labels[train_size:]
        )
    for name, count in recipe.sources.items():
        notify(f"preparing {name}")
        if name == "mnist":
            sources[name] = LabelledImages(images[:used].reshape(-1, 784), labels[:used])
        elif name == "pendigits":
            sources[name], held_out = _pen_digits(recipe, data_dir)
            hashes |= {file.name: file.sha256 for file in pendigits.FILES}
            if len(held_out):
                validation[name] = held_out
        elif name == "non_digits":
            sources[name] = _non_digits(recipe, data_dir)
            hashes |= {file.name: file.sha256 for file in pendigits.FILES}
        else:
            render = {"mnist_drawn": renderings.upscale, "mnist_scanned": renderings.scan}[name]
            size = min(count or used, used)
            tasks = [(RENDERING_SEED, i, images[i]) for i in range(size)]
            sources[name] = LabelledImages(_in_parallel(render, tasks), labels[:size])
    per_epoch = {name: recipe.sources[name] or len(sources[name]) for name in sources}
    return TrainingData(sources, per_epoch, validation, hashes)


def split_writers(writers: Iterable[int], held_out: int) -> set[int]:
    """Return `held_out` of the writers, evenly spread over their numbers."""
    ordered = sorted(set(writers))
    return {ordered[i * len(ordered) // held_out] for i in range(held_out)} if held_out else set()


def _pen_digits(
    recipe: Recipe, data_dir: str | os.PathLike[str] | None
) -> tuple[LabelledImages, LabelledImages]:
    samples = pendigits.load(data_dir)
    held_out = split_writers((s.writer for s in samples), recipe.held_out_writers)
    parts = []
    for variants, is_held_out in ((PEN_VARIANTS, False), (1, True)):
        selected = [s for s in samples if (s.writer in held_out) is is_held_out]
        tasks = [
            (RENDERING_SEED, PEN_VARIANTS * i + variant, sample.strokes)
            for variant in range(variants)
            for i, sample in enumerate(selected)
        ]
        labels = np.tile(np.array([s.label for s in selected], dtype=np.uint8), variants)
        parts.append(
            LabelledImages(_in_parallel(renderings.render_random_placement, tasks), labels)
        )
    return parts[0], parts[1]


def _non_digits(recipe: Recipe, data_dir: str | os.PathLike[str] | None) -> LabelledImages:
    """Return as many non-digits as an epoch holds, but at least one."""
    samples = pendigits.load(data_dir)
    held_out = split_writers((s.writer for s in samples), recipe.held_out_writers)
    digits = [s.strokes for s in samples if s.writer not in held_out][::10]
    count = max(recipe.sources["non_digits"], 1)
    tasks = [(RENDERING_SEED, number, digits) for number in range(count)]
    images = _in_parallel(non_digits.draw, tasks)
    return LabelledImages(images, np.full(count, NON_DIGIT, dtype=np.uint8))


def _in_parallel(render: Callable[[Any], Images], tasks: Sequence[Any]) -> Images:
    """Return one image per task, shape (N, 784), rendered on all cores."""
    if not tasks:
        return np.empty((0, 784), dtype=np.uint8)
    if len(tasks) < 500:  # starting processes costs more than this
        return np.array([render(task) for task in tasks])
    return np.array(list(map_in_processes(render, tasks, chunk_size=50)))
