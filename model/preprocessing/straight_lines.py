"""Detection of single straight lines: frames, underlines, margin lines, sides of a comb field.

A line is found by its thinness: the pixels whose run of ink across the line is short form strips,
and a long strip whose points lie on a straight line is a part of a printed line. Where a stroke of
a digit crosses the line the run is longer, so that the stroke stays whole and the line falls into
several strips, which are joined again. Short strips along a line, such as the pieces of a pale one
or its end beyond a tooth, belong to it, too.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.preprocessing.array_types import Mask
from model.preprocessing.connected_components import Components
from model.preprocessing.thin_strips import MAX_SLOPE, find_strips

_MAX_BEND_PX = 2
"""Maximum distance of the ends of two strips of one line from the line through their middles."""

_MAX_GAP_RATIO = 0.08
"""Maximum gap between a line and a short strip of it, as a ratio of the image's side along it."""

_MAX_OFFSET_PX, _MAX_OFFSET_PER_GAP = 2, 0.02
"""Maximum distance of a strip from the line of another, in pixels and as a ratio of their gap."""

_MAX_SHORT_OFFSET_PX, _MAX_SHORT_OFFSET_RATIO = 1, 0.25
"""The same of a short strip, in pixels and as a ratio of the line's thickness."""

_MAX_SHORT_HEIGHT_PX, _MAX_SHORT_HEIGHT_RATIO = 2, 1.5
"""Maximum height of a short strip of a line, in pixels and as a ratio of its thickness."""

_MAX_STROKE_RATIO, _MAX_STROKE_PX = 1.5, 1
"""Maximum thickness of a strip of a line, as a ratio of its longest strip's and in pixels beyond
that; where a line runs through the top or foot of a digit, the strip is thicker."""

_MIN_SHORT_FILL = 0.5
"""Minimum area of a short strip, as a ratio of its length times the line's thickness."""


@dataclass(frozen=True)
class Line:
    """A straight line, nearly horizontal.

    Attributes
    ----------
    slope, offset : float
        Row = offset + slope * column.
    start, stop : int
        First and last column, the last exclusive.
    coverage : float
        Share of its columns that strips cover.
    thickness : float
        In pixels.
    pixels : bool array, shape (H, W)
        Its pixels in the mask, without those of strokes that cross it.
    """

    slope: float
    offset: float
    start: int
    stop: int
    coverage: float
    thickness: float
    pixels: Mask

    @property
    def length(self) -> int:
        """Number of columns from one end to the other."""
        return self.stop - self.start

    def row_at(self, column: float) -> float:
        """Return the row at a column."""
        return self.offset + self.slope * column


def find_lines(mask: Mask, min_length: int) -> list[Line]:
    """Return the straight lines that are nearly horizontal, the longest first.

    Parameters
    ----------
    mask : bool array, shape (H, W)
        True where there is ink. For vertical lines, pass the transpose.
    min_length : int
        Least length in pixels.
    """
    found = find_strips(mask)
    strips, slopes, offsets = found.components, found.slopes, found.offsets
    is_straight = found.is_straight
    extents = strips.boxes[:, 3] - strips.boxes[:, 1]
    lines: list[Line] = []
    remaining = list(np.flatnonzero(is_straight)[np.argsort(-extents[is_straight])])
    while remaining:
        first = remaining[0]
        members = [k for k in remaining if _is_collinear(strips, first, k, slopes, offsets)]
        remaining = [k for k in remaining if k not in members]
        members = [k for k in members if not _is_stroke(strips, first, k)]
        middles = offsets + slopes * (strips.boxes[:, 1] + strips.boxes[:, 3] - 1) / 2
        slope, offset = _fit_together(strips, members, slopes, offsets)
        members += _short_members(strips, members, middles, slope, offset, mask.shape[1])
        line = _join(strips, members, slope, offset)
        if line.length >= min_length:
            lines.append(line)
    return sorted(lines, key=lambda line: -line.length)


def _is_collinear(strips: Components, first: int, other: int, slopes: Any, offsets: Any) -> bool:
    """Return whether a strip lies on the line of a longer one."""
    if first == other:
        return True
    middle = (strips.boxes[other, 1] + strips.boxes[other, 3]) / 2
    gap = max(
        strips.boxes[other, 1] - strips.boxes[first, 3],
        strips.boxes[first, 1] - strips.boxes[other, 3],
    )
    tolerance = _MAX_OFFSET_PX + _MAX_OFFSET_PER_GAP * max(gap, 0)
    row = offsets[other] + slopes[other] * middle
    if abs(offsets[first] + slopes[first] * middle - row) <= tolerance:
        return True
    if gap < 0:
        return False
    # The line through the middles of both passes near the ends of both.
    starts, stops = strips.boxes[[first, other], 1], strips.boxes[[first, other], 3]
    middles = (starts + stops) / 2
    rows = offsets[[first, other]] + slopes[[first, other]] * middles
    slope = np.diff(rows) / np.diff(middles)
    bends = np.abs(slopes[[first, other]] - slope) * (stops - starts) / 2
    return bool(bends.max() <= _MAX_BEND_PX and abs(slope[0]) <= MAX_SLOPE)


def _is_stroke(strips: Components, first: int, other: int) -> bool:
    """Return whether a strip on the line of a longer one is too thick for a part of it."""
    extents = strips.boxes[[first, other], 3] - strips.boxes[[first, other], 1]
    thickness, other_thickness = strips.areas[[first, other]] / extents
    return bool(other_thickness > _MAX_STROKE_RATIO * thickness + _MAX_STROKE_PX)


def _fit_together(
    strips: Components, members: list[Any], slopes: Any, offsets: Any
) -> tuple[float, float]:
    """Return slope and offset of the line through the ends of strips."""
    if len(members) == 1:
        return float(slopes[members[0]]), float(offsets[members[0]])
    ends = strips.boxes[members][:, [1, 3]]
    rows = offsets[members, None] + slopes[members, None] * ends
    slope, offset = np.polyfit(ends.ravel(), rows.ravel(), 1)
    return float(slope), float(offset)


def _short_members(
    strips: Components,
    members: list[Any],
    middles: NDArray[Any],
    slope: float,
    offset: float,
    side: int,
) -> list[Any]:
    """Return the short strips that lie on a line, up to the first large gap."""
    boxes = strips.boxes
    extents = boxes[:, 3] - boxes[:, 1]
    thickness = strips.areas[members].sum() / extents[members].sum()
    row = offset + slope * (boxes[:, 1] + boxes[:, 3] - 1) / 2
    max_offset = _MAX_SHORT_OFFSET_PX + _MAX_SHORT_OFFSET_RATIO * thickness
    max_height = _MAX_SHORT_HEIGHT_RATIO * thickness + _MAX_SHORT_HEIGHT_PX
    is_on_line = np.abs(middles - row) <= max_offset
    is_on_line &= boxes[:, 2] - boxes[:, 0] <= max_height
    is_on_line &= strips.areas >= _MIN_SHORT_FILL * thickness * extents
    is_on_line[members] = False
    start, stop = boxes[members, 1].min(), boxes[members, 3].max()
    candidates = list(np.flatnonzero(is_on_line))
    joined: list[Any] = []
    while True:
        near = [
            k
            for k in candidates
            if max(boxes[k, 1] - stop, start - boxes[k, 3]) <= _MAX_GAP_RATIO * side
        ]
        if not near:
            return joined
        joined += near
        candidates = [k for k in candidates if k not in near]
        start, stop = min(start, *boxes[near, 1]), max(stop, *boxes[near, 3])


def _join(strips: Components, members: list[Any], slope: float, offset: float) -> Line:
    boxes = strips.boxes[members]
    selected = np.zeros(len(strips), dtype=bool)
    selected[members] = True
    start, stop = int(boxes[:, 1].min()), int(boxes[:, 3].max())
    covered = int((boxes[:, 3] - boxes[:, 1]).sum())
    area = int(strips.areas[members].sum())
    return Line(
        float(slope),
        float(offset),
        start,
        stop,
        covered / max(stop - start, 1),
        area / max(covered, 1),
        strips.mask_of(selected),
    )
