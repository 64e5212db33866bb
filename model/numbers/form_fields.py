"""Detection of the printed fields of a form: combs and rows of boxes.

A row of fields is a level line with at least three upright ones on it, alike in length, of which
two stand at its ends. A handwritten 1 on a line is not as long as the others, or is alone.
"""

import numpy as np

from model.preprocessing.array_types import Mask
from model.preprocessing.straight_lines import Line, find_lines

_MIN_ROW_INK = 0.45
"""Minimum ink of some row of pixels, as a ratio of the width of all ink, to look for lines."""

_MIN_LENGTH = 0.15
"""Minimum length of a level line, as a ratio of the image's width."""

_MIN_COVERAGE = 0.5
"""Minimum share of its columns that are ink; boxes have gaps between them."""

_MIN_SIDE_PX = 8
"""Minimum length of an upright line."""

_MIN_SIDES = 3
"""Minimum number of upright lines on a row of at least two fields."""

_MAX_GAP_PX = 4
"""Maximum distance of two lines that meet, beyond their thickness."""

_MAX_DIFFERENCE_PX, _MAX_DIFFERENCE_RATIO = 1.5, 0.02
"""Maximum difference of the ends of the upright lines of a row, in pixels and as a ratio of their
length."""

_MAX_THICKER_PX = 1.5
"""By how much an upright line may be thicker than that of the first field; a stroke is more so."""


def find_field_lines(mask: Mask) -> Mask | None:
    """Return the pixels of the lines of form fields, without strokes that cross them.

    Parameters
    ----------
    mask : bool array, shape (H, W)
        True where there is ink.

    Returns
    -------
    bool array, shape (H, W), or None
        None if there are no fields.
    """
    columns = np.flatnonzero(mask.any(axis=0))
    if not len(columns):
        return None
    row_ink = mask.sum(axis=1, dtype=np.uint16)  # over the columns; 64 bits take longer
    if row_ink.max() < _MIN_ROW_INK * np.ptp(columns):
        return None
    min_length = round(_MIN_LENGTH * mask.shape[1])
    level = [line for line in find_lines(mask, min_length) if line.coverage >= _MIN_COVERAGE]
    if not level:
        return None
    upright = find_lines(mask.T, _MIN_SIDE_PX)
    lines = np.zeros_like(mask)
    for line in level:
        sides = _find_sides(line, upright)
        if not sides:
            continue
        lines |= line.pixels
        for side in sides:
            lines |= side.pixels.T
            _fill_crossing(lines, mask, line, side)
    return lines if lines.any() else None


def _find_sides(line: Line, upright: list[Line]) -> list[Line]:
    """Return the upright lines that divide a level line into fields; empty if it has none."""
    on_line = []
    for side in upright:
        column, row = _crossing(line, side)
        gap = _MAX_GAP_PX + line.thickness + side.thickness
        if line.start - gap <= column <= line.stop + gap and (
            side.start - gap <= row <= side.stop + gap
        ):
            on_line.append((column, side.start - row, side.stop - row, side))
    for column, start, stop, side in on_line:
        if column > line.start + _MAX_GAP_PX + line.thickness + side.thickness:
            continue  # no side of the first field
        tolerance = _MAX_DIFFERENCE_PX + _MAX_DIFFERENCE_RATIO * side.length
        alike = [
            other
            for other in on_line
            if max(abs(other[1] - start), abs(other[2] - stop)) <= tolerance
            and other[3].thickness <= side.thickness + _MAX_THICKER_PX
        ]
        last = max(column for column, *_ in alike)
        gap = _MAX_GAP_PX + line.thickness + side.thickness
        if len(alike) >= _MIN_SIDES and last >= line.stop - gap:
            return [other for *_, other in alike]
    return []


def _crossing(line: Line, side: Line) -> tuple[float, float]:
    """Return the column and row where a level and an upright line cross."""
    column = (side.offset + side.slope * line.offset) / (1 - side.slope * line.slope)
    return column, line.row_at(column)


def _fill_crossing(lines: Mask, mask: Mask, line: Line, side: Line) -> None:
    """Mark the pixels where two lines of a field meet, which look like a crossing stroke."""
    column, row = _crossing(line, side)
    across, along = round(side.thickness) + 1, round(line.thickness) + 1
    top, left = max(round(row) - along, 0), max(round(column) - across, 0)
    place = np.s_[top : round(row) + along + 1, left : round(column) + across + 1]
    lines[place] |= mask[place]
