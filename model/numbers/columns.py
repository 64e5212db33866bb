"""Columns of numbers that stand closer than two numbers on their own.

The gap between two columns is wider than the gaps within the numbers, and lies at about the same
place on several lines: a corridor of paper, which may be slanted or wavy in a photograph. On a
single line, a few gaps that are far wider than all the others divide numbers, too. Digits in the
fields of a form have wide gaps, but even ones. A narrow 1 widens those beside it, so the distances
between the middles of digits, the pitch, are compared as well.

All gaps, pitches and distances are ratios of the height of the digits.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from model.numbers.gaps import MIN_GAP, Boxes, Gap, Indices, find_gaps, gaps_between, without_marks

_MIN_GAP_RATIO, _MIN_PITCH_RATIO = 2.2, 1.4
"""Minimum gap and pitch between columns, as ratios of the medians within the numbers."""

_MIN_LINES = 3
"""Number of lines from which these are enough."""

_MAX_LINES = 6
"""Maximum number of lines above, and below, that a corridor is followed through."""

_MIN_GAP_OF_TWO, _MIN_GAP_RATIO_OF_TWO = 0.9, 3.0
"""Minimum gap on each of two lines, and its minimum ratio."""

_MIN_SHARE = 0.7
"""Minimum share of the gaps of a corridor that are as wide."""

_MIN_WITHIN_RATIO = 0.34
"""Minimum number of gaps within the numbers, as a ratio of the number of lines."""

_MIN_OVERLAP = 0.4
"""Minimum width that the gaps of neighboring lines of a corridor have in common."""

_MAX_SHIFT = 0.3
"""Maximum shift of an edge of a corridor from one line to the next."""

_MIN_LINE_DISTANCE, _MAX_LINE_DISTANCE = 0.6, 5.0
"""Range of the distance of neighboring lines of a corridor."""

_MIN_GAP_OF_ONE, _MIN_GAP_RATIO_OF_ONE, _MIN_PITCH_RATIO_OF_ONE = 1.1, 2.5, 1.5
"""Minimum gap that divides the numbers of a single line, and its minimum ratio and that of its
pitch to the largest ones within the numbers."""

_MIN_WITHIN_OF_ONE = 2
"""Minimum number of gaps within the numbers of such a line."""

_MIN_DOUBTFUL_GAP = 0.9
"""Minimum gap within a number that is doubtful if it is far wider than the others."""

_MIN_DOUBTFUL_GAPS = 1.2
"""Minimum gap within a number that is doubtful if none is narrower."""

_DOUBTFUL_PROBABILITY = 0.5
"""Probability that digits with a doubtful gap are one number."""


@dataclass(frozen=True)
class Part:
    """The digits of one number.

    Attributes
    ----------
    digits : intp array
        Indices of its components, ascending.
    probability : float
        Probability that they are a single number.
    """

    digits: Indices
    probability: float = 1.0


def split_columns(
    chains: Sequence[Indices], heights: Sequence[float], boxes: Boxes, marks: Indices
) -> list[list[Part]]:
    """Return the numbers that each chain of digits consists of, from left to right.

    Parameters
    ----------
    chains : sequence of intp arrays
        Indices of digits that stand beside one another, ascending.
    heights : sequence of float
        Height of the digits of each chain.
    boxes : array, shape (K, 4)
        Of all components.
    marks : intp array
        Indices of the components that are too small for digits, such as dots and dashes.
    """
    if not any(_has_wide_gap(boxes[c], h) for c, h in zip(chains, heights, strict=True)):
        return [[Part(chain)] for chain in chains]
    ordered = [chain[np.argsort(boxes[chain, 1], kind="stable")] for chain in chains]
    small = boxes[marks].tolist()
    lines = [
        [without_marks(gap, small) for gap in find_gaps(boxes[chain].tolist(), height)]
        for chain, height in zip(ordered, heights, strict=True)
    ]
    corridors = _Corridors(lines, ordered, heights, boxes)
    return [
        _split(chain, boxes, line, corridors.gaps_of(index) or _find_gaps_of_single_line(line))
        for index, (chain, line) in enumerate(zip(ordered, lines, strict=True))
    ]


def _has_wide_gap(boxes: Boxes, height: float) -> bool:
    _, lefts, _, rights = boxes[boxes[:, 1].argsort()].T
    gaps = lefts[1:] - np.maximum.accumulate(rights)[:-1]
    return bool(gaps.max(initial=0) >= MIN_GAP * height)


class _Corridors:
    """The wide gaps of a page's lines, and those that continue them on the lines above and below.

    Parameters
    ----------
    lines : list of lists of Gap
        The gaps of each chain of digits.
    chains : list of intp arrays
    heights : sequence of float
    boxes : array, shape (K, 4)
    """

    def __init__(
        self,
        lines: list[list[Gap]],
        chains: list[Indices],
        heights: Sequence[float],
        boxes: Boxes,
    ) -> None:
        wide: list[tuple[int | None, Gap]]  # None is a gap between two chains
        wide = [(k, gap) for k, line in enumerate(lines) for gap in line if gap.width >= MIN_GAP]
        wide += [(None, gap) for gap in gaps_between(chains, heights, boxes)]
        self._lines = [line for line, _ in wide]
        self._gaps = [gap for _, gap in wide]
        extents = [(gap.left, gap.right, gap.row) for gap in self._gaps]
        self._extents = np.array(extents).reshape(-1, 3)
        digits = boxes[np.concatenate(chains)]
        self._lefts, self._rights = digits[:, 1], digits[:, 3]
        self._middles = (digits[:, 0] + digits[:, 2]) / 2
        self._corridors = [[k, *self._follow(k, 1), *self._follow(k, -1)] for k in range(len(wide))]
        self._within = [[gap for gap in line if gap.width < MIN_GAP] for line in lines]
        for (line, gap), corridor in zip(wide, self._corridors, strict=True):
            if line is not None and len(corridor) == 1:
                self._within[line].append(gap)

    def gaps_of(self, line: int) -> list[Gap]:
        """Return the gaps of a chain that are between columns, from left to right."""
        return [
            gap
            for k, gap in enumerate(self._gaps)
            if self._lines[k] == line and self._is_between_columns(k)
        ]

    def _is_between_columns(self, k: int) -> bool:
        corridor = self._corridors[k]
        count = len(corridor)
        lines = {line for j in corridor if (line := self._lines[j]) is not None}
        within = [gap for line in lines for gap in self._within[line]]
        if count < 2 or len(within) < _MIN_WITHIN_RATIO * count:
            return False
        min_gap, min_ratio = MIN_GAP, _MIN_GAP_RATIO
        if count < _MIN_LINES:
            min_gap, min_ratio = _MIN_GAP_OF_TWO, _MIN_GAP_RATIO_OF_TWO
        min_gap = max(min_gap, min_ratio * median(gap.width for gap in within))
        min_pitch = _MIN_PITCH_RATIO * median(gap.pitch for gap in within)
        gaps = [self._gaps[j] for j in corridor]
        is_wide = [gap.width >= min_gap and gap.pitch >= min_pitch for gap in gaps]
        return is_wide[0] and sum(is_wide) >= max(2, _MIN_SHARE * count)

    def _follow(self, k: int, direction: int) -> list[int]:
        """Return the gaps that continue one on the lines below it, or above it if negative."""
        lefts, rights, rows = self._extents.T
        left, right, row = self._extents[k]
        height = self._gaps[k].height
        found: list[int] = []
        while len(found) < _MAX_LINES:
            distances = direction * (rows - row)
            common = np.minimum(rights, right) - np.maximum(lefts, left)
            is_next = (distances > _MIN_LINE_DISTANCE * height) & (common >= _MIN_OVERLAP * height)
            is_next &= distances <= _MAX_LINE_DISTANCE * height
            if not is_next.any():
                return found
            nearest = int(np.where(is_next, distances, np.inf).argmin())
            next_left, next_right, next_row = self._extents[nearest]
            start, stop = max(left, next_left), min(right, next_right)
            if self._is_crossed((start, stop), (row, next_row), height):
                return found
            found.append(nearest)
            left = max(next_left, left - _MAX_SHIFT * height)
            right = min(next_right, right + _MAX_SHIFT * height)
            row = next_row
        return found

    def _is_crossed(
        self, columns: tuple[float, float], rows: tuple[float, float], height: float
    ) -> bool:
        """Return whether a digit of a line between two gaps is in the columns of both."""
        left, right = columns
        is_between = self._middles > min(rows) + height / 2
        is_between &= self._middles < max(rows) - height / 2
        return bool((is_between & (self._lefts < right) & (self._rights > left)).any())


def _find_gaps_of_single_line(line: list[Gap]) -> list[Gap]:
    """Return the gaps of a line that are far wider than all the others of it."""
    wide = [gap for gap in line if gap.width >= _MIN_GAP_OF_ONE]
    within = [gap for gap in line if gap.width < _MIN_GAP_OF_ONE]
    if (
        not wide
        or any(gap.has_mark for gap in wide)
        or len(within) < max(_MIN_WITHIN_OF_ONE, len(wide))
    ):
        return []
    max_width, max_pitch = max(gap.width for gap in within), max(gap.pitch for gap in within)
    is_far_wider = all(
        gap.width >= _MIN_GAP_RATIO_OF_ONE * max_width
        and gap.pitch >= _MIN_PITCH_RATIO_OF_ONE * max_pitch
        for gap in wide
    )
    return wide if is_far_wider else []


def _split(chain: Indices, boxes: Boxes, line: list[Gap], between: list[Gap]) -> list[Part]:
    """Return the parts of a chain, in order of their left sides, that some of its gaps divide."""
    stops = np.searchsorted(boxes[chain, 1], [gap.right for gap in between])
    edges = [-math.inf, *((gap.left + gap.right) / 2 for gap in between), math.inf]
    parts = []
    for digits, (left, right) in zip(np.split(chain, stops), pairwise(edges), strict=True):
        own = [gap for gap in line if left <= gap.left and gap.right <= right]
        parts.append(Part(np.sort(digits), _DOUBTFUL_PROBABILITY if _is_doubtful(own) else 1.0))
    return parts


def _is_doubtful(gaps: list[Gap]) -> bool:
    """Return whether a gap of a number is far wider than its others, or all are very wide."""
    widest = max(gaps, key=lambda gap: gap.width, default=None)
    if widest is None or widest.width < _MIN_DOUBTFUL_GAP:
        return False
    if min(gap.width for gap in gaps) >= _MIN_DOUBTFUL_GAPS:
        return True
    others = [gap for gap in gaps if gap is not widest]
    return (
        len(others) > 0
        and widest.width >= _MIN_GAP_RATIO_OF_ONE * median(gap.width for gap in others)
        and widest.pitch >= _MIN_PITCH_RATIO_OF_ONE * median(gap.pitch for gap in others)
    )
