"""Thin strips of ink: components of the pixels whose run of ink across a line is short."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.preprocessing.array_types import Mask
from model.preprocessing.connected_components import Components, connected_components
from model.preprocessing.morphology import open_vertically

MAX_SLOPE = 0.2
"""Maximum slope of a line against the image's side: about 11 degrees."""

_MAX_THICKNESS_RATIO = 0.035
_MAX_THICKNESS_PX = 4
"""Maximum thickness of a line, as a ratio of the image's longest side or in pixels."""

_MIN_STRIP_RATIO = 0.08
"""Minimum length of a strip, as a ratio of the image's side along it."""

_MIN_CROOKED_RATIO = 0.25
"""Minimum length of a crooked strip that may hold a line, as a ratio of the image's side."""

_MAX_DEVIATION_PX = 0.6
"""Maximum root mean square distance of a strip's points from its line, in pixels, beyond what its
thickness and the grain of the picture explain."""

_DEVIATION_PER_THICKNESS = 0.35
"""Root mean square distance that its thickness explains: 0.29 of it for a straight bar."""


@dataclass(frozen=True)
class Strips:
    """Thin strips of ink, K of them, nearly horizontal.

    Attributes
    ----------
    components : Components
    slopes, offsets : float64 arrays, shape (K,)
        Of the line through each: row = offset + slope * column.
    is_straight : bool array, shape (K,)
        Whether it is long, and its points lie on the line.
    """

    components: Components
    slopes: NDArray[np.float64]
    offsets: NDArray[np.float64]
    is_straight: Mask


def find_strips(mask: Mask) -> Strips:
    """Return the thin strips of ink.

    Parameters
    ----------
    mask : bool array, shape (H, W)
        True where there is ink.
    """
    max_thickness = max(_MAX_THICKNESS_PX, round(_MAX_THICKNESS_RATIO * max(mask.shape)))
    thin = mask & ~open_vertically(mask, max_thickness)
    components = connected_components(thin)
    fits = _fit(components)
    is_straight, is_crooked = _shapes(components, fits)
    while is_crooked.any() and max_thickness > _MAX_THICKNESS_PX:
        # A stroke as thin as the line crosses it: look for a thinner line in both.
        max_thickness = max_thickness * 2 // 3
        crooked = components.mask_of(is_crooked)
        thin &= ~(crooked & open_vertically(crooked, max_thickness))
        components = connected_components(thin)
        fits = _fit(components)
        is_straight, is_crooked = _shapes(components, fits)
    slopes, offsets, _ = fits
    return Strips(components, slopes, offsets, is_straight)


def _shapes(strips: Components, fits: tuple[Any, Any, Any]) -> tuple[Mask, Mask]:
    """Return which strips are long and straight, and which are long and crooked."""
    slopes, _, deviations = fits
    extents = strips.boxes[:, 3] - strips.boxes[:, 1]
    thickness = strips.areas / np.maximum(extents, 1)
    is_straight = np.abs(slopes) <= MAX_SLOPE
    is_straight &= deviations <= _MAX_DEVIATION_PX + _DEVIATION_PER_THICKNESS * thickness
    is_long = extents >= max(6, _MIN_STRIP_RATIO * strips.shape[1])
    is_very_long = extents >= _MIN_CROOKED_RATIO * strips.shape[1]
    return is_long & is_straight, is_very_long & ~is_straight


def _fit(strips: Components) -> tuple[Any, Any, Any]:
    """Return slope, offset and root mean square deviation of a line through each strip."""
    count = len(strips)
    lengths = (strips.stops - strips.starts).astype(np.float64)
    middle = (strips.starts + strips.stops - 1) / 2
    rows = strips.rows.astype(np.float64)

    def total(values: NDArray[Any]) -> NDArray[np.float64]:
        sums: NDArray[np.float64] = np.bincount(strips.labels, values, count).astype(np.float64)
        return sums

    n = total(lengths)
    mean_x, mean_y = total(lengths * middle) / n, total(lengths * rows) / n
    within = (lengths**2 - 1) / 12  # variance of the columns of one run about its middle
    var_x = total(lengths * (middle**2 + within)) / n - mean_x**2
    var_y = total(lengths * rows**2) / n - mean_y**2
    covariance = total(lengths * middle * rows) / n - mean_x * mean_y
    slope = covariance / np.maximum(var_x, 1e-9)
    deviation = np.sqrt(np.maximum(var_y - slope * covariance, 0))
    return slope, mean_y - slope * mean_x, deviation
