"""Gaps between the digits of a line, and between the lines, as ratios of the digits' height."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[Any]
Indices = NDArray[np.intp]

MIN_GAP = 0.7
"""Minimum gap between two columns."""

_MAX_DIGIT_WIDTH = 0.8
"""Maximum width that a component counts with in a pitch; a wider one is several digits."""

_MIN_JOINED_WIDTH = 1.1
"""Width from which a component is several digits that touch, with a gap of 0 between them."""


@dataclass(frozen=True)
class Gap:
    """A gap between neighboring digits of a line.

    Attributes
    ----------
    left, right : float
        Its columns in pixels.
    row : float
        Its middle row.
    width, pitch : float
        As ratios of the height.
    height : float
        Of the digits, in pixels.
    has_mark : bool
        Whether a small mark is in it; the gap is then what is left on one side of the mark.
    """

    left: float
    right: float
    row: float
    width: float
    pitch: float
    height: float
    has_mark: bool = False


def find_gaps(boxes: list[list[float]], height: float) -> list[Gap]:
    """Return the gaps between digits from left to right, and those within joined digits.

    `boxes` are top, left, bottom and right of the digits, from left to right.
    """
    gaps = []
    top, left, bottom, right = boxes[0]
    for box in boxes:
        next_top, next_left, next_bottom, next_right = box
        next_width = (next_right - next_left) / height
        if box is not boxes[0]:
            width = max(next_left - right, 0.0) / height
            digits = ((right - left) / height, next_width)
            pitch = width + sum(min(digit, _MAX_DIGIT_WIDTH) for digit in digits) / 2
            row = (top + bottom + next_top + next_bottom) / 4
            gaps.append(Gap(right, next_left, row, width, pitch, height))
        if next_width >= _MIN_JOINED_WIDTH:
            middle, row = (next_left + next_right) / 2, (next_top + next_bottom) / 2
            gaps.append(Gap(middle, middle, row, 0.0, next_width / 2, height))
        if next_right >= right:
            top, left, bottom, right = box
    return gaps


def without_marks(gap: Gap, marks: list[list[float]]) -> Gap:
    """Return the widest part of a wide gap that has no small mark of its line in it.

    A gap that is narrower than `MIN_GAP` stays. `marks` are the boxes of all small marks.
    """
    if gap.width < MIN_GAP:
        return gap
    spans = [
        (left, right)
        for top, left, bottom, right in marks
        if left < gap.right
        and right > gap.left
        and abs(top + bottom - 2 * gap.row) < 2 * gap.height
    ]
    if not spans:
        return gap
    free, left = (gap.left, gap.left), gap.left
    for start, stop in [*sorted(spans), (gap.right, gap.right)]:
        free = max(free, (left, start), key=lambda span: span[1] - span[0])
        left = max(left, stop)
    lost = gap.width - (free[1] - free[0]) / gap.height
    return replace(
        gap,
        left=free[0],
        right=free[1],
        width=gap.width - lost,
        pitch=gap.pitch - lost,
        has_mark=True,
    )


def gaps_between(chains: list[Indices], heights: Sequence[float], boxes: Boxes) -> list[Gap]:
    """Return the gaps between each chain and the next one on its line."""
    firsts = boxes[[chain[0] for chain in chains]]
    gaps = []
    for chain, height in zip(chains, heights, strict=True):
        top, _, bottom, right = boxes[chain[boxes[chain, 3].argmax()]].tolist()
        overlap = np.minimum(firsts[:, 2], bottom) - np.maximum(firsts[:, 0], top)
        is_beside = (firsts[:, 1] > right) & (overlap > 0)
        if is_beside.any():
            nearest = np.where(is_beside, firsts[:, 1], np.inf).argmin()
            next_top, left, next_bottom, _ = firsts[nearest].tolist()
            width = (left - right) / height
            row = (top + bottom + next_top + next_bottom) / 4
            gaps.append(Gap(right, left, row, width, width, height))
    return gaps
