"""Training images by source, and the images held out from them for validation and calibration.

    mnist          MNIST's training images as they are
    mnist_drawn    the same, drawn large on a canvas and preprocessed
    mnist_scanned  the same, as bilevel scans with ragged edges and specks
    pendigits      pen strokes, drawn with pens of random width and preprocessed
    unipen         the same of some 120 writers on many devices, who count about equally
    semeion, optdigits, webdigits    scans and drawings, enlarged and preprocessed
    printed        digits of free fonts
    non_digits     letters, scribbles, frames and pairs of digits, see
    `model.data.synthesis.non_digits`

Strokes and pictures go through the same `preprocess` as the drawings of users, so that the network
is trained on what it will be given. Held out are the last images of MNIST's training part, all
strokes of some writers, some fonts, and the last web digits. Calibration has images and writers of
its own, so that validation is reported on people whom it was not fitted on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from model.data import fonts, mnist, optdigits, pendigits, semeion, unipen_1a, webdigits
from model.data.cache import DataDir
from model.data.data_file import DataFile, DownloadProgress
from model.data.synthesis import digits as renderings
from model.data.synthesis import non_digits
from model.preprocessing.rasterization import Stroke
from model.training import picture_sources, stroke_sources
from model.training.labelled_images import (
    NON_DIGIT,
    RENDERING_SEED,
    LabelledImages,
    render_all,
)
from model.training.recipe import Recipe
from model.training.writers import split_writers

__all__ = ["NON_DIGIT", "LabelledImages", "TrainingData", "fetch", "load"]

DATA_SETS = {
    "pendigits": pendigits,
    "non_digits": pendigits,
    "unipen": unipen_1a,
    "semeion": semeion,
    "optdigits": optdigits,
    "webdigits": webdigits,
}
"""Modules of the data sets that sources other than MNIST need, by source."""

DIGITS_PER_PAIRED = 10
"""One of this many digits may become part of a pair, which is a non-digit."""

FONTS = "fonts"
"""Name of the hash of the fonts in the metadata of a model."""


@dataclass(frozen=True)
class TrainingData:
    """Training and validation images of a recipe.

    Attributes
    ----------
    sources : dict of str to LabelledImages
    per_epoch : dict of str to int
        Images per epoch of each source.
    validation : dict of str to LabelledImages
        Held-out images by source.
    hashes : dict of str to str
        SHA-256 of each data file.
    calibration : dict of str to LabelledImages
        Images held out for calibration alone, by source; may be empty.
    """

    sources: dict[str, LabelledImages]
    per_epoch: dict[str, int]
    validation: dict[str, LabelledImages]
    hashes: dict[str, str] = field(default_factory=dict)
    calibration: dict[str, LabelledImages] = field(default_factory=dict)

    @property
    def calibration_sets(self) -> dict[str, LabelledImages]:
        """The images held out for calibration alone, else the validation images."""
        return self.calibration or self.validation

    @property
    def epoch_size(self) -> int:
        """Number of images in an epoch."""
        return sum(self.per_epoch.values())

    def batches_per_epoch(self, batch_size: int) -> int:
        """Return the number of batches in an epoch, the last of which may be smaller."""
        return -(-self.epoch_size // batch_size)


def fetch(recipe: Recipe, data_dir: DataDir, progress: DownloadProgress) -> None:
    """Download the data sets of `recipe` that are missing on this machine."""
    mnist.load("train", data_dir, progress)
    for data_set in {DATA_SETS[name] for name in recipe.sources if name in DATA_SETS}:
        data_set.load(data_dir, progress)


def load(
    recipe: Recipe,
    data_dir: DataDir = None,
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
        If a data set is missing or damaged, or fonts are missing.
    """
    notify = report or (lambda _: None)
    if "printed" in recipe.sources:
        fonts.find(fonts.FONTS + fonts.HELD_OUT_FONTS, data_dir)  # before minutes of rendering
    sources: dict[str, LabelledImages] = {}
    validation: dict[str, LabelledImages] = {}
    calibration: dict[str, LabelledImages] = {}
    notify("reading MNIST")
    images, labels = mnist.load("train", data_dir)
    hashes = _hashes(mnist.SPLITS["train"])
    validation_start = len(labels) - recipe.validation_size
    train_size = validation_start - recipe.calibration_size
    used = min(recipe.images or train_size, train_size)
    validation["mnist"] = _pixels(images[validation_start:], labels[validation_start:])
    calibration["mnist"] = _pixels(
        images[train_size:validation_start], labels[train_size:validation_start]
    )
    for name, count in recipe.sources.items():
        notify(f"preparing {name}")
        if name in DATA_SETS:
            hashes |= _hashes(DATA_SETS[name].FILES)
        if name == "mnist":
            sources[name] = _pixels(images[:used], labels[:used])
        elif name in ("pendigits", "unipen"):
            render_strokes = {
                "pendigits": stroke_sources.pen_digits,
                "unipen": stroke_sources.unipen_digits,
            }[name]
            parts = render_strokes(recipe, data_dir)
            sources[name], validation[name] = parts.training, parts.validation
            calibration[name] = parts.calibration
        elif name == "non_digits":
            sources[name] = _non_digits(recipe, data_dir)
        elif name == "printed":
            sources[name], validation[name], hashes[FONTS] = picture_sources.printed_digits(
                data_dir
            )
        elif name in picture_sources.VARIANTS:
            sources[name], validation[name] = picture_sources.bitmaps(name, data_dir)
        else:
            render = {"mnist_drawn": renderings.upscale, "mnist_scanned": renderings.scan}[name]
            size = min(count or used, used)
            tasks = [(RENDERING_SEED, i, images[i]) for i in range(size)]
            sources[name] = LabelledImages(render_all(render, tasks), labels[:size])
    per_epoch = {name: recipe.sources[name] or len(sources[name]) for name in sources}
    return TrainingData(sources, per_epoch, _nonempty(validation), hashes, _nonempty(calibration))


def _pixels(images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> LabelledImages:
    return LabelledImages(images.reshape(-1, 784), labels)


def _hashes(files: tuple[DataFile, ...]) -> dict[str, str]:
    return {file.name: file.sha256 for file in files}


def _nonempty(parts: dict[str, LabelledImages]) -> dict[str, LabelledImages]:
    return {name: part for name, part in parts.items() if len(part)}


def _non_digits(recipe: Recipe, data_dir: DataDir) -> LabelledImages:
    """Return as many non-digits as an epoch has, but at least one."""
    samples = pendigits.load(data_dir)
    held_out = split_writers((s.writer for s in samples), recipe.held_out_writers)
    digits = [s.strokes for s in samples if s.writer not in held_out][::DIGITS_PER_PAIRED]
    return render_non_digits(max(recipe.sources["non_digits"], 1), digits)


def render_non_digits(count: int, digits: Sequence[Sequence[Stroke]]) -> LabelledImages:
    """Draw non-digits; pairs are made of these digits, each a sequence of strokes."""
    tasks = [(RENDERING_SEED, number, digits) for number in range(count)]
    images = render_all(non_digits.draw, tasks)
    return LabelledImages(images, np.full(count, NON_DIGIT, dtype=np.uint8))
