"""Local thresholding of photographed drawings: uneven light, shadows, ruled paper, noise, blur.

The background is estimated by a morphological closing that removes everything narrow and dark. Ink
is measured by its absorbance, here the fraction of the background's light that it takes away, so
that ink in a shadow counts as much as ink in full light.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

from model.preprocessing.connected_components import connected_components
from model.preprocessing.morphology import dilate, erode
from model.preprocessing.ruled_lines import MIN_COVERAGE, MIN_COVERAGE_CROP, find_ruled_lines

Absorbance = NDArray[np.float32]
"""The fraction of the light, 0 to 1, that each pixel takes away."""

MAX_SIDE_PX = 400
"""Larger photographs are reduced to this size: enough for a digit, and it averages out noise."""

_BACKGROUND_SIDE_PX = 64
"""The background is estimated on an image of about this size."""

_CLOSING_RADIUS = 4
"""Radius of the closing on that image, in pixels: strokes narrower than its window of 9 vanish."""

_MIN_BACKGROUND = 64
"""Gray level below which the background is too dark to divide by: noise would become ink."""

MIN_ABSORBANCE = 0.10
"""Minimum absorbance of ink."""

_FAINT_LINE_RATIO = 0.5
"""Marks with less than this ratio of the pen's absorbance are ruled lines, shadows or
show-through."""

_RULED_LINE_LEVEL = 90
"""Ink level, where 128 is the threshold, from which a pixel may belong to a ruled line: thin lines
are gray in places."""

_PEN_FRACTION = 0.004
"""Fraction of the pixels, those of the highest absorbance, that are assumed to be pen strokes."""

_HISTOGRAM_BINS = 1000

_BORDER_RATIO = 0.04
"""Within this ratio of the sides, the background estimate is too poor to measure noise and pen."""

_BORDER_DEPTH_RATIO = 0.14
"""Components at the border that reach less deep into the image than this ratio of its longest side
are artifacts of estimating the background there, where the window is cut off."""

_INNER_LENGTH_RATIO = 0.08
"""Components at the border are removed if one elsewhere is longer than this ratio of the longest
side."""


def threshold_photograph(gray: Image.Image, *, is_crop: bool = False) -> NDArray[np.uint8] | None:
    """Threshold a photograph against its estimated background, in either polarity.

    Parameters
    ----------
    gray : PIL.Image.Image
        Mode "L", W x H pixels, the longest side at most `MAX_SIDE_PX`.
    is_crop : bool
        Whether it is a part of an image around a digit, in which long strokes are no ruled lines.

    Returns
    -------
    uint8 array, shape (H, W), or None
        Ink from 0 to 255; 128 and above is above the threshold. None if nothing stands out from
        the background.
    """
    absorbance, floor, pen, _ = absorbance_of(gray)
    if pen < floor:
        return None
    threshold = max(floor, _FAINT_LINE_RATIO * pen)
    ink = np.minimum(absorbance * (128 / threshold), 255).astype(np.uint8)
    min_coverage = MIN_COVERAGE_CROP if is_crop else MIN_COVERAGE
    ink[find_ruled_lines(ink >= _RULED_LINE_LEVEL, min_coverage)] = 0
    return _clear_border(ink)


def absorbance_of(gray: Image.Image) -> tuple[Absorbance, float, float, Absorbance]:
    """Return the fraction of the background's light that each pixel absorbs.

    Parameters
    ----------
    gray : PIL.Image.Image
        Mode "L", W x H pixels; light ink on dark counts as dark on light.

    Returns
    -------
    absorbance : float32 array, shape (H, W)
    floor : float
        The absorbance above which a pixel is not noise.
    pen : float
        The absorbance of the pen.
    background : float32 array, shape (H, W)
        Gray levels of the image without ink.
    """
    smooth = gray.filter(ImageFilter.GaussianBlur(max(gray.size) / 400))
    is_inverted = _is_light_on_dark(smooth)
    if is_inverted:
        smooth = ImageOps.invert(smooth)
    background = np.asarray(_estimate_background(smooth), dtype=np.float32)
    difference = background - np.asarray(smooth, dtype=np.float32)
    absorbance: Absorbance = np.clip(
        difference / np.maximum(background, np.float32(_MIN_BACKGROUND)), 0, 1
    )
    height, width = absorbance.shape
    rows, columns = round(_BORDER_RATIO * height), round(_BORDER_RATIO * width)
    interior = absorbance[rows : height - rows, columns : width - columns]
    median, noise, pen = _statistics(interior)
    floor = max(MIN_ABSORBANCE, median + 4 * noise)
    return absorbance, floor, pen, 255 - background if is_inverted else background


def _statistics(absorbance: Absorbance) -> tuple[float, float, float]:
    """Return the background's median and noise and the pen's absorbance, all to a thousandth.

    The noise is the standard deviation estimated by the median absolute deviation, as most of the
    image is background.
    """
    # A histogram of a thousand bins costs a tenth of computing three quantiles.
    bins = (absorbance * _HISTOGRAM_BINS).astype(np.intp).ravel()
    histogram = np.bincount(bins, minlength=_HISTOGRAM_BINS + 1)
    median = _quantile(histogram, 0.5)
    deviation = np.abs(np.arange(_HISTOGRAM_BINS + 1) - median)
    noise = 1.4826 * _quantile(np.bincount(deviation, weights=histogram), 0.5)
    pen = _quantile(histogram, 1 - _PEN_FRACTION)
    return median / _HISTOGRAM_BINS, noise / _HISTOGRAM_BINS, pen / _HISTOGRAM_BINS


def _quantile(histogram: NDArray[Any], q: float) -> int:
    return int(np.searchsorted(np.cumsum(histogram), histogram.sum() * q))


def _is_light_on_dark(gray: Image.Image) -> bool:
    """Return whether narrow features are lighter than their surroundings, by the skewness."""
    local_mean = gray.filter(ImageFilter.BoxBlur(max(gray.size) / 8))
    difference = np.asarray(gray, dtype=np.float32) - np.asarray(local_mean, dtype=np.float32)
    return float((difference * difference * difference).sum()) > 0  # a power is 50 times slower


def _estimate_background(gray: Image.Image) -> Image.Image:
    """Return the background: a closing by a window wider than any stroke, then a blur."""
    factor = max(1, max(gray.size) // _BACKGROUND_SIDE_PX)
    coarse = gray.reduce(factor)
    closed = erode(dilate(np.asarray(coarse), _CLOSING_RADIUS), _CLOSING_RADIUS)
    blurred = Image.fromarray(closed).filter(ImageFilter.GaussianBlur(1))
    return blurred.resize(gray.size, Image.Resampling.BICUBIC)


def _clear_border(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Remove components that touch the border (a table's edge, a shadow).

    All of them, if enough ink lies elsewhere; else only shallow ones.
    """
    components = connected_components(ink >= 128)
    boxes: Any = components.boxes
    touches = (boxes[:, :2] == 0) | (
        boxes[:, 2:] == np.array(ink.shape)
    )  # vertically, horizontally
    is_inner = ~touches.any(axis=1)
    extents = boxes[:, 2:] - boxes[:, :2]
    is_removed = (touches & (extents < _BORDER_DEPTH_RATIO * max(ink.shape))).any(axis=1)
    if extents[is_inner].max(initial=0) >= _INNER_LENGTH_RATIO * max(ink.shape):
        is_removed = ~is_inner
    if not is_removed.any():
        return ink
    return ink * ~components.mask_of(is_removed)
