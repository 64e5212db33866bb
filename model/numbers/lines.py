"""Grouping of a page's connected components into numbers, in reading order."""

from dataclasses import dataclass, replace
from statistics import median

import numpy as np
from numpy.typing import NDArray

from model.numbers.columns import split_columns
from model.numbers.gaps import Boxes
from model.preprocessing.connected_components import Components

MAX_MARKS = 1500
"""Maximum number of components that may be digits; more are texture or text."""

_MIN_MARK_PX = 3
"""Components that are smaller in both directions are noise."""

_MIN_MARK_RATIO = 0.12
"""Minimum size of a mark beside digits, as a ratio of the page's typical height of digits."""

_MAX_MARK_DISTANCE = 0.4
"""Maximum distance of a small mark from its number, as a ratio of the height of its digits."""

_MIN_DIGIT_RATIO = 0.45
"""Minimum height of a digit, as a ratio of the tallest component or the number's typical height."""

_MIN_PAGE_RATIO = 0.4
"""Minimum height of a digit, as a ratio of the page's typical height of digits."""

_MIN_LARGE, _MIN_COMPONENTS, _LARGE_QUANTILE = 3, 6, 0.6
"""If fewer than three of at least six components are nearly as tall as the tallest, those few are
drawings or frames; the taller 40 % of all components then give the typical height."""

_MAX_FLATNESS = 0.2
"""Ratio of height to width below which a component is flat: a rule or a dash."""

_MIN_RULE_LENGTH = 1.5
"""Minimum length of a rule, as a ratio of the page's typical height of digits; a dash is
shorter."""

_MIN_OVERLAP = 0.4
"""Minimum overlap in height of neighbors on a line, as a ratio of the lower one's height."""

_MAX_GAP = 1.6
"""Maximum space between the digits of a number, as a ratio of their height."""

_MIN_STACKED_OVERLAP, _MAX_STACKED_GAP, _MAX_STACKED_HEIGHT = 0.3, 0.15, 0.6
"""Strokes of one digit that stand above one another, such as the bar of a 5: their minimum overlap
as a ratio of the narrower width, the maximum space between them and the maximum height of the lower
one as ratios of the taller one's height."""

_LINE_TOLERANCE = 0.1
"""By how much the middle of a number must lie above the lower end of the numbers on its line, as a
ratio of its height."""


class TooManyMarksError(ValueError):
    """The page has more components that may be digits than `MAX_MARKS`."""

    def __init__(self, count: int) -> None:
        super().__init__(f"expected at most {MAX_MARKS} marks, got {count}")
        self.count = count


@dataclass(frozen=True)
class Group:
    """The components of one number.

    Attributes
    ----------
    members : integer array
        Indices of its components, ascending; small marks as well.
    height : float
        Height of its digits in pixels.
    probability : float
        Probability that it is a single number.
    """

    members: NDArray[np.intp]
    height: float
    probability: float = 1.0


def group_numbers(components: Components) -> list[Group]:
    """Return the numbers of a page, from top to bottom and from left to right on a line.

    Raises
    ------
    TooManyMarksError
        If more than `MAX_MARKS` components may be digits.
    """
    boxes = components.boxes.astype(np.float64)
    heights, widths = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    sizes = np.maximum(heights, widths)
    is_flat = heights < _MAX_FLATNESS * widths
    is_mark = sizes >= _MIN_MARK_PX
    if not (is_mark & ~is_flat).any():
        return []
    typical_height = _typical_height(heights[is_mark & ~is_flat])
    is_mark &= ~(is_flat & (widths > _MIN_RULE_LENGTH * typical_height))
    min_height = max(_MIN_PAGE_RATIO * typical_height, _MIN_MARK_PX + 1)
    digits = np.flatnonzero(is_mark & ~is_flat & (heights >= min_height))
    if len(digits) > MAX_MARKS:
        raise TooManyMarksError(len(digits))
    chains = [_digits_of_chain(chain, heights) for chain in _chains(boxes, digits)]
    is_mark &= sizes >= _MIN_MARK_RATIO * typical_height
    is_small = is_mark.copy()
    is_small[digits] = False
    small = np.flatnonzero(is_small)[:MAX_MARKS]
    digit_chains, chain_heights = [chain for chain, _ in chains], [height for _, height in chains]
    columns = split_columns(digit_chains, chain_heights, boxes, small)
    groups = []
    for height, parts in zip(chain_heights, columns, strict=True):
        for part in parts:
            own_height = height if len(parts) == 1 else _typical_height(heights[part.digits])
            groups.append(Group(part.digits, own_height, part.probability))
    for group in groups:
        is_mark[group.members] = False
    marks = np.flatnonzero(is_mark)[:MAX_MARKS]
    return _reading_order(_add_marks(groups, marks, boxes), boxes)


def _digits_of_chain(
    chain: NDArray[np.intp], heights: NDArray[np.float64]
) -> tuple[NDArray[np.intp], float]:
    """Return the components of a chain that are tall enough for digits, and their height."""
    height = _typical_height(heights[chain])
    return chain[heights[chain] >= _MIN_DIGIT_RATIO * height], height


def _typical_height(heights: NDArray[np.float64]) -> float:
    """Return the median height of the taller components, without a few far larger ones."""
    ordered = np.sort(heights)
    large = ordered[ordered >= _MIN_DIGIT_RATIO * ordered[-1]]
    if len(large) < _MIN_LARGE and len(ordered) >= _MIN_COMPONENTS:
        large = ordered[ordered >= np.quantile(ordered, _LARGE_QUANTILE)]
    return float(median(large.tolist()))


def _chains(boxes: Boxes, indices: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Return the indices of components that stand beside one another on a line."""
    if not len(indices):
        return []
    tops, lefts, bottoms, rights = boxes[indices].T
    heights, widths = bottoms - tops, rights - lefts
    # Of each pair, shape (K, K). A gap is negative where the two overlap.
    lower, taller = np.minimum.outer(heights, heights), np.maximum.outer(heights, heights)
    narrower = np.minimum.outer(widths, widths)
    row_gap = np.maximum.outer(tops, tops) - np.minimum.outer(bottoms, bottoms)
    column_gap = np.maximum.outer(lefts, lefts) - np.minimum.outer(rights, rights)
    is_linked = (-row_gap >= _MIN_OVERLAP * lower) & (column_gap <= _MAX_GAP * taller)
    is_stacked = column_gap < -_MIN_STACKED_OVERLAP * narrower
    is_stacked &= (row_gap <= _MAX_STACKED_GAP * taller) & (lower < _MAX_STACKED_HEIGHT * taller)
    is_linked |= is_stacked
    # Each takes the lowest label of its neighbors until all of a chain have the same.
    labels = np.arange(len(indices))
    while True:
        lowest = np.where(is_linked, labels, len(labels)).min(axis=1)  # over the neighbors
        if (lowest == labels).all():
            return [indices[labels == label] for label in np.unique(labels)]
        labels = lowest


def _add_marks(groups: list[Group], marks: NDArray[np.intp], boxes: Boxes) -> list[Group]:
    """Return the groups with the small marks that belong to them."""
    digit_boxes = [boxes[group.members] for group in groups]
    heights = [group.height for group in groups]
    members = [group.members.tolist() for group in groups]
    for mark in marks.tolist():
        nearest = _nearest_group(boxes[mark], digit_boxes, heights)
        if nearest is not None:
            members[nearest].append(mark)
    return [
        replace(group, members=np.array(sorted(indices), dtype=np.intp))
        for indices, group in zip(members, groups, strict=True)
    ]


def _nearest_group(box: Boxes, groups: list[Boxes], heights: list[float]) -> int | None:
    """Return the index of the group that a small mark belongs to: the nearest within reach.

    `groups` has the boxes of the digits of each, `heights` their heights.
    """
    top, left, bottom, right = box
    nearest, min_distance = None, _MAX_MARK_DISTANCE
    for index, (digits, height) in enumerate(zip(groups, heights, strict=True)):
        columns = np.maximum(digits[:, 1] - right, left - digits[:, 3]).clip(0)
        rows = np.maximum(digits[:, 0] - bottom, top - digits[:, 2]).clip(0)
        distance = float(np.hypot(columns, rows).min()) / height
        if distance < min_distance:
            nearest, min_distance = index, distance
    return nearest


def _reading_order(groups: list[Group], boxes: Boxes) -> list[Group]:
    """Return groups from top to bottom, those on one line from left to right."""
    tops, lefts = (
        np.array([boxes[group.members, :2].min(axis=0) for group in groups]).reshape(-1, 2).T
    )
    bottoms = np.array([boxes[group.members, 2].max() for group in groups])
    middles = (tops + bottoms) / 2
    lines: list[list[int]] = []
    for index in np.argsort(middles, kind="stable").tolist():
        tolerance = _LINE_TOLERANCE * groups[index].height
        if lines and middles[index] < bottoms[lines[-1]].min() - tolerance:
            lines[-1].append(index)
        else:
            lines.append([index])
    return [groups[index] for line in lines for index in sorted(line, key=lefts.__getitem__)]
