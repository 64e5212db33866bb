"""Recognition of the numbers in an image, in reading order, each with its digits."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from PIL import Image

from model.inference.calibration import is_accepted, stored_threshold
from model.network import Predict
from model.numbers.cuts import cut_number
from model.numbers.ink import INK_LEVEL, PageInk, find_ink
from model.numbers.lattice import ReadLattice
from model.numbers.lattice_building import build
from model.numbers.letters import find_letters, is_word, without
from model.numbers.lines import MAX_MARKS, TooManyMarksError, group_numbers
from model.numbers.number import (
    Box,
    Digit,
    Number,
    PlacedSeparator,
    enclosing,
    leave_out_words,
    with_separators,
)
from model.numbers.scoring import Path, best_paths, number_probabilities
from model.numbers.segmentation import describe
from model.numbers.segments import Segments
from model.numbers.separators import Separator, find_separators
from model.numbers.weights import WEIGHTS, calibrated
from model.numbers.whole_digits import find_whole_digits
from model.preprocessing.connected_components import connected_components
from model.preprocessing.grayscale import to_grayscale

MAX_NUMBERS = 200
MAX_DIGITS = 24

MAX_SEGMENTS = 5 * MAX_DIGITS
"""Maximum number of segments that a number is cut into; a digit alone is one, not cut."""

MIN_CERTAIN = 0.9
"""Minimum confidence of a number that is called certain."""

_NEAR = 0.35
"""Distance above and below a separator within which a digit's ink is before or after it, as a ratio
of the height."""


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


def recognize_numbers(
    predict: Predict,
    metadata: Mapping[str, Any],
    image: Image.Image,
    *,
    separators: str = "",
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
    separators : str, optional
        Those of `model.numbers.separators.SEPARATORS` that may stand between digits.
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
    labels = components.label_image()
    owner = np.full(len(components), -1)  # the number that each component belongs to
    for index, group in enumerate(groups):
        owner[group.members] = index
    numbers = []
    for index, group in enumerate(groups):
        is_taken = (owner != -1) & (owner != index)
        found, certainty = find_separators(components, labels, group, separators, is_taken)
        in_separators = [k for mark in found for k in mark.members]
        members = np.setdiff1d(group.members, in_separators) if found else group.members
        find_digits = find_whole_digits if len(members) <= MAX_SEGMENTS else None  # it takes time
        segments = cut_number(ink.levels, components, labels, members, group.height, find_digits)
        number = _recognize(predict, metadata, segments, ink, found, with_segmentation)
        if number is not None:
            numbers.append(_with_certainty(number, certainty * group.probability))
    return leave_out_words(numbers)


def _recognize(
    predict: Predict,
    metadata: Mapping[str, Any],
    segments: Segments,
    ink: PageInk,
    separators: Sequence[Separator],
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
    is_letter = [find_letters(path, lattice) for path in paths]
    best, *others = (
        path if is_left_out.all() else without(path, is_left_out)
        for path, is_left_out in zip(paths, is_letter, strict=True)
    )
    if len(best.digits) > MAX_DIGITS:
        raise TooManyNumbersError(
            f"expected at most {MAX_DIGITS} digits in a number, got {len(best.digits)}",
            counted="digits",
            limit=MAX_DIGITS,
            count=len(best.digits),
        )
    probabilities = number_probabilities(lattice, WEIGHTS, [path.digits for path in paths])
    confidence, *other_confidences = map(calibrated, probabilities)
    digits = _digits(lattice, best, metadata, segments, ink.reduction)
    used = [range(lattice.starts[k], lattice.stops[k]) for k in best.candidates]
    placement = _place(separators, lattice, best, segments, ink.reduction)
    left_out = sorted(set(range(len(segments))).difference(*used))
    return Number(
        digits=digits,
        confidence=confidence,
        certain=(
            confidence >= MIN_CERTAIN
            and all(digit.certain for digit in digits)
            and not is_letter[0].any()
            and not placement.has_two_in_a_place
        ),
        box=enclosing([digit.box for digit in digits]),
        alternatives=tuple(
            (
                with_separators(
                    path.digits, _place(separators, lattice, path, segments, ink.reduction).placed
                ),
                min(other_confidence, 1 - confidence),
            )
            for path, other_confidence in zip(others, other_confidences, strict=True)
            if path.digits != best.digits
        ),
        left_out=len(left_out) + len(placement.left_out),
        ignored=(
            *_ignored(left_out, segments, ink.reduction),
            *(_to_box(mark.box, (0, 0), ink.reduction) for mark in placement.left_out),
        ),
        separators=placement.placed,
        is_word=is_word(paths[0], lattice, is_letter[0]),
        segmentation=(
            describe(segments, lattice, WEIGHTS, [best, *others], ink.reduction)
            if with_segmentation
            else None
        ),
    )


def _with_certainty(number: Number, certainty: float) -> Number:
    """Return a number that is right only if its separators are, and it is a single one."""
    certainty *= math.prod(separator.confidence for separator in number.separators)
    confidence = certainty * number.confidence
    return replace(
        number,
        confidence=confidence,
        certain=number.certain and confidence >= MIN_CERTAIN,
        alternatives=tuple((text, certainty * share) for text, share in number.alternatives),
    )


@dataclass(frozen=True)
class _Placement:
    """Separators at their places in a number, and those found at none, or where another is."""

    placed: tuple[PlacedSeparator, ...]
    left_out: tuple[Separator, ...]
    has_two_in_a_place: bool


def _place(
    separators: Sequence[Separator],
    lattice: ReadLattice,
    path: Path,
    segments: Segments,
    reduction: int,
) -> _Placement:
    """Place separators between the digits of a path, at most the most probable one at a place."""
    placed: dict[int, PlacedSeparator] = {}
    left_out = []
    has_two = False
    for separator in sorted(separators, key=lambda separator: -separator.probability):
        row, column = np.subtract(separator.center, segments.corner)
        columns = [_column_near(row, k, lattice, segments) for k in path.candidates]
        position = int(np.count_nonzero(np.array(columns) < column))
        is_between = 0 < position < len(path.digits)
        has_two |= position in placed
        if not is_between or position in placed:
            left_out.append(separator)
            continue
        placed[position] = PlacedSeparator(
            separator.text,
            position,
            separator.probability,
            _to_box(separator.box, (0, 0), reduction),
        )
    return _Placement(tuple(placed[k] for k in sorted(placed)), tuple(left_out), has_two)


def _column_near(row: float, candidate: int, lattice: ReadLattice, segments: Segments) -> float:
    """Return the middle column of a candidate's ink near a row, as slanted digits overlap."""
    top, left, bottom, right = lattice.boxes[candidate].tolist()
    labels = segments.labels[top:bottom, left:right]
    is_own = (labels >= lattice.starts[candidate]) & (labels < lattice.stops[candidate])
    rows, columns = np.nonzero(is_own)
    is_near = np.abs(rows + top - row) <= _NEAR * segments.height
    near = columns[is_near] if is_near.any() else columns
    return float(left + (near.min() + near.max() + 1) / 2)


def _ignored(left_out: Sequence[int], segments: Segments, reduction: int) -> tuple[Box, ...]:
    """Return the box of each connected component, or what is left of it, of segments."""
    components = segments.components[list(left_out)]
    boxes = []
    for component in dict.fromkeys(components.tolist()):
        own = segments.boxes[np.array(left_out)[components == component]]
        extent = (*own[:, :2].min(axis=0).tolist(), *own[:, 2:].max(axis=0).tolist())
        boxes.append(_to_box(extent, segments.corner, reduction))
    return tuple(boxes)


def _digits(
    lattice: ReadLattice,
    path: Path,
    metadata: Mapping[str, Any],
    segments: Segments,
    reduction: int,
) -> tuple[Digit, ...]:
    """Return the digits of a path, their boxes in pixels of the image."""
    candidates = list(path.candidates)
    P = lattice.P[candidates]  # one row a digit
    accepted = is_accepted(P, metadata)
    return tuple(
        Digit(
            probabilities=P[row],
            digit=digit,
            certain=bool(accepted[row]) and digit == int(P[row].argmax()),
            box=_to_box(lattice.boxes[k].tolist(), segments.corner, reduction),
            vector=lattice.vectors[k],
        )
        for row, (k, digit) in enumerate(zip(candidates, path.digits, strict=True))
    )


def _to_box(extent: Sequence[int], corner: tuple[int, int], reduction: int) -> Box:
    """Return the box in the image of top, left, bottom and right in an array at `corner`."""
    top, left, bottom, right = extent
    return (
        float((corner[1] + left) * reduction),
        float((corner[0] + top) * reduction),
        float((right - left) * reduction),
        float((bottom - top) * reduction),
    )
