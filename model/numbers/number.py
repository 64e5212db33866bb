"""A number of an image, with its digits, its separators, and what was left out beside them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from model.numbers.segmentation import Segmentation

Box = tuple[float, float, float, float]
"""Left, top, width and height in pixels of the image."""


@dataclass(frozen=True)
class Digit:
    """One digit of a number.

    Attributes
    ----------
    probabilities : float64 array, shape (10,)
    digit : int
        The digit in the number; nearly always the most probable one.
    certain : bool
        Whether the model accepts it as a single digit.
    box : Box
    vector : float32 array, shape (784,)
        The network's input.
    """

    probabilities: NDArray[np.float64]
    digit: int
    certain: bool
    box: Box
    vector: NDArray[np.float32]


@dataclass(frozen=True)
class PlacedSeparator:
    """A separator between two digits of a number.

    Attributes
    ----------
    text : str
        One of `model.numbers.separators.SEPARATORS`.
    position : int
        Number of digits before it.
    confidence : float
        Probability that it is this separator.
    box : Box
    """

    text: str
    position: int
    confidence: float
    box: Box


@dataclass(frozen=True)
class Number:
    """One number of an image.

    Attributes
    ----------
    digits : tuple of Digit
        From left to right.
    confidence : float
        Calibrated probability that all of its digits and separators are right and none is missing.
    certain : bool
    box : Box
        Of its digits.
    alternatives : tuple of (str, float)
        The runner-up, if there is one, with its probability.
    left_out : int
        Number of parts of its ink not recognized as digits or separators.
    ignored : tuple of Box
        Of each connected component of its ink, or what is left of it, that was left out.
    separators : tuple of PlacedSeparator
        From left to right.
    is_word : bool
        Whether its digits look like the letters of a word.
    segmentation : Segmentation or None
        How its ink was divided; None unless it was requested.
    """

    digits: tuple[Digit, ...]
    confidence: float
    certain: bool
    box: Box
    alternatives: tuple[tuple[str, float], ...]
    left_out: int
    ignored: tuple[Box, ...] = ()
    separators: tuple[PlacedSeparator, ...] = ()
    is_word: bool = False
    segmentation: Segmentation | None = None

    @property
    def text(self) -> str:
        """Its digits and separators, such as ``2026`` or ``12.50``."""
        return with_separators([digit.digit for digit in self.digits], self.separators)


def with_separators(digits: Sequence[int], separators: Sequence[PlacedSeparator]) -> str:
    """Return digits as text, with separators between them."""
    texts = {separator.position: separator.text for separator in separators}
    return "".join(texts.get(k, "") + str(digit) for k, digit in enumerate(digits))


def leave_out_words(numbers: list[Number]) -> list[Number]:
    """Return the numbers without words, whose boxes the nearest number ignores; all if all are."""
    kept = [number for number in numbers if not number.is_word]
    if not kept:
        return numbers
    for word in (number for number in numbers if number.is_word):
        distances = [_distance(word.box, number.box) for number in kept]
        nearest = distances.index(min(distances))
        boxes = (*(digit.box for digit in word.digits), *word.ignored)
        kept[nearest] = replace(
            kept[nearest],
            ignored=(*kept[nearest].ignored, *boxes),
            left_out=kept[nearest].left_out + len(word.digits) + word.left_out,
        )
    return kept


def _distance(a: Box, b: Box) -> float:
    """Return the distance of two boxes, 0 if they overlap."""
    columns = max(a[0] - b[0] - b[2], b[0] - a[0] - a[2], 0.0)
    rows = max(a[1] - b[1] - b[3], b[1] - a[1] - a[3], 0.0)
    return math.hypot(columns, rows)


def enclosing(boxes: Sequence[Box]) -> Box:
    """Return the bounding box of boxes."""
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
    return left, top, right - left, bottom - top
