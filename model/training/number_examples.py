"""Numbers to train and fit the reading of numbers on, by split.

    training      candidate and pair network (`tools/train_candidates.py`, `tools/train_pairs.py`)
    fitting       weights of the lattice (`tools/fit_numbers.py`)
    calibration   probability of the whole number (`tools/fit_numbers.py`)

No writer or image is in two splits, and none is one that `inkling evaluate` reports on. The
networks that read digits were trained on the writers of the first two splits, and on two of the
third.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from model.data import mnist, optdigits, pendigits, semeion, unipen_1a, webdigits
from model.data.bitmaps import Bitmaps
from model.data.synthesis.numbers import draw_segmented, random_style
from model.data.synthesis.writer_styles import WriterStyle, by_style, by_writer
from model.numbers.cuts import FindDigits, cut_number
from model.numbers.ink import INK_LEVEL, find_ink
from model.numbers.lines import group_numbers
from model.numbers.segments import Segments
from model.preprocessing.connected_components import connected_components
from model.training.hand_variation import VariedStyle
from model.training.picture_sources import held_out_web_digits
from model.training.stroke_sources import split_unipen_writers
from model.training.writers import split_writers

Split = Literal["training", "fitting", "calibration"]
Kind = Literal["separate", "touching", "mixed", "single"]

_MNIST_IMAGES: dict[Split, slice] = {
    "training": slice(50_000),
    "fitting": slice(50_000, 55_000),
    "calibration": slice(55_000, 57_500),
}
_MNIST_STYLES: dict[Split, int] = {"training": 1200, "fitting": 100, "calibration": 100}

_BITMAP_STYLES = 80
"""Number of styles of each data set of bitmaps, which are for the training alone."""

_SIDE, _SEMEION_PX, _SEMEION_ASPECTS, _BLUR_PX = 28, 20, (0.45, 0.95), 0.6
"""Side of the images of bitmaps in pixels, height of Semeion's digits, which are stretched to
squares, and range of their width as a ratio of it; blur of bilevel ones in pixels."""

_LENGTHS: dict[Kind, tuple[int, int]] = {"single": (1, 2), "touching": (2, 4)}
_OTHER_LENGTHS = (2, 9)
"""Range of the number of digits, its end excluded."""

_TOUCHING_SHARE = 0.4
"""Probability that a mixed number's digits touch."""

_TIGHT_SHARE, _TIGHT_GAP, _TIGHT_SPREAD = 0.3, 0.02, 0.09
"""Probability that a mixed number's digits stand close together, and mean and standard deviation of
their gaps, as ratios of the height."""

_HELD_OUT_PENS, _FITTING_PENS, _FITTING_TABLETS = 4, 2, 8
_VALIDATION_TABLETS, _CALIBRATION_TABLETS = 6, 6
"""Number of writers of the pen digits and of UNIPEN that are held out of a split."""

_MIN_INK_RATIO = 0.8
"""Minimum size that a digit counts with, as a ratio of its drawn pixels. Less of it may be in the
segments when the threshold lost its faint edges, which the cuts do not cause."""


@dataclass(frozen=True)
class Example:
    """A number that was written.

    Attributes
    ----------
    image : PIL.Image.Image
    owners : int8 array, shape of the image
        Digit of each pixel, as `draw_segmented` returns it.
    digits : tuple of int
    """

    image: Image.Image
    owners: NDArray[np.int8]
    digits: tuple[int, ...]


def load_writer_styles(
    split: Split, data_dir: str | os.PathLike[str] | None = None
) -> list[list[WriterStyle]]:
    """Return the writer styles of one split, a list for each turn in which numbers are drawn.

    These are of MNIST, the pen digits and UNIPEN. In the training, whose digits are varied, UNIPEN
    has two turns of five, as it has most writers, and the bitmaps of other data sets have one.

    Raises
    ------
    model.data.data_file.DatasetError
        If a data set is missing or damaged.
    """
    pens, tablets = pendigits.load(data_dir), unipen_1a.load(data_dir)
    reported = split_writers((s.writer for s in pens), _HELD_OUT_PENS)
    held_out = split_writers((s.writer for s in pens if s.writer not in reported), _HELD_OUT_PENS)
    for_fitting = split_writers(held_out, _FITTING_PENS)
    validation, calibration = split_unipen_writers(
        tablets, _VALIDATION_TABLETS, _CALIBRATION_TABLETS
    )
    known = {d.writer for d in tablets} - validation - calibration
    tablet_fitting = split_writers(known, _FITTING_TABLETS)
    pen_writers = {
        "training": {s.writer for s in pens} - reported - held_out,
        "fitting": for_fitting,
        "calibration": held_out - for_fitting,
    }
    tablet_writers = {
        "training": known - tablet_fitting,
        "fitting": tablet_fitting,
        "calibration": calibration,
    }
    images, labels = mnist.load("train", data_dir)
    used = _MNIST_IMAGES[split]
    rng = np.random.default_rng(5 if split == "training" else 6)
    scans = np.asarray(images)[used].reshape(-1, 28, 28)
    mnist_styles = by_style("mnist", scans, labels[used], _MNIST_STYLES[split], rng)
    pen_styles = by_writer("pendigits", [s for s in pens if s.writer in pen_writers[split]])
    tablet_styles = by_writer("unipen", [d for d in tablets if d.writer in tablet_writers[split]])
    if split != "training":
        return [mnist_styles, pen_styles, tablet_styles]
    turns = [mnist_styles, tablet_styles, pen_styles, tablet_styles, _bitmap_styles(data_dir, rng)]
    return [[VariedStyle(style.name, style.digits) for style in styles] for styles in turns]


def _bitmap_styles(
    data_dir: str | os.PathLike[str] | None, rng: np.random.Generator
) -> list[WriterStyle]:
    """Return styles of optdigits, Semeion and those web digits that are not held out."""
    web = webdigits.load(data_dir)
    is_known = ~held_out_web_digits(web.labels)
    return [
        style
        for name, bitmaps in {
            "optdigits": optdigits.load(data_dir),
            "semeion": semeion.load(data_dir),
            "webdigits": Bitmaps(web.images[is_known], web.labels[is_known]),
        }.items()
        for style in by_style(name, _as_scans(bitmaps, rng), bitmaps.labels, _BITMAP_STYLES, rng)
    ]


def _as_scans(bitmaps: Bitmaps, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return bitmaps as gray images of the size of MNIST's."""
    side = bitmaps.images.shape[1]
    images = np.zeros((len(bitmaps.images), _SIDE, _SIDE), np.uint8)
    for scan, bitmap in zip(images, bitmaps.images, strict=True):
        image = Image.fromarray(bitmap)
        if side == semeion.SIDE:
            width = round(_SEMEION_PX * rng.uniform(*_SEMEION_ASPECTS))
            image = image.resize((width, _SEMEION_PX), Image.Resampling.BICUBIC)
        elif side != _SIDE:
            image = image.resize((_SIDE, _SIDE), Image.Resampling.BOX)
        if side != webdigits.SIDE:
            image = image.filter(ImageFilter.GaussianBlur(_BLUR_PX))
        left, top = (_SIDE - image.width) // 2, (_SIDE - image.height) // 2
        scan[top : top + image.height, left : left + image.width] = np.asarray(image)
    return images


def draw_examples(
    styles: Sequence[Sequence[WriterStyle]],
    shares: Mapping[Kind, float],
    count: int,
    rng: np.random.Generator,
    find_digits: FindDigits | None = None,
) -> Iterator[tuple[Example, Segments]]:
    """Compose numbers, and yield those that are found as one number, with their segments.

    Parameters
    ----------
    styles : sequence of sequences of WriterStyle
        Lists of styles, which take turns; a list may occur twice.
    shares : mapping
        Probability of each kind.
    count : int
        Number of numbers that are composed.
    rng : numpy.random.Generator
    find_digits : callable, optional
        As of `model.numbers.cuts.cut_number`.
    """
    kinds, probabilities = list(shares), list(shares.values())
    for number in range(count):
        kind = kinds[int(rng.choice(len(kinds), p=probabilities))]
        example = draw_example(styles[number % len(styles)], kind, rng)
        segments = cut_example(example.image, find_digits)
        if segments is not None:
            yield example, segments


def draw_example(styles: Sequence[WriterStyle], kind: Kind, rng: np.random.Generator) -> Example:
    """Compose a number of a kind of the digits of a random writer style."""
    writer = styles[int(rng.integers(len(styles)))]
    digits, labels = writer.write(int(rng.integers(*_LENGTHS.get(kind, _OTHER_LENGTHS))), rng)
    is_touching = kind == "touching" or (kind == "mixed" and rng.random() < _TOUCHING_SHARE)
    style = random_style(rng, is_touching=is_touching, is_plain=kind != "mixed")
    if kind == "mixed" and rng.random() < _TIGHT_SHARE:
        style = replace(style, gap=_TIGHT_GAP, gap_spread=_TIGHT_SPREAD)
    image, owners = draw_segmented(digits, style, rng)
    return Example(image, owners, tuple(labels))


def cut_example(image: Image.Image, find_digits: FindDigits | None = None) -> Segments | None:
    """Return the segments of a number; None if its image is not found to show just one."""
    ink = find_ink(image)
    if ink is None or ink.reduction != 1:
        return None
    components = connected_components(ink.levels >= INK_LEVEL)
    groups = group_numbers(components)
    if len(groups) != 1:
        return None
    [group] = groups
    labels = components.label_image()
    return cut_number(ink.levels, components, labels, group.members, group.height, find_digits)


def count_digit_pixels(
    example: Example, segments: Segments, starts: NDArray[np.intp], stops: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how many pixels runs of segments have in each digit, and how many each digit has.

    Parameters
    ----------
    example : Example
        A number of D digits.
    segments : Segments
        Its segments.
    starts, stops : intp arrays, shape (A,)
        First segment of each run, and the segment after its last.

    Returns
    -------
    float64 array, shape (A, D + 1)
        The last column counts ink of no digit.
    float64 array, shape (D,)
    """
    count = len(example.digits)
    (top, left), (height, width) = segments.corner, segments.labels.shape
    owners = example.owners[top : top + height, left : left + width].astype(np.intp)
    owners[owners < 0] = count
    is_ink = segments.labels >= 0
    pixels = np.zeros((len(segments) + 1, count + 1))  # of the segments, from row 1, in each digit
    np.add.at(pixels, (segments.labels[is_ink] + 1, owners[is_ink]), 1)
    drawn = np.bincount(example.owners[example.owners >= 0].astype(np.intp), minlength=count)
    sizes = np.maximum(pixels[:, :count].sum(axis=0), _MIN_INK_RATIO * drawn)  # over the segments
    cumulative = pixels.cumsum(axis=0)
    return cumulative[stops] - cumulative[starts], sizes
