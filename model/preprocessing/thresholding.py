"""Global thresholding of drawings on a uniform background, in either polarity.

For a canvas, a scan or a screenshot. `model.preprocessing.photographs` thresholds the rest.

Thin or faint strokes that vanish, or paper that counts as ink: these are the thresholds.

    thresholding        MIN_THRESHOLD                        even background, tight crops
    photographs         MIN_ABSORBANCE, _FAINT_LINE_RATIO    uneven background
    ink_detection       _MIN_AREA_RATIO, _MIN_LENGTH_RATIO   components removed as specks
    ink_selection       _FAINT_RATIO                         search without frames and lines
    size_normalization  _THIN_LINE_EDGE                      after scaling to the working size

and for pages of numbers, in `model.numbers`:

    ink                 _MIN_PEN, _MIN_PEN_RATIO, _MAX_PEN_RATIO   uneven background
    lines               _MIN_MARK_PX, _MIN_MARK_RATIO              components removed as noise
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.preprocessing.array_types import GrayImage

_LEVEL_TOLERANCE = 8
"""Gray levels by which a pixel of a uniform background or foreground may differ from its level."""

_MIN_CONTRAST_TO_NOISE = 8
"""On a uniform background, least contrast in standard deviations of the background's noise."""

SMALL_IMAGE_PX = 64
"""Images whose longest side is shorter always count as uniform: line edges are a large part."""

_MIN_DOMINANT_FRACTION = 0.65
"""Minimum fraction of an image near its median, from which that is the level of the background."""

_MIN_DOMINANT_BORDER = 0.6
"""The same of the image's border; else the background is the median of the whole image."""

_MIN_BACKGROUND_FRACTION = 0.4
"""Minimum fraction of a uniform image near the background's level."""

_MIN_LEVELS_FRACTION = 0.8
"""Minimum fraction of a uniform image near one of both levels; the rest are the edges of lines."""

_MIN_UNIFORM_BORDER = 0.97
"""Minimum fraction of the border near the background's level, from which the background is uniform
although the edges are wide."""

MIN_THRESHOLD = 0.25
"""Ink from which a pixel counts as drawn, at least: thin lines need this after reduction."""

MAX_THRESHOLD = 0.5
"""The same at most: the edge of an antialiased line."""


@dataclass(frozen=True)
class Levels:
    """The gray levels of an image.

    Attributes
    ----------
    background, foreground : int
        Gray levels of paper and ink, 0 to 255; either may be the lighter one.
    is_uniform : bool
        Whether the background is uniform, so that one threshold serves the whole image.
    histogram : integer array, shape (256,)
        Number of pixels at each gray level.
    """

    background: int
    foreground: int
    is_uniform: bool
    histogram: NDArray[np.int64] = field(repr=False, compare=False)


def find_levels(gray: Image.Image) -> Levels:
    """Estimate the background and foreground levels and whether the background is uniform.

    The background is the median of the image, as ink covers less than half of it; where no level
    dominates (a tightly cropped digit), it is the median of the image's border. The foreground is
    the end of the gray-level range that lies further from the background.

    A background is uniform if nearly all pixels are close to the background or the foreground
    level, or if the whole border is close to the background level: a blurred drawing has wide
    edges, but its background is uniform. An image of noise alone is not uniform.

    Parameters
    ----------
    gray : PIL.Image.Image
        Mode "L".
    """
    histogram = _histogram(gray)
    background = _median(histogram)
    if _fraction_near(histogram, background) < _MIN_DOMINANT_FRACTION:
        border = _border_histogram(gray)
        if _fraction_near(border, _median(border)) > _MIN_DOMINANT_BORDER:
            background = _median(border)
    used_levels = np.flatnonzero(histogram)
    low, high = int(used_levels[0]), int(used_levels[-1])
    foreground = low if background - low > high - background else high
    near_background = _fraction_near(histogram, background)
    near_foreground = _fraction_near(histogram, foreground)
    is_uniform = near_background >= _MIN_BACKGROUND_FRACTION and (
        near_background + near_foreground >= _MIN_LEVELS_FRACTION
        or _fraction_near(_border_histogram(gray), background) >= _MIN_UNIFORM_BORDER
    )
    # On the far side of the background, away from the foreground, there is noise alone: 0 on a
    # canvas. 1.4826 makes a median absolute deviation a standard deviation of normal noise.
    noise_side = histogram[background:] if foreground < background else histogram[background::-1]
    noise = 1.4826 * _median(noise_side)
    is_uniform &= abs(foreground - background) > _MIN_CONTRAST_TO_NOISE * noise
    is_small = max(gray.size) < SMALL_IMAGE_PX
    return Levels(background, foreground, is_uniform or is_small, histogram)


def _histogram(gray: Image.Image) -> NDArray[Any]:
    """Return the number of pixels at each gray level, shape (256,).

    Each count waits for the one before if both are of the same level, so the level of the paper,
    which most pixels have in a drawing, is counted by comparison: eight times as fast.
    """
    levels = np.frombuffer(gray.tobytes(), dtype=np.uint8)
    is_other = levels != levels[0]
    count = np.count_nonzero(is_other)
    if 2 * count > len(levels):  # a photograph
        return np.array(gray.histogram())
    histogram = np.bincount(levels[is_other], minlength=256)
    histogram[levels[0]] = len(levels) - count
    return histogram


def _border_histogram(gray: Image.Image) -> NDArray[Any]:
    """Return the histogram of the pixels along the image's four sides."""
    levels = np.asarray(gray)
    border = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    return np.bincount(border, minlength=256)


def _median(histogram: NDArray[Any]) -> int:
    return int(np.searchsorted(np.cumsum(histogram), histogram.sum() / 2))


def _fraction_near(histogram: NDArray[Any], level: int) -> float:
    near = histogram[max(level - _LEVEL_TOLERANCE, 0) : level + _LEVEL_TOLERANCE + 1]
    return float(near.sum() / histogram.sum())


def threshold_uniform(gray: Image.Image, levels: Levels) -> GrayImage:
    """Threshold an image with a uniform background, keeping antialiased edges.

    Parameters
    ----------
    gray : PIL.Image.Image
        Mode "L", W x H pixels.
    levels : Levels
        As `find_levels` returns them for `gray`.

    Returns
    -------
    uint8 array, shape (H, W)
        Ink from 0 (background) to 255 (foreground); 128 and above is above the threshold.
    """
    contrast = levels.foreground - levels.background
    ink_of = np.clip((np.arange(256) - levels.background) / contrast, 0, 1)
    threshold = threshold_otsu(levels.histogram.astype(np.float64), ink_of)
    table = np.minimum(np.rint(ink_of * (128 / threshold)), 255).astype(np.uint8)
    ink = gray.tobytes().translate(table.tobytes())
    return np.frombuffer(ink, dtype=np.uint8).reshape(gray.height, gray.width)


def threshold_otsu(
    histogram: NDArray[np.float64],
    ink: NDArray[np.float64],
    limits: tuple[float, float] = (MIN_THRESHOLD, MAX_THRESHOLD),
) -> float:
    """Return Otsu's threshold, clipped to `limits`.

    Parameters
    ----------
    histogram : float64 array, shape (L,)
        Number of pixels at each of L levels.
    ink : float64 array, shape (L,)
        The ink, 0 to 1, that each level stands for.
    limits : (float, float)
        The lowest and the highest threshold.

    Returns
    -------
    float
        The ink from which a pixel counts as drawn.

    Notes
    -----
    Otsu, "A Threshold Selection Method from Gray-Level Histograms", 1979: the threshold that
    maximizes the variance between the two classes.
    """
    order = np.argsort(ink, kind="stable")
    counts, values = histogram[order], ink[order]
    below, mass = np.cumsum(counts), np.cumsum(counts * values)
    total = below[-1]
    above = np.maximum(total - below, 1e-9)
    variance = (mass[-1] * below / total - mass) ** 2 / (np.maximum(below, 1e-9) * above)
    best = int(np.argmax(variance[:-1]))
    return float(np.clip((values[best] + values[best + 1]) / 2, *limits))
