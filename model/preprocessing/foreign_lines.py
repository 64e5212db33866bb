"""Straight lines that are not strokes of the digit: frames, underlines, margin lines.

thin_strips -> straight_lines -> printed_lines -> frames, underlines -> foreign_lines
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.preprocessing.array_types import Mask
from model.preprocessing.connected_components import Components, connected_components
from model.preprocessing.frames import box_inside, find_teeth, find_vertical_lines, mark_frames
from model.preprocessing.printed_lines import find_horizontal_lines, place_lines
from model.preprocessing.underlines import add_isolated_lines, add_underlines


@dataclass(frozen=True)
class ForeignLines:
    """Lines that are not strokes of the digit.

    Attributes
    ----------
    pixels : bool array, shape (H, W)
    fixed : bool array, shape (H, W)
        Those of them both of whose ends lie at the rim or at a corner.
    rest : Components or None
        The components of the ink without them, if they are known.
    is_distinct : bool
        Whether one of them can hardly be a stroke of a digit.
    box : array, shape (4,), or None
        Top, left, bottom and right of the space inside the sides of a box.
    """

    pixels: Mask
    fixed: Mask
    rest: Components | None
    is_distinct: bool = False
    box: NDArray[Any] | None = None


def find_foreign_lines(mask: Mask, components: Components) -> ForeignLines:
    """Return the lines that are not strokes of the digit.

    Foreign are lines from border to border; lines both of whose ends meet others at a corner, or
    the border; components that are nothing but lines, if there are others; and lines that are
    longer than what is connected with them.

    Parameters
    ----------
    mask : bool array, shape (H, W)
        True where there is ink.
    components : Components
        Of the mask.
    """
    vertical = find_vertical_lines(mask)
    lines = place_lines(find_horizontal_lines(mask), vertical, mask)
    foreign = np.zeros_like(mask)
    if not lines:
        return ForeignLines(foreign, foreign, components)
    mark_frames(lines, mask.shape)
    is_distinct = False
    for placed in lines:
        if placed.is_foreign:
            foreign |= placed.pixels
            is_distinct = True
    fixed = foreign.copy()
    rest: Components | None = None if is_distinct else components
    if not all(placed.is_foreign for placed in lines):
        rest = connected_components(mask & ~foreign) if rest is None else rest
        are_isolated, rest = add_isolated_lines(mask, lines, foreign, rest)
        are_distinct, rest = add_underlines(mask, lines, foreign, rest)
        is_distinct |= are_isolated or are_distinct
    for tooth in find_teeth(lines, vertical, mask.shape[1]):
        foreign |= tooth.pixels.T
        rest = None
    return ForeignLines(foreign, fixed, rest, is_distinct, box_inside(lines, mask.shape))
