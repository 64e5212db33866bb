"""Ink of a page of numbers, without ruled lines."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.numbers.form_fields import find_field_lines
from model.preprocessing.array_types import GrayImage, Mask
from model.preprocessing.grayscale import MIN_CONTRAST, reduce_to_side
from model.preprocessing.morphology import dilate
from model.preprocessing.paper import enlarge_sheet, extend_sheet, find_sheet_or_lit_part
from model.preprocessing.photographs import absorbance_of
from model.preprocessing.ruled_lines import find_level_lines
from model.preprocessing.thresholding import Levels, find_levels, threshold_otsu, threshold_uniform

MAX_SIDE_PX = 1600
"""Larger pages are reduced before ink is detected."""

INK_LEVEL = 128
"""Level from which a pixel is ink."""

_MIN_PEN = 0.12
"""Absorbance of the pen below which a page counts as empty."""

_MIN_PEN_RATIO, _MAX_PEN_RATIO = 0.35, 0.6
"""Range of the threshold, as a ratio of the pen's absorbance. Printed patterns lie below it."""

_MIN_TABLE_RATIO = 0.08
"""Minimum share of ink in even light from which a sheet is searched for: the table around it counts
as ink then, or the sheet does."""

_MIN_PAGE_SIDE_PX = 300
"""Shortest side of a photograph of a page; a smaller one is a part of a page, with ink at its
border that seems to be a table."""

_MIN_SHEET_SIDE_PX = 8
"""Shortest side of the reduced image in which a sheet is sought, from which its outermost pixels
are left out of the sheet."""

_EDGE_PX = 4
"""Width of the margin around a sheet, in pixels of the reduced image, where writing cannot be told
from the sheet's edge."""

_MIN_OUTSIDE_RATIO = 0.6
"""Minimum absorbance of writing around a sheet, as a ratio of the pen's."""

_MAX_OUTSIDE_INK = 0.0005
"""Maximum share of writing in the surroundings of a sheet."""

_HISTOGRAM_BINS = 200

_MIN_COVERAGE, _MIN_COVERAGE_WIDE = 0.8, 0.55
"""Minimum ratio of the page's width that a ruled line covers. The second is for wide pages, on
which no stroke of a digit is that long."""

_MIN_WIDE_ASPECT = 1.5
"""Ratio of width to height from which a page is wide."""

_MIN_ROW_COVERAGE = 0.3
"""Minimum ratio of this length that lies in a single row; lines that slant more are not sought."""

_MIN_STRETCH = 0.5
"""Minimum length of its longest stretch without a break, as a ratio of the page's width."""

_MAX_BREAK_PX = 4
"""Maximum length of a gap that does not break a line."""


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
    """Return the ink of a page; None if it is blank.

    Parameters
    ----------
    gray : PIL.Image.Image
        Mode "L".
    """
    reduced, factor = reduce_to_side(gray, MAX_SIDE_PX)
    levels = find_levels(reduced)
    if abs(levels.foreground - levels.background) < MIN_CONTRAST:
        return None
    ink = _threshold(reduced, levels)
    sheet = _find_sheet(reduced) if _may_show_table(ink, levels, gray.size) else None
    if sheet is not None:
        reduced = _without_table(reduced, sheet)
        levels = find_levels(reduced)
        ink = _threshold(reduced, levels)
    if ink is None:
        return None
    if sheet is not None:
        ink = ink * sheet
    mask = ink >= INK_LEVEL
    fields = find_field_lines(mask)
    if fields is not None:
        ink, mask = ink * ~fields, mask & ~fields
    return PageInk(
        levels=_remove_ruled_lines(ink, mask), reduction=factor, is_photograph=not levels.is_uniform
    )


def _threshold(gray: Image.Image, levels: Levels) -> GrayImage | None:
    return threshold_uniform(gray, levels) if levels.is_uniform else _threshold_uneven(gray)


def _may_show_table(ink: GrayImage | None, levels: Levels, size: tuple[int, int]) -> bool:
    """Return whether a page is large, and unevenly lit or with more ink than that of numbers."""
    if min(size) < _MIN_PAGE_SIDE_PX:
        return False
    if ink is None or not levels.is_uniform:
        return True
    return bool(np.count_nonzero(ink >= INK_LEVEL) >= _MIN_TABLE_RATIO * ink.size)


def _find_sheet(gray: Image.Image) -> Mask | None:
    """Return the sheet of paper on a table, shape (H, W); None if the whole image is paper."""
    found = find_sheet_or_lit_part(gray)
    if found is None:
        return None
    sheet, is_distinct = found
    if min(sheet.shape) >= _MIN_SHEET_SIDE_PX:
        sheet[[0, -1]] = sheet[:, [0, -1]] = False  # may be a sliver of the table
    mask = enlarge_sheet(sheet, gray.size)
    if not mask.any():
        return None
    return mask if is_distinct or not _has_pen_outside(gray, sheet, mask) else None


def _has_pen_outside(gray: Image.Image, sheet: Mask, mask: Mask) -> bool:
    """Return whether there is writing around a sheet, which then is a part of a larger one.

    Parameters
    ----------
    gray : PIL.Image.Image
        Mode "L".
    sheet, mask : bool array
        The sheet without its edge in a smaller image, and in this one.
    """
    surroundings = enlarge_sheet(~dilate(sheet, _EDGE_PX), gray.size)
    if not surroundings.any():
        return True
    _, _, pen, _ = absorbance_of(_without_table(gray, mask))
    absorbance, _, _, _ = absorbance_of(_without_table(gray, surroundings))
    marks = (absorbance >= _MIN_OUTSIDE_RATIO * pen) & surroundings
    return bool(np.count_nonzero(marks) > _MAX_OUTSIDE_INK * np.count_nonzero(surroundings))


def _without_table(gray: Image.Image, sheet: Mask) -> Image.Image:
    """Return an image in which a sheet is continued beyond its edges."""
    levels = extend_sheet(np.asarray(gray), sheet)
    rows = np.flatnonzero(sheet.any(axis=1))
    nearest = np.searchsorted((rows[:-1] + rows[1:]) / 2, np.arange(len(levels)))
    return Image.fromarray(levels[rows[nearest]])


def _remove_ruled_lines(ink: GrayImage, mask: Mask) -> GrayImage:
    """Return the ink without level lines across the page; `mask` is true where there is ink."""
    height, width = mask.shape
    coverage = _MIN_COVERAGE_WIDE if width >= _MIN_WIDE_ASPECT * height else _MIN_COVERAGE
    row_ink = mask.sum(axis=1, dtype=np.uint16)  # over the columns; 64 bits take longer
    if row_ink.max() < _MIN_ROW_COVERAGE * coverage * width:
        return ink
    # A line has ink in each column, and is unbroken, unlike the feet of digits on a baseline.
    columns = np.flatnonzero(mask.any(axis=0))
    min_stretch = _MIN_STRETCH * width
    if len(columns) < coverage * width or _longest_stretch(columns) < min_stretch:
        return ink
    lines = find_level_lines(mask, coverage)
    longest = _longest_stretch(np.flatnonzero(lines.any(axis=0)))
    return ink * ~lines if longest >= min_stretch else ink


def _longest_stretch(columns: NDArray[np.intp]) -> int:
    """Return the length of the longest stretch of ascending columns that no gap breaks."""
    if not len(columns):
        return 0
    breaks = np.flatnonzero(np.diff(columns) > _MAX_BREAK_PX)
    lefts = columns[np.concatenate([[0], breaks + 1])]
    rights = columns[np.concatenate([breaks, [-1]])]
    return int((rights - lefts).max())


def _threshold_uneven(gray: Image.Image) -> GrayImage | None:
    """Return the ink of an unevenly lit page by Otsu's threshold of its absorbance.

    None if the pen is too faint. `model.preprocessing.photographs` expects a single digit, with
    little ink and none at the border; a page may have both.
    """
    absorbance, _, pen, _ = absorbance_of(gray)
    if pen < _MIN_PEN:
        return None
    bins = (absorbance * _HISTOGRAM_BINS).astype(np.intp).ravel()
    histogram = np.bincount(bins, minlength=_HISTOGRAM_BINS + 1).astype(np.float64)
    values: NDArray[np.float64] = np.arange(_HISTOGRAM_BINS + 1) / _HISTOGRAM_BINS
    otsu = threshold_otsu(histogram, values, limits=(0, 1))
    threshold = np.float32(np.clip(otsu, _MIN_PEN_RATIO * pen, _MAX_PEN_RATIO * pen))
    ink: GrayImage = np.minimum(absorbance * (INK_LEVEL / threshold), 255).astype(np.uint8)
    return ink
