"""Rules for straight lines that are not strokes of the digit: frames, underlines, margin lines."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.preprocessing.array_types import Mask
from model.preprocessing.connected_components import connected_components
from model.preprocessing.morphology import dilate
from model.preprocessing.straight_lines import Line, find_lines

_MIN_LINE_RATIO = 0.25
"""Minimum length of a line as a ratio of the image's side."""

MIN_LINE_ASPECT = 12
"""Minimum ratio of a line's length to its thickness; strokes of a digit are thicker."""

MAX_STROKE_LENGTH = 1.1
"""Minimum length of a horizontal line that is longer than a digit, as a ratio of the rest of it."""

_MIN_COVERAGE = 0.5
"""Minimum ratio of a line's length that is ink."""

_MAX_CORNER_RATIO = 0.15
"""By how much a stroke may reach beyond the one that it continues, as a ratio of that one."""

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

_MIN_COMPONENT_RATIO = 0.12
"""Minimum length of a component beside isolated lines, as a ratio of the image's longest side;
shorter ones are specks."""

_MIN_LINE_AREA = 0.75
"""Minimum ratio of a component's area that lines cover, if it is nothing but lines."""

_MAX_FLAT_RATIO = 0.25
"""Maximum height of a horizontal component, as a ratio of its width."""

_MIN_ISOLATED_LENGTH = 0.85
"""Minimum length of an isolated line, as a ratio of the longest component that may be a digit; a
shorter one may be a stroke of it."""

_MIN_EXCESS = 1.1
"""Minimum ratio of a line's length to that of the shortest upright one, which may be a 1."""

_MIN_UNDERLINED_RATIO = 0.15
"""Minimum length of what is underlined, as a ratio of the image's longest side."""

_MAX_STEM_LENGTH = 1.5
"""`MAX_STROKE_LENGTH` for a vertical line: the stem of a 4 or 9 may be longer than the rest."""

_MIN_OVERHANG = 0.08
"""Minimum length by which an underline is longer on either side, as a ratio of what it underlines;
the foot of a 1 is shorter."""

_MAX_RISE = 0.1
"""By how much an underline may lie above the lower end of what it underlines, as a ratio of
that."""


@dataclass
class _Placed:
    """A line in the mask."""

    line: Line
    pixels: Mask
    is_vertical: bool
    is_foreign: bool = False


@dataclass(frozen=True)
class ForeignLines:
    """Lines that are not strokes of the digit.

    Attributes
    ----------
    pixels : bool array, shape (H, W)
    fixed : bool array, shape (H, W)
        Those of them both of whose ends lie at the rim or at a corner.
    is_distinct : bool
        Whether one of them can hardly be a stroke of a digit.
    box : array, shape (4,), or None
        Top, left, bottom and right of the space inside the sides of a box.
    """

    pixels: Mask
    fixed: Mask
    is_distinct: bool = False
    box: NDArray[Any] | None = None


def find_foreign_lines(mask: Mask) -> ForeignLines:
    """Return the lines that are not strokes of the digit.

    Foreign are lines from border to border; lines both of whose ends meet others at a corner, or
    the border; components that are nothing but lines, if there are others; and lines that are
    longer than what is connected with them.

    Parameters
    ----------
    mask : bool array, shape (H, W)
        True where there is ink.
    """
    upright = find_lines(mask.T, round(_MIN_TOOTH_RATIO * mask.shape[0]))
    lines = [_Placed(line, line.pixels, False) for line in _printed_lines(mask)]
    lines += [
        _Placed(line, line.pixels.T, True) for line in upright if _is_printed(line, mask.shape[0])
    ]
    foreign = np.zeros_like(mask)
    if not lines:
        return ForeignLines(foreign, foreign)
    distinct = False
    for placed in lines:
        if _fixed_ends(placed, lines, mask.shape) == 2:
            placed.is_foreign = True
    for placed in lines:
        framed = [other for other in lines if other.is_foreign]
        if not placed.is_foreign and _fixed_ends(placed, framed, mask.shape):
            # One end at a corner of a frame: its side, if it is as long as the frame.
            placed.is_foreign = any(
                other.is_vertical != placed.is_vertical
                and _meet(placed.line, other.line)
                and placed.line.length >= _MIN_SIDE_RATIO * other.line.length
                for other in framed
            )
    for placed in lines:
        if placed.is_foreign:
            foreign |= placed.pixels
            distinct = True
    fixed = foreign.copy()
    distinct |= _isolated_lines(mask, lines, foreign)
    distinct |= _underlines(mask, lines, foreign)
    for tooth in _teeth(lines, upright, mask.shape[1]):
        foreign |= tooth.pixels.T
    return ForeignLines(foreign, fixed, distinct, _inside_box(lines, mask.shape))


def _inside_box(lines: list[_Placed], shape: tuple[int, ...]) -> NDArray[Any] | None:
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
        left, right = min(left, *starts), max(right, *stops)
    return np.array([top, left, bottom, right])


def _middles(lines: list[Line]) -> NDArray[Any]:
    """Return the row in the middle of each line."""
    return np.array([line.row_at((line.start + line.stop) / 2) for line in lines])


def _printed_lines(mask: Mask) -> list[Line]:
    min_length = round(_MIN_LINE_RATIO * mask.shape[1])
    return [line for line in find_lines(mask, min_length) if _is_printed(line, mask.shape[1])]


def _is_printed(line: Line, side: int) -> bool:
    is_long = line.length >= max(_MIN_LINE_RATIO * side, MIN_LINE_ASPECT * line.thickness)
    return is_long and line.coverage > _MIN_COVERAGE


def _teeth(lines: list[_Placed], upright: list[Line], width: int) -> list[Line]:
    """Return the two teeth of a comb field: equally long, on a foreign line, far apart."""
    for placed in lines:
        if placed.is_vertical or not placed.is_foreign:
            continue
        base = placed.line
        standing: list[tuple[float, Line]] = []
        for line in upright:
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


def _fixed_ends(placed: _Placed, others: list[_Placed], shape: tuple[int, ...]) -> int:
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


def _isolated_lines(mask: Mask, lines: list[_Placed], foreign: Mask) -> bool:
    """Add components that are nothing but lines to `foreign`; return whether there are any."""
    candidates = [placed for placed in lines if not placed.is_foreign]
    if not candidates:
        return False
    pixels = np.zeros_like(mask)
    for placed in candidates:
        pixels |= placed.pixels
    components = connected_components(mask & ~foreign)
    lengths = (components.boxes[:, 2:] - components.boxes[:, :2]).max(axis=1)
    large = lengths >= _MIN_COMPONENT_RATIO * max(mask.shape)
    covered = np.bincount(
        components.pixel_labels()[pixels[mask & ~foreign]], minlength=len(components)
    )
    is_lines = large & (covered >= _MIN_LINE_AREA * components.areas)
    if not is_lines.any() or large.sum() < 2:
        return False
    extents = components.boxes[:, 2:] - components.boxes[:, :2]
    is_flat = extents[:, 0] < _MAX_FLAT_RATIO * extents[:, 1]
    digits = large & ~is_lines
    if digits.any():
        selected = is_lines & (lengths >= _MIN_ISOLATED_LENGTH * lengths[digits].max())
    else:
        # Lines only: a 1 among them is upright, and no longer than the sides of its box.
        upright = large & ~is_flat
        if not upright.any():
            return False
        shortest = lengths[upright].min()
        selected = is_lines & (is_flat | (lengths > _MIN_EXCESS * shortest))
    if not selected.any():
        return False
    foreign |= components.mask_of(selected)
    for placed in candidates:
        placed.is_foreign = bool((placed.pixels & foreign).any())
    return True


def _underlines(mask: Mask, lines: list[_Placed], foreign: Mask) -> bool:
    """Add lines that are longer than what is connected with them; return whether they are distinct.

    So are lines under the rest that reach farther than it on both sides; a 1 with a foot is read
    as a 1 without it, too.
    """
    distinct = False
    for placed in sorted(lines, key=lambda placed: -placed.line.length):
        if placed.is_foreign:
            continue
        components = connected_components(mask & ~foreign & ~placed.pixels)
        if not len(components):
            continue
        boxes = components.boxes
        lengths = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
        longest = int(lengths.max())
        if longest < _MIN_UNDERLINED_RATIO * max(mask.shape):
            continue
        line = placed.line
        max_length = _MAX_STEM_LENGTH if placed.is_vertical else MAX_STROKE_LENGTH
        is_long = line.length >= max_length * longest
        _top, left, bottom, right = boxes[lengths.argmax()]
        overhang = _MIN_OVERHANG * longest
        is_under = (
            not placed.is_vertical
            and left - line.start >= overhang
            and line.stop - right >= overhang
            and line.row_at((left + right) / 2) >= bottom - _MAX_RISE * longest
        )
        is_longest = np.arange(len(components)) == lengths.argmax()
        if (is_long or is_under) and not _continues_stroke(
            placed, components.mask_of(is_longest), longest
        ):
            placed.is_foreign = True
            foreign |= placed.pixels
            distinct |= is_long
    return distinct


def _continues_stroke(placed: _Placed, rest: Mask, length: int) -> bool:
    """Return whether the rest meets a line at one of its ends, as the foot of a 2 does."""
    touched = dilate(placed.pixels, 2) & rest
    positions = np.flatnonzero(touched.any(axis=1 if placed.is_vertical else 0))
    if not len(positions):
        return False
    line = placed.line
    first, last = int(positions[0]), int(positions[-1]) + 1
    return min(first - line.start, line.stop - last) <= _MAX_CORNER_RATIO * length
