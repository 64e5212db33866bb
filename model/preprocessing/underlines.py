"""Lines of no frame that are not strokes of the digit: isolated lines, underlines, margin lines."""

import numpy as np

from model.preprocessing.array_types import Mask
from model.preprocessing.connected_components import Components, connected_components
from model.preprocessing.morphology import dilate
from model.preprocessing.printed_lines import PlacedLine

MAX_STROKE_LENGTH = 1.1
"""Length from which a horizontal line cannot be a stroke of the digit, as a ratio of the longest
other component."""

_MAX_CORNER_RATIO = 0.15
"""By how much a stroke may reach beyond the one that it continues, as a ratio of that one."""

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


def add_isolated_lines(
    mask: Mask, lines: list[PlacedLine], foreign: Mask, components: Components
) -> tuple[bool, Components]:
    """Add components that are nothing but lines to `foreign`.

    Parameters
    ----------
    mask : bool array, shape (H, W)
        All ink.
    lines : list of PlacedLine
        Of which one is not yet foreign, at least.
    foreign : bool array, shape (H, W)
        Changed in place.
    components : Components
        Of the ink that is not foreign.

    Returns
    -------
    tuple of bool and Components
        Whether there are any, and the components without them.
    """
    candidates = [placed for placed in lines if not placed.is_foreign]
    pixels = np.zeros_like(mask)
    for placed in candidates:
        pixels |= placed.pixels
    lengths = (components.boxes[:, 2:] - components.boxes[:, :2]).max(axis=1)
    large = lengths >= _MIN_COMPONENT_RATIO * max(mask.shape)
    covered = np.bincount(
        components.pixel_labels()[pixels[mask & ~foreign]], minlength=len(components)
    )
    is_lines = large & (covered >= _MIN_LINE_AREA * components.areas)
    if not is_lines.any() or large.sum() < 2:
        return False, components
    extents = components.boxes[:, 2:] - components.boxes[:, :2]
    is_flat = extents[:, 0] < _MAX_FLAT_RATIO * extents[:, 1]
    digits = large & ~is_lines
    if digits.any():
        selected = is_lines & (lengths >= _MIN_ISOLATED_LENGTH * lengths[digits].max())
    else:
        # Lines only: a 1 among them is upright, and no longer than the sides of its box.
        upright = large & ~is_flat
        if not upright.any():
            return False, components
        shortest = lengths[upright].min()
        selected = is_lines & (is_flat | (lengths > _MIN_EXCESS * shortest))
    if not selected.any():
        return False, components
    foreign |= components.mask_of(selected)
    for placed in candidates:
        placed.is_foreign = bool((placed.pixels & foreign).any())
    return True, components.select(~selected)


def add_underlines(
    mask: Mask, lines: list[PlacedLine], foreign: Mask, rest: Components
) -> tuple[bool, Components]:
    """Add underlines and margin lines to `foreign`.

    A line that continues no stroke is added if it is longer than any other component, or if it lies
    below the longest one and extends beyond it on both sides. The latter may also be the foot of a
    1, which is still a 1 without it. The arguments are those of `add_isolated_lines`.

    Returns
    -------
    tuple of bool and Components
        Whether one of them cannot be a stroke, and the components without them.
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
            rest = components
            distinct |= is_long
    return distinct, rest


def _continues_stroke(placed: PlacedLine, rest: Mask, length: int) -> bool:
    """Return whether the rest meets a line at one of its ends, as the foot of a 2 does."""
    touched = dilate(placed.pixels, 2) & rest
    positions = np.flatnonzero(touched.any(axis=1 if placed.is_vertical else 0))
    if not len(positions):
        return False
    line = placed.line
    first, last = int(positions[0]), int(positions[-1]) + 1
    return min(first - line.start, line.stop - last) <= _MAX_CORNER_RATIO * length
