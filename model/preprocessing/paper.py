"""Detection of the sheet or canvas in a picture that also shows its surroundings."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.preprocessing.array_types import Mask
from model.preprocessing.connected_components import Components, connected_components, find_runs
from model.preprocessing.ink_detection import bounding_box
from model.preprocessing.morphology import erode
from model.preprocessing.thresholding import SMALL_IMAGE_PX

_SIDE_PX = 96
"""The sheet is searched for on an image of about this size."""

_MIN_AREA_RATIO = 0.1
"""Minimum area of a sheet as a ratio of the image."""

_MIN_FILL = 0.68
"""Minimum ratio of a sheet's area to that of its bounding box: that of a sheet turned by 8 degrees
or of an ellipse of light is about 0.78."""

_RECTANGLE_FILL = 0.9
_MIN_RECTANGLE_RATIO = 0.05
"""An upright rectangle may be smaller: the canvas in a screenshot."""

_MIN_ASPECT = 0.2
"""Minimum ratio of the sides of a sheet; a bar is narrower."""

_MIN_PAPER_RATIO = 0.78
"""Minimum ratio of paper in a sheet; the rest is ink."""

_MIN_SURROUNDINGS = 0.012
"""Minimum area of what is around a sheet, as a ratio of the image."""

_MIN_BORDER = 0.15
"""Minimum ratio of the image's border that shows what is around a sheet; a digit may touch it."""

_MAX_PAPER_OUTSIDE = 0.15
"""Maximum ratio of pixels as light as the sheet in what is around it: there is paper both inside
and outside a 0."""

_EDGE_QUANTILE = 0.7
"""Share of a sheet's edge at which the levels must change."""

_MIN_CONTRAST = 40
"""Minimum difference, in gray levels, on either side of a sheet's edge."""

_MAX_LIGHT_RATIO = 0.65
"""Maximum ratio of the levels on either side of a sheet's edge; a soft shadow takes less light."""

_MIN_FAINT_CONTRAST, _MAX_FAINT_LIGHT_RATIO = 12, 0.93
"""The same for a light sheet whose surroundings may also be paper in a shadow."""


def find_sheet(gray: Image.Image) -> Mask | None:
    """Return the sheet or canvas that stands out from its surroundings.

    The sheet is the largest connected region of light pixels, or of dark ones, with its holes, if
    it is about a rectangle or an ellipse and mostly empty.

    Parameters
    ----------
    gray : PIL.Image.Image
        Mode "L", W x H pixels.

    Returns
    -------
    bool array, shape (h, w), or None
        The sheet, without its edge, in an image reduced to about `_SIDE_PX`; None if the whole
        image is paper.
    """
    found = find_sheet_or_lit_part(gray)
    return found[0] if found is not None and found[1] else None


def find_sheet_or_lit_part(gray: Image.Image) -> tuple[Mask, bool] | None:
    """Return the sheet that `find_sheet` does, or else a light one that stands out less.

    Parameters
    ----------
    gray : PIL.Image.Image
        Mode "L", W x H pixels.

    Returns
    -------
    sheet : bool array, shape (h, w)
        As `find_sheet` returns it. If there is neither, None is returned in place of both.
    is_distinct : bool
        Whether `find_sheet` finds it. Else it may be a part of the paper, and the rest in a shadow.
    """
    sheets = _find_sheets(gray)
    distinct = [sheet for sheet in sheets if sheet[1]]
    return max(distinct or sheets, key=lambda sheet: np.count_nonzero(sheet[0]), default=None)


def _find_sheets(gray: Image.Image) -> list[tuple[Mask, bool]]:
    """Return the regions that may be sheets, without their edges, and whether they are distinct."""
    if max(gray.size) < SMALL_IMAGE_PX:
        return []
    factor = max(1, max(gray.size) // _SIDE_PX)
    levels = np.asarray(gray.reduce(factor) if factor > 1 else gray)
    threshold = _otsu(levels)
    if threshold is None:
        return []
    light = levels > threshold
    return [sheet for paper in (light, ~light) if (sheet := _sheet(paper, levels)) is not None]


def _sheet(paper: Mask, levels: NDArray[np.uint8]) -> tuple[Mask, bool] | None:
    """Return the sheet that the largest region of `paper` is, and whether it is distinct.

    Its holes, which cost the most, are filled only where it can be a sheet with them.
    """
    min_area = math.ceil(_MIN_RECTANGLE_RATIO * paper.size)
    if np.count_nonzero(paper) < _MIN_PAPER_RATIO * min_area or _is_all_around(paper):
        return None
    components = connected_components(paper, diagonal=False)
    largest = int(components.areas.argmax())
    box = components.boxes[largest]
    # A region with its holes covers no more than its bounding box.
    if not (
        _has_size_of_sheet(box, paper.size)
        and _has_paper_of_sheet(box, paper)
        and _shows_surroundings(components, largest)
    ):
        return None
    region = components.mask_of(np.arange(len(components)) == largest)
    sheet = fill_holes(region)
    area = int(np.count_nonzero(sheet))
    if not (
        _has_shape_of_sheet(box, area, sheet.size)
        and np.count_nonzero(paper & sheet) >= _MIN_PAPER_RATIO * area  # a 0 parts the paper
        and _is_surrounded(sheet, paper)
    ):
        return None
    is_lighter = bool(levels[region].mean() > levels[~sheet].mean())
    light, dark = _edge_levels(sheet, levels, is_lighter=is_lighter)
    is_distinct = light - dark >= _MIN_CONTRAST and dark <= _MAX_LIGHT_RATIO * light
    is_faint = light - dark >= _MIN_FAINT_CONTRAST and dark <= _MAX_FAINT_LIGHT_RATIO * light
    return (erode(sheet, 2), is_distinct) if is_distinct or (is_faint and is_lighter) else None


def _is_all_around(paper: Mask) -> bool:
    """Return whether the largest region surely covers the whole border of the image.

    It does if the rest lies within a box of half the image, or less, that does not touch the
    border. The region then does not show what is around it.
    """
    height, width = paper.shape
    top, left, bottom, right = bounding_box(~paper)
    touches = top == 0 or left == 0 or bottom == height or right == width
    return not touches and 2 * (bottom - top) * (right - left) <= paper.size


def _has_size_of_sheet(box: NDArray[Any], image_area: int) -> bool:
    top, left, bottom, right = box.tolist()
    sides = (bottom - top, right - left)
    is_large = sides[0] * sides[1] >= _MIN_RECTANGLE_RATIO * image_area
    return bool(is_large and min(sides) >= _MIN_ASPECT * max(sides))


def _has_paper_of_sheet(box: NDArray[Any], paper: Mask) -> bool:
    """Return whether there is enough paper in a box for a sheet that fills it."""
    top, left, bottom, right = box.tolist()
    inside = paper[top:bottom, left:right]
    return bool(np.count_nonzero(inside) >= _MIN_PAPER_RATIO * _MIN_FILL * inside.size)


def _shows_surroundings(components: Components, region: int) -> bool:
    """Return whether enough of the image's border, on which no hole lies, is outside a region."""
    height, width = components.shape
    runs = components.labels == region
    rows, starts, stops = components.rows[runs], components.starts[runs], components.stops[runs]
    is_first_or_last = (rows == 0) | (rows == height - 1)
    inside = (stops - starts)[is_first_or_last].sum()  # a corner counts for both of its sides
    inside += np.count_nonzero(starts == 0) + np.count_nonzero(stops == width)
    border = 2 * (height + width)
    return bool(border - inside >= _MIN_BORDER * border)


def _has_shape_of_sheet(box: NDArray[Any], area: int, image_area: int) -> bool:
    top, left, bottom, right = box.tolist()
    sides = (bottom - top, right - left)
    fill = area / (sides[0] * sides[1])
    min_area = _MIN_AREA_RATIO if fill < _RECTANGLE_FILL else _MIN_RECTANGLE_RATIO
    return bool(area >= min_area * image_area and fill >= _MIN_FILL)


def _is_surrounded(sheet: Mask, paper: Mask) -> bool:
    """Return whether something else than paper is around a sheet."""
    outside = ~sheet
    count = np.count_nonzero(outside)
    return bool(
        count >= _MIN_SURROUNDINGS * sheet.size
        and np.count_nonzero(paper & outside) <= _MAX_PAPER_OUTSIDE * count
    )


def _edge_levels(
    sheet: Mask, levels: NDArray[np.uint8], *, is_lighter: bool
) -> tuple[float, float]:
    """Return the gray levels on the lighter and on the darker side of a sheet's edge.

    They are quantiles, so that ink at the edge does not count. Both are 0 if one side is empty.
    """
    inner, outside = erode(sheet), ~sheet
    edge = inner & ~erode(inner, 2)
    far = erode(outside)
    beyond = far & ~erode(far) if far.any() else outside
    if not edge.any() or not beyond.any():
        return 0.0, 0.0
    upper, lower = (edge, beyond) if is_lighter else (beyond, edge)
    light = float(np.quantile(levels[upper], 1 - _EDGE_QUANTILE))
    dark = float(np.quantile(levels[lower], _EDGE_QUANTILE))
    return light, dark


def enlarge_sheet(sheet: Mask, size: tuple[int, int]) -> Mask:
    """Return a sheet that was found in a reduced image, in an image of `size` (width, height)."""
    resized = Image.fromarray(sheet).resize(size, Image.Resampling.NEAREST)
    mask: Mask = np.asarray(resized)
    return mask


def extend_sheet(levels: NDArray[np.uint8], inside: Mask) -> NDArray[np.uint8]:
    """Continue the sheet beyond its edges: each pixel outside takes the nearest one in its row."""
    extended = levels.copy()
    if inside.all():
        return extended
    width = levels.shape[1]
    rows, starts, stops = find_runs(~inside)
    has_left, has_right = starts > 0, stops < width
    half = np.where(has_left & has_right, (stops - starts + 1) // 2, stops - starts)
    from_left = np.where(has_left, half, 0)
    counts = np.stack([from_left, stops - starts - from_left], axis=1)
    columns = np.stack([np.maximum(starts - 1, 0), np.minimum(stops, width - 1)], axis=1)
    extended[~inside] = np.repeat(levels[rows[:, np.newaxis], columns].ravel(), counts.ravel())
    return extended


def fill_holes(region: Mask) -> Mask:
    """Return a region with its holes: the parts outside it that do not touch the image's border."""
    outside = connected_components(~region)
    boxes: Any = outside.boxes
    touches = (boxes[:, :2] == 0).any(axis=1) | (boxes[:, 2:] == np.array(region.shape)).any(axis=1)
    return ~outside.mask_of(touches)


def _otsu(levels: NDArray[np.uint8]) -> int | None:
    """Return Otsu's threshold, or None for an image of one level."""
    histogram = np.bincount(levels.ravel(), minlength=256).astype(np.float64)
    below, mass = np.cumsum(histogram), np.cumsum(histogram * np.arange(256))
    above = below[-1] - below
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = (mass[-1] * below / below[-1] - mass) ** 2 / (below * above)
    variance[~np.isfinite(variance)] = 0
    best = int(variance.argmax())
    return best if variance[best] > 0 else None
