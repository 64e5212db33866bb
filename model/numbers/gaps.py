"""Gaps between the digits of a number and between numbers on a line, in heights of the digits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[Any]
"""Top, left, bottom and right in pixels, the last two exclusive, shape (K, 4)."""

Indices = NDArray[np.intp]

MIN_GAP = 0.7
"""Minimum gap between two columns."""

_MAX_DIGIT_WIDTH = 0.8
"""Maximum width that a component counts with in a pitch; a wider one is several digits."""

_MIN_COMMON_COLUMNS = 0.5
"""Columns that two strokes of one digit have in common, as a ratio of the narrower one's width."""

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

    `boxes` are top, left, bottom and right of the components, in order of their left sides.
    """
    gaps = []
    previous = None
    for top, left, bottom, right in _merge_strokes(boxes):
        width = (right - left) / height
        if previous is not None:
            previous_top, previous_left, previous_bottom, previous_right = previous
            gap = max(left - previous_right, 0.0) / height
            widths = ((previous_right - previous_left) / height, width)
            pitch = gap + sum(min(digit, _MAX_DIGIT_WIDTH) for digit in widths) / 2
            row = (previous_top + previous_bottom + top + bottom) / 4
            gaps.append(Gap(previous_right, left, row, gap, pitch, height))
        if width >= _MIN_JOINED_WIDTH:
            middle, row = (left + right) / 2, (top + bottom) / 2
            gaps.append(Gap(middle, middle, row, 0.0, width / 2, height))
        previous = (top, left, bottom, right)
    return gaps


def _merge_strokes(boxes: list[list[float]]) -> list[list[float]]:
    """Return boxes of digits: components that stand above one another are strokes of one."""
    digits = [boxes[0]]
    for top, left, bottom, right in boxes[1:]:
        last_top, last_left, last_bottom, last_right = digits[-1]
        common = min(last_right, right) - left
        if common >= _MIN_COMMON_COLUMNS * min(last_right - last_left, right - left):
            tops, bottoms = min(last_top, top), max(last_bottom, bottom)
            digits[-1] = [tops, last_left, bottoms, max(last_right, right)]
        else:
            digits.append([top, left, bottom, right])
    return digits


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
