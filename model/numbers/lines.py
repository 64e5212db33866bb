"""Grouping of a page's connected components into numbers, in reading order."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.preprocessing.connected_components import Components

MAX_MARKS = 1500
"""Maximum number of components that may be digits; more are texture or text."""


class TooManyMarksError(ValueError):
    """The page has more components that may be digits than `MAX_MARKS`."""

    def __init__(self, count: int) -> None:
        super().__init__(f"expected at most {MAX_MARKS} marks, got {count}")
        self.count = count


Boxes = NDArray[Any]
"""Top, left, bottom and right in pixels, the last two exclusive, shape (K, 4)."""

_MIN_MARK_PX = 3
"""Components that are smaller in both directions are noise."""

_MIN_DIGIT_RATIO = 0.45
"""Minimum height of a digit, as a ratio of the line's digits."""

_MIN_OVERLAP = 0.4
"""Minimum overlap in height of neighbors on a line, as a ratio of the lower one's height."""

_MAX_GAP = 1.6
"""Maximum space between the digits of a number, as a ratio of their height."""

_MIN_MARK_RATIO = 0.12
"""Minimum size of a mark beside digits, as a ratio of the page's typical digits."""

_MIN_PAGE_RATIO = 0.4
"""Minimum height of the digits of a number, as a ratio of the page's typical digits."""

_MAX_LINE_HEIGHT = 0.2
"""Maximum height of a component that may be a line, as a ratio of its width."""

_MIN_RULE_LENGTH = 1.5
"""Minimum length of a rule, as a ratio of the height of the page's typical digits; a dash is
shorter."""

_MIN_STACKED_OVERLAP, _MAX_STACKED_GAP, _MAX_STACKED_HEIGHT = 0.3, 0.15, 0.6
"""Strokes of one digit that stand above one another, such as the bar of a 5: their minimum overlap
as a ratio of the narrower width, the maximum space between them and the maximum height of the lower
one as ratios of the taller one's height."""

_MAX_MARK_DISTANCE = 0.4
"""Maximum distance of a small mark from its number, as a ratio of the height of its digits."""

_LINE_TOLERANCE = 0.1
"""By how much the middle of a number must lie above the lower end of the numbers on its line, as a
ratio of its height."""


@dataclass(frozen=True)
class Group:
    """The components of one number.

    Attributes
    ----------
    members : integer array
        Indices of its components, small marks as well.
    height : float
        Height of its digits in pixels.
    """

    members: NDArray[np.intp]
    height: float


def group_numbers(components: Components) -> list[Group]:
    """Return the numbers of a page, from top to bottom and from left to right on a line.

    Raises
    ------
    TooManyMarksError
        If more than `MAX_MARKS` components may be digits.
    """
    boxes = components.boxes.astype(np.float64)
    heights, widths = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    is_ink = np.maximum(heights, widths) >= _MIN_MARK_PX
    # A long flat component is a rule or a dash; long in proportion to what may be a digit.
    tall = heights[is_ink & (heights >= _MAX_LINE_HEIGHT * widths)]
    if not len(tall):
        return []
    typical = _typical_height(tall)
    is_rule = (heights < _MAX_LINE_HEIGHT * widths) & (widths > _MIN_RULE_LENGTH * typical)
    is_ink &= ~is_rule
    is_digit = is_ink & (heights >= max(_MIN_PAGE_RATIO * typical, _MIN_MARK_PX + 1))
    is_digit &= heights >= _MAX_LINE_HEIGHT * widths
    indices = np.flatnonzero(is_digit)
    if not len(indices):
        return []
    if len(indices) > MAX_MARKS:
        raise TooManyMarksError(len(indices))
    chains = _chains(boxes, indices)
    groups = []
    for chain in chains:
        height = _typical_height(heights[chain])
        digits = chain[heights[chain] >= _MIN_DIGIT_RATIO * height]
        groups.append((digits, height))
    is_grouped = np.zeros(len(boxes), dtype=bool)
    for digits, _ in groups:
        is_grouped[digits] = True
    is_mark = np.maximum(heights, widths) >= _MIN_MARK_RATIO * typical
    marks = np.flatnonzero(is_ink & is_mark & ~is_grouped)
    members = [digits.tolist() for digits, _ in groups]
    group_boxes = [boxes[digits] for digits, _ in groups]
    group_heights = [height for _, height in groups]
    for k, box in zip(marks[:MAX_MARKS], boxes[marks[:MAX_MARKS]], strict=True):
        g = _nearest_group(box, group_boxes, group_heights)
        if g is not None:
            members[g].append(int(k))
    result = [
        Group(members=np.array(sorted(m), dtype=np.intp), height=height)
        for m, (_, height) in zip(members, groups, strict=True)
    ]
    return _reading_order(result, boxes)


def _typical_height(heights: NDArray[np.float64]) -> float:
    """Return the median height of the taller components, without a few far larger ones."""
    ordered = np.sort(heights)
    large = ordered[ordered >= _MIN_DIGIT_RATIO * ordered[-1]]
    if len(large) < 3 and len(ordered) >= 6:  # a few that are far larger than the others
        large = ordered[ordered >= np.quantile(ordered, 0.6)]
    return float(np.median(large))


def _chains(boxes: Boxes, indices: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Return the indices of components that stand beside one another on a line."""
    b = boxes[indices]
    heights = b[:, 2] - b[:, 0]
    overlap = np.minimum(b[:, None, 2], b[None, :, 2]) - np.maximum(b[:, None, 0], b[None, :, 0])
    lower = np.minimum(heights[:, None], heights[None, :])
    larger = np.maximum(heights[:, None], heights[None, :])
    gap = np.maximum(b[:, None, 1], b[None, :, 1]) - np.minimum(b[:, None, 3], b[None, :, 3])
    linked = (overlap >= _MIN_OVERLAP * lower) & (gap <= _MAX_GAP * larger)
    # Strokes of one digit may stand above one another.
    rows = np.maximum(b[:, None, 0], b[None, :, 0]) - np.minimum(b[:, None, 2], b[None, :, 2])
    widths = b[:, 3] - b[:, 1]
    narrower = np.minimum(widths[:, None], widths[None, :])
    is_stacked = gap < -_MIN_STACKED_OVERLAP * narrower
    is_stacked &= (rows <= _MAX_STACKED_GAP * larger) & (lower < _MAX_STACKED_HEIGHT * larger)
    linked |= is_stacked
    labels = np.arange(len(b))
    while True:
        new = np.where(linked, labels[None, :], len(b)).min(axis=1)  # over the neighbors
        if (new == labels).all():
            break
        labels = new
    return [indices[labels == label] for label in np.unique(labels)]


def _nearest_group(box: Boxes, groups: list[Boxes], heights: list[float]) -> int | None:
    """Return the group that a small mark belongs to: the nearest within reach."""
    best, best_distance = None, np.inf
    for g, (members, height) in enumerate(zip(groups, heights, strict=True)):
        columns = np.maximum(members[:, 1] - box[3], box[1] - members[:, 3]).clip(0)
        rows = np.maximum(members[:, 0] - box[2], box[0] - members[:, 2]).clip(0)
        distance = float(np.hypot(columns, rows).min()) / height
        if distance < min(best_distance, _MAX_MARK_DISTANCE):
            best, best_distance = g, distance
    return best


def _reading_order(groups: list[Group], boxes: Boxes) -> list[Group]:
    """Order groups from top to bottom, those on one line from left to right."""
    spans = []
    for group in groups:
        top, left, _, _ = boxes[group.members].min(axis=0)
        bottom = boxes[group.members, 2].max()
        spans.append((top, bottom, left))
    order = sorted(range(len(groups)), key=lambda g: spans[g][0] + spans[g][1])
    lines: list[list[int]] = []
    for g in order:
        center = (spans[g][0] + spans[g][1]) / 2
        tolerance = _LINE_TOLERANCE * groups[g].height
        if lines and center < min(spans[k][1] for k in lines[-1]) - tolerance:
            lines[-1].append(g)
        else:
            lines.append([g])
    return [groups[g] for line in lines for g in sorted(line, key=lambda g: spans[g][2])]
