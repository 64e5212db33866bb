"""Rules for straight lines that are not strokes of the digit: frames, underlines, margin lines."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.preprocessing.connected_components import connected_components
from model.preprocessing.straight_lines import Line, find_lines

Mask = NDArray[np.bool_]

_MIN_LINE_RATIO = 0.25
"""Least length of a line as a ratio of the image's side."""

_MIN_LINE_ASPECT = 12
"""Least ratio of a line's length to its thickness; strokes of a digit are thicker."""

_MIN_COVERAGE = 0.5
"""Least ratio of a line's length that is ink."""


@dataclass
class _Placed:
    """A line in the mask."""

    line: Line
    pixels: Mask
    is_vertical: bool
    is_foreign: bool = False


def find_foreign_lines(mask: Mask) -> tuple[Mask, bool, NDArray[Any] | None]:
    """Return the pixels of lines that are not strokes of the digit.

    Foreign are lines from rim to rim; lines both of whose ends meet others at a corner, or the
    rim; components that are nothing but lines, if there are others; and lines that are longer than
    what is connected with them.

    Parameters
    ----------
    mask : bool array, shape (H, W)
        True where there is ink.

    Returns
    -------
    foreign : bool array, shape (H, W)
    is_distinct : bool
        Whether one of them can hardly be a stroke of a digit.
    box : array, shape (4,), or None
        Top, left, bottom and right of the space inside the four sides of a box.
    """
    lines = [_Placed(line, line.pixels, False) for line in _printed_lines(mask)]
    lines += [_Placed(line, line.pixels.T, True) for line in _printed_lines(mask.T)]
    foreign = np.zeros_like(mask)
    if not lines:
        return foreign, False, None
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
                and placed.line.length >= 0.5 * other.line.length
                for other in framed
            )
    for placed in lines:
        if placed.is_foreign:
            foreign |= placed.pixels
            distinct = True
    distinct |= _isolated_lines(mask, lines, foreign)
    distinct |= _underlines(mask, lines, foreign)
    return foreign, distinct, _inside_box(lines)


def _inside_box(lines: list[_Placed]) -> NDArray[Any] | None:
    """Return the bounding box inside the outermost foreign lines, if there are four sides."""
    edges = []
    for is_vertical in (False, True):
        positions = [
            placed.line.row_at((placed.line.start + placed.line.stop) / 2)
            for placed in lines
            if placed.is_foreign and placed.is_vertical == is_vertical
        ]
        if len(positions) < 2:
            return None
        edges.append((min(positions), max(positions)))
    (top, bottom), (left, right) = edges
    return np.array([top, left, bottom, right])


def _printed_lines(mask: Mask) -> list[Line]:
    return [
        line
        for line in find_lines(mask, round(_MIN_LINE_RATIO * mask.shape[1]))
        if line.length >= _MIN_LINE_ASPECT * line.thickness and line.coverage > _MIN_COVERAGE
    ]


def _fixed_ends(placed: _Placed, others: list[_Placed], shape: tuple[int, ...]) -> int:
    """Return how many ends of a line lie at the image's rim or at an end of a crossing line."""
    side = shape[0] if placed.is_vertical else shape[1]
    reach = max(2, round(0.03 * side))
    line = placed.line
    crossing = [other.line for other in others if other.is_vertical != placed.is_vertical]
    fixed = 0
    for end, at_rim in ((line.start, line.start <= reach), (line.stop, line.stop >= side - reach)):
        fixed += at_rim or any(_is_corner(line, end, other) for other in crossing)
    return fixed


def _is_corner(line: Line, end: int, other: Line) -> bool:
    """Return whether a crossing line has an end near the end of a line."""
    reach = 3 + line.thickness + other.thickness + 0.03 * line.length
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
    large = lengths >= 0.12 * max(mask.shape)
    covered = np.bincount(
        components.pixel_labels()[pixels[mask & ~foreign]], minlength=len(components)
    )
    is_lines = large & (covered >= 0.75 * components.areas)
    if not is_lines.any() or large.sum() < 2:
        return False
    extents = components.boxes[:, 2:] - components.boxes[:, :2]
    is_flat = extents[:, 0] < 0.25 * extents[:, 1]
    digits = large & ~is_lines
    if digits.any():
        selected = is_lines & (lengths >= 0.85 * lengths[digits].max())
    else:
        # Lines only: a 1 among them is upright, and no longer than the sides of its box.
        upright = large & ~is_flat
        if not upright.any():
            return False
        shortest = lengths[upright].min()
        selected = is_lines & (is_flat | (lengths > 1.1 * shortest))
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
        if longest < 0.15 * max(mask.shape):
            continue
        line = placed.line
        is_long = line.length >= (1.5 if placed.is_vertical else 1.1) * longest
        _top, left, bottom, right = boxes[lengths.argmax()]
        beyond = 0.08 * longest
        is_under = (
            not placed.is_vertical
            and left - line.start >= beyond
            and line.stop - right >= beyond
            and line.row_at((left + right) / 2) >= bottom - 0.1 * longest
        )
        if is_long or is_under:
            placed.is_foreign = True
            foreign |= placed.pixels
            distinct |= is_long
    return distinct
