"""Lines that are long and thin enough to be printed or ruled, horizontal and vertical."""

from dataclasses import dataclass

from model.preprocessing.array_types import Mask
from model.preprocessing.straight_lines import Line, find_lines

_MIN_LINE_RATIO = 0.25
"""Minimum length of a line as a ratio of the image's side."""

MIN_LINE_ASPECT = 12
"""Minimum ratio of a line's length to its thickness; strokes of a digit are thicker."""

_MIN_COVERAGE = 0.5
"""Minimum ratio of a line's length that is ink."""


@dataclass
class PlacedLine:
    """A line in the mask.

    Attributes
    ----------
    line : Line
        In the transposed mask if it is vertical.
    pixels : bool array, shape (H, W)
    is_vertical : bool
    is_foreign : bool
        Whether it is no stroke of the digit, as far as is known.
    """

    line: Line
    pixels: Mask
    is_vertical: bool
    is_foreign: bool = False


def place_lines(horizontal: list[Line], vertical: list[Line], mask: Mask) -> list[PlacedLine]:
    """Return the printed ones among the lines of a mask and of its transpose."""
    height, width = mask.shape
    return [
        PlacedLine(line, line.pixels, is_vertical=False)
        for line in horizontal
        if _is_printed(line, width)
    ] + [
        PlacedLine(line, line.pixels.T, is_vertical=True)
        for line in vertical
        if _is_printed(line, height)
    ]


def find_horizontal_lines(mask: Mask) -> list[Line]:
    """Return the horizontal lines that are long enough to be printed, the longest first."""
    return find_lines(mask, round(_MIN_LINE_RATIO * mask.shape[1]))


def _is_printed(line: Line, side: int) -> bool:
    is_long = line.length >= max(_MIN_LINE_RATIO * side, MIN_LINE_ASPECT * line.thickness)
    return is_long and line.coverage > _MIN_COVERAGE
