"""Recognition of the numbers in an image, in reading order, each with its digits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.inference.calibration import is_accepted, stored_threshold
from model.network import Predict
from model.numbers.cuts import Segments, cut_number, label_image
from model.numbers.ink import INK_LEVEL, PageInk, find_ink
from model.numbers.lattice import Lattice, build
from model.numbers.lines import MAX_MARKS, TooManyMarksError, group_numbers
from model.numbers.scoring import Path, best_paths, number_probability
from model.numbers.segmentation import Segmentation, describe
from model.numbers.weights import WEIGHTS, calibrated
from model.preprocessing.connected_components import connected_components
from model.preprocessing.grayscale import to_grayscale

Box = tuple[float, float, float, float]
"""Left, top, width and height in pixels of the image."""

MAX_NUMBERS = 200
MAX_DIGITS = 24

MAX_SEGMENTS = 5 * MAX_DIGITS
"""Maximum number of segments that a number is cut into; digits have two or three each."""

MIN_CERTAIN = 0.9
"""Minimum confidence of a number that is called certain."""


class TooManyNumbersError(ValueError):
    """The image has too many numbers, or a number has too many digits.

    Attributes
    ----------
    counted : {"digits", "parts", "numbers", "marks"}
        The first two are those of one number.
    limit, count : int
        Maximum number of them, and number in the image.
    """

    def __init__(self, message: str, *, counted: str, limit: int, count: int) -> None:
        super().__init__(message)
        self.counted = counted
        self.limit = limit
        self.count = count


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
class Number:
    """One number of an image.

    Attributes
    ----------
    digits : tuple of Digit
        From left to right.
    confidence : float
        Calibrated probability that all of its digits are right and none is missing.
    certain : bool
    box : Box
    alternatives : tuple of (str, float)
        The runner-up, if there is one, with its probability.
    left_out : int
        Number of parts of its ink not recognized as digits.
    segmentation : Segmentation or None
        How its ink was divided; None unless it was requested.
    """

    digits: tuple[Digit, ...]
    confidence: float
    certain: bool
    box: Box
    alternatives: tuple[tuple[str, float], ...]
    left_out: int
    segmentation: Segmentation | None = None

    @property
    def text(self) -> str:
        """Its digits, such as ``2026``."""
        return "".join(str(digit.digit) for digit in self.digits)


def recognize_numbers(
    predict: Predict,
    metadata: Mapping[str, Any],
    image: Image.Image,
    *,
    with_segmentation: bool = False,
) -> list[Number]:
    """Return the numbers of an image in reading order; empty if it shows none.

    Parameters
    ----------
    predict : callable
        From inputs, shape (N, 784), to probabilities, shape (N, 10).
    metadata : mapping
        Of the model, with its rejection threshold.
    image : PIL.Image.Image
        Any mode, size and polarity.
    with_segmentation : bool, optional
        Whether the numbers have a `segmentation`.

    Raises
    ------
    TooManyNumbersError
        If there are more than `MAX_NUMBERS`, one has more than `MAX_DIGITS` or `MAX_SEGMENTS`, or
        the image has more than `model.numbers.lines.MAX_MARKS`.
    """
    ink = find_ink(to_grayscale(image))
    if ink is None:
        return []
    components = connected_components(ink.levels >= INK_LEVEL)
    try:
        groups = group_numbers(components)
    except TooManyMarksError as error:
        raise TooManyNumbersError(
            str(error), counted="marks", limit=MAX_MARKS, count=error.count
        ) from error
    if len(groups) > MAX_NUMBERS:
        message = f"expected at most {MAX_NUMBERS} numbers, got {len(groups)}"
        raise TooManyNumbersError(message, counted="numbers", limit=MAX_NUMBERS, count=len(groups))
    labels = label_image(components)
    numbers = []
    for group in groups:
        segments = cut_number(ink.levels, components, labels, group.members, group.height)
        number = _recognize(predict, metadata, segments, ink, with_segmentation)
        if number is not None:
            numbers.append(number)
    return numbers


def _recognize(
    predict: Predict,
    metadata: Mapping[str, Any],
    segments: Segments,
    ink: PageInk,
    with_segmentation: bool,
) -> Number | None:
    """Return the number that segments are read as; None if they are no digits."""
    if len(segments) > MAX_SEGMENTS:
        raise TooManyNumbersError(
            f"expected at most {MAX_DIGITS} digits in a number, got ink in {len(segments)} parts",
            counted="parts",
            limit=MAX_SEGMENTS,
            count=len(segments),
        )
    lattice = build(segments, predict, stored_threshold(metadata, default=0.0))
    paths = [path for path in best_paths(lattice, WEIGHTS) if path.digits]
    if not paths:
        return None
    best, *others = paths
    if len(best.digits) > MAX_DIGITS:
        raise TooManyNumbersError(
            f"expected at most {MAX_DIGITS} digits in a number, got {len(best.digits)}",
            counted="digits",
            limit=MAX_DIGITS,
            count=len(best.digits),
        )
    confidence = calibrated(number_probability(lattice, WEIGHTS, best.digits))
    digits = _digits(lattice, best, metadata, segments, ink.reduction)
    used = sum(int(lattice.stops[k] - lattice.starts[k]) for k in best.candidates)  # segments
    return Number(
        digits=digits,
        confidence=confidence,
        certain=confidence >= MIN_CERTAIN and all(digit.certain for digit in digits),
        box=_enclosing([digit.box for digit in digits]),
        alternatives=tuple(
            (
                "".join(map(str, path.digits)),
                min(calibrated(number_probability(lattice, WEIGHTS, path.digits)), 1 - confidence),
            )
            for path in others
        ),
        left_out=len(segments) - used,
        segmentation=(
            describe(segments, lattice, WEIGHTS, best, ink.reduction) if with_segmentation else None
        ),
    )


def _digits(
    lattice: Lattice, path: Path, metadata: Mapping[str, Any], segments: Segments, reduction: int
) -> tuple[Digit, ...]:
    """Return the digits of a path, their boxes in pixels of the image."""
    candidates = list(path.candidates)
    P = lattice.P[candidates]  # one row a digit
    accepted = is_accepted(P, metadata)
    top, left = segments.corner
    digits = []
    for row, (k, digit) in enumerate(zip(candidates, path.digits, strict=True)):
        box = lattice.boxes[k]
        digits.append(
            Digit(
                probabilities=P[row],
                digit=digit,
                certain=bool(accepted[row]) and digit == int(P[row].argmax()),
                box=(
                    float((left + box[1]) * reduction),
                    float((top + box[0]) * reduction),
                    float((box[3] - box[1]) * reduction),
                    float((box[2] - box[0]) * reduction),
                ),
                vector=lattice.vectors[k],
            )
        )
    return tuple(digits)


def _enclosing(boxes: Sequence[Box]) -> Box:
    """Return the bounding box of boxes."""
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
    return left, top, right - left, bottom - top
