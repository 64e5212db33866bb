"""Ink of a page with numbers: one threshold for the pen, ruled lines and rims left out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.preprocessing.array_types import GrayImage
from model.preprocessing.grayscale import MIN_CONTRAST, reduce_to_side
from model.preprocessing.photographs import absorbance_of
from model.preprocessing.ruled_lines import find_level_lines
from model.preprocessing.thresholding import find_levels, threshold_otsu, threshold_uniform

MAX_SIDE_PX = 1600
"""Larger pages are reduced before ink is detected."""

_MIN_PEN = 0.12
"""Absorbance of the pen below which a page counts as empty."""

_MIN_PEN_RATIO, _MAX_PEN_RATIO = 0.35, 0.6
"""Range of the threshold, as a ratio of the pen's absorbance. Printed patterns lie below it."""

_BINS = 200

_LINE_COVERAGE, _LINE_COVERAGE_WIDE = 0.8, 0.55
"""Minimum ratio of the page's width that a rule covers. The second is for wide pages, on which no
stroke of a digit is that long."""

_MIN_STRETCH = 0.5
"""Minimum length of its longest stretch without a break, as a ratio of the page's width."""

_MAX_BREAK_PX = 4

_WIDE = 1.5
"""Ratio of width to height from which a page is wide."""


@dataclass(frozen=True)
class PageInk:
    """The ink of a page.

    Attributes
    ----------
    levels : uint8 array, shape (H, W)
        0 background, 128 the edge of a line, 255 foreground.
    reduction : int
        The factor by which the page was reduced.
    is_photograph : bool
        Whether the background was uneven and had to be estimated.
    """

    levels: GrayImage
    reduction: int
    is_photograph: bool


def find_ink(gray: Image.Image) -> PageInk | None:
    """Return the ink of a page; None if it is empty.

    Parameters
    ----------
    gray : PIL.Image.Image
        Mode "L".
    """
    reduced, factor = reduce_to_side(gray, MAX_SIDE_PX)
    levels = find_levels(reduced)
    if abs(levels.foreground - levels.background) < MIN_CONTRAST:
        return None
    if levels.is_uniform:
        ink = threshold_uniform(reduced, levels)
        return PageInk(levels=_without_rules(ink), reduction=factor, is_photograph=False)
    uneven = _threshold_uneven(reduced)
    if uneven is None:
        return None
    return PageInk(levels=_without_rules(uneven), reduction=factor, is_photograph=True)


def _without_rules(ink: GrayImage) -> GrayImage:
    """Return the ink without level lines across the page."""
    mask = ink >= 128
    height, width = mask.shape
    coverage = _LINE_COVERAGE_WIDE if width >= _WIDE * height else _LINE_COVERAGE
    if np.count_nonzero(mask, axis=1).max() < 0.3 * coverage * width:  # over the columns
        return ink
    lines = find_level_lines(mask, coverage)
    # The feet of several digits on a base line are no line: it is unbroken.
    columns = np.flatnonzero(lines.any(axis=0))
    stretches = np.split(columns, np.flatnonzero(np.diff(columns) > _MAX_BREAK_PX) + 1)
    longest = max(map(np.ptp, filter(len, stretches)), default=0)
    return np.where(lines, np.uint8(0), ink) if longest >= _MIN_STRETCH * width else ink


def _threshold_uneven(gray: Image.Image) -> GrayImage | None:
    """Threshold the absorbance where pen and paper, with what is printed on it, part best.

    Unlike a photograph of one digit, a page has much ink, and its rim may cut a digit.
    """
    absorbance, _, pen, _ = absorbance_of(gray)
    if pen < _MIN_PEN:
        return None
    bins = (absorbance * _BINS).astype(np.intp).ravel()
    histogram = np.bincount(bins, minlength=_BINS + 1).astype(np.float64)
    values: NDArray[np.float64] = np.arange(_BINS + 1) / _BINS
    otsu = threshold_otsu(histogram, values, limits=(0, 1))
    threshold = np.float32(np.clip(otsu, _MIN_PEN_RATIO * pen, _MAX_PEN_RATIO * pen))
    ink: GrayImage = np.minimum(absorbance * (128 / threshold), 255).astype(np.uint8)
    return ink
