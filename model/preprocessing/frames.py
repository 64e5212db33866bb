"""Frames and comb fields: printed lines whose ends meet at corners or at the image's border."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.preprocessing.array_types import Mask
from model.preprocessing.printed_lines import PlacedLine
from model.preprocessing.straight_lines import Line, find_lines

_MIN_TOOTH_RATIO = 0.06
"""Minimum length of a tooth of a comb field as a ratio of the image's height."""

_MIN_TEETH_DISTANCE = 0.4
"""Minimum distance of the two teeth of a comb field as a ratio of the image's width."""

_MIN_TOOTH_SIMILARITY = 0.8
"""Minimum ratio of the lengths of two teeth."""

_MIN_BOX_RATIO = 0.15
"""Minimum distance of opposite sides of a box as a ratio of the image's side; lines that are closer
are one side, bent or double."""

_END_TOLERANCE = 0.03
"""By how much a line may miss the image's border or a corner, as a ratio of the image's side or of
its length."""

_MIN_SIDE_RATIO = 0.5
"""Minimum length of the side of a frame as a ratio of the side that it meets at a corner."""


def find_vertical_lines(mask: Mask) -> list[Line]:
    """Return the vertical lines that are as long as a tooth of a comb field, in the transpose."""
    return find_lines(mask.T, round(_MIN_TOOTH_RATIO * mask.shape[0]))


def mark_frames(lines: list[PlacedLine], shape: tuple[int, ...]) -> None:
    """Mark the lines as foreign both of whose ends lie at the border or at a corner.

    So is one with a single end at a corner of them, if it is as long as a side.
    """
    for placed in lines:
        if _fixed_ends(placed, lines, shape) == 2:
            placed.is_foreign = True
    for placed in lines:
        framed = [other for other in lines if other.is_foreign]
        if not placed.is_foreign and _fixed_ends(placed, framed, shape):
            placed.is_foreign = any(
                other.is_vertical != placed.is_vertical
                and _meet(placed.line, other.line)
                and placed.line.length >= _MIN_SIDE_RATIO * other.line.length
                for other in framed
            )


def box_inside(lines: list[PlacedLine], shape: tuple[int, ...]) -> NDArray[Any] | None:
    """Return the bounding box inside the outermost foreign lines, if there are four sides.

    The fourth may be missing, where a digit reaches over it: then upper and lower side end there.
    The lines of a comb field have a base and two teeth, but no upper side.
    """
    level = [placed.line for placed in lines if placed.is_foreign and not placed.is_vertical]
    upright = [placed.line for placed in lines if placed.is_foreign and placed.is_vertical]
    if len(level) < 2 or not upright:
        return None
    rows, columns = _middles(level), _middles(upright)
    top, bottom, left, right = rows.min(), rows.max(), columns.min(), columns.max()
    if bottom - top < _MIN_BOX_RATIO * shape[0]:
        return None
    if right - left < _MIN_BOX_RATIO * shape[1]:
        sides = [level[rows.argmin()], level[rows.argmax()]]
        starts, stops = [line.start for line in sides], [line.stop for line in sides]
        if np.ptp(starts) > _MIN_BOX_RATIO * shape[1] or np.ptp(stops) > _MIN_BOX_RATIO * shape[1]:
            return None
        reach = 2 * _END_TOLERANCE * shape[1]
        if min(starts) < left - reach and max(stops) > right + reach:
            return None  # ruled paper with a margin line
        left, right = min(left, *starts), max(right, *stops)
    return np.array([top, left, bottom, right])


def _middles(lines: list[Line]) -> NDArray[Any]:
    """Return the row in the middle of each line."""
    return np.array([line.row_at((line.start + line.stop) / 2) for line in lines])


def find_teeth(lines: list[PlacedLine], vertical: list[Line], width: int) -> list[Line]:
    """Return the two teeth of a comb field: equally long, on a foreign line, far apart."""
    for placed in lines:
        if placed.is_vertical or not placed.is_foreign:
            continue
        base = placed.line
        standing: list[tuple[float, Line]] = []
        for line in vertical:
            column = line.row_at(line.stop)
            reach = 3 + base.thickness + line.thickness
            if abs(line.stop - base.row_at(column)) <= reach:
                standing.append((column, line))
        if len(standing) < 2:
            continue
        (left, first), *_, (right, last) = sorted(standing, key=lambda item: item[0])
        is_apart = right - left >= _MIN_TEETH_DISTANCE * width
        lengths = (first.length, last.length)
        if is_apart and min(lengths) >= _MIN_TOOTH_SIMILARITY * max(lengths):
            return [first, last]
    return []


def _fixed_ends(placed: PlacedLine, others: list[PlacedLine], shape: tuple[int, ...]) -> int:
    """Return how many ends of a line lie at the image's border or at an end of a crossing line."""
    side = shape[0] if placed.is_vertical else shape[1]
    reach = max(2, round(_END_TOLERANCE * side))
    line = placed.line
    crossing = [other.line for other in others if other.is_vertical != placed.is_vertical]
    fixed = 0
    for end, at_rim in ((line.start, line.start <= reach), (line.stop, line.stop >= side - reach)):
        fixed += at_rim or any(_is_corner(line, end, other) for other in crossing)
    return fixed


def _is_corner(line: Line, end: int, other: Line) -> bool:
    """Return whether a crossing line has an end near the end of a line."""
    reach = 3 + line.thickness + other.thickness + _END_TOLERANCE * line.length
    across = line.row_at(end)
    beside = other.row_at(across)
    near = min(abs(across - other.start), abs(across - other.stop)) <= reach
    return bool(near and abs(beside - end) <= reach)


def _meet(line: Line, other: Line) -> bool:
    return _is_corner(line, line.start, other) or _is_corner(line, line.stop, other)
