"""Stroke width: its estimation, and morphological adjustment to a target width.

A network trained on strokes of one width misclassifies thinner and thicker ones. The width is
estimated from area and perimeter, and the outline is then moved outwards or inwards by half the
difference. Two things are protected: the holes of a 6, 8 or 9, and lines too thin to lose anything.
"""

from typing import Any

import numpy as np

from model.preprocessing.array_types import Ink, Mask
from model.preprocessing.connected_components import connected_components
from model.preprocessing.distance_transform import distance_to

_MAX_HOLE_GROWTH = 0.55
"""How far ink may grow into a hole, as a ratio of the hole's largest inscribed radius."""

_MIN_HALF_WIDTH = 0.35
"""Half width, as a ratio of the target width, that a line keeps where thinning would remove it."""


def estimate_stroke_width(mask: Mask) -> float:
    """Estimate the mean stroke width in pixels; 0 without any ink.

    A long stroke of length L and width w has area L w and perimeter 2 L, so that w = 2 area /
    perimeter. The perimeter is the number of edges between ink and background times pi / 4, its
    mean over all directions (Crofton's formula).

    Parameters
    ----------
    mask : bool array, shape (H, W)
    """
    height, width = mask.shape
    padded = np.zeros((height + 2, width + 1), dtype=bool)
    padded[1:-1, 1:] = mask
    axis = padded.ravel()  # row by row, with a column of background between them
    edges = np.count_nonzero(padded[1:] != padded[:-1]) + np.count_nonzero(axis[1:] != axis[:-1])
    return float(2 * np.count_nonzero(mask) / max(edges * (np.pi / 4), 1))


def adjust_stroke_width(mask: Mask, target_px: float) -> Ink:
    """Return the drawing with strokes about `target_px` wide, antialiased.

    Parameters
    ----------
    mask : bool array, shape (H, W)
        The drawing, with a margin of background of at least ``target_px / 2 + 1`` pixels.
    target_px : float

    Returns
    -------
    float32 array, shape (H, W)
        Ink from 0 to 1.
    """
    growth = (target_px - estimate_stroke_width(mask)) / 2
    return _thicken(mask, growth) if growth >= 0 else _thin(mask, -growth, target_px)


def _thicken(mask: Mask, growth: float) -> Ink:
    """Move the outline outwards by `growth` pixels, but keep holes open."""
    distance = distance_to(mask, growth / _MAX_HOLE_GROWTH + 1)
    reach: Any = growth
    background = connected_components(~mask, diagonal=False)
    if len(background) > 1:  # more than the outside: there are holes
        outside = int(np.argmax((background.boxes[:, 2:] - background.boxes[:, :2]).sum(axis=1)))
        radii = background.maximum(distance[~mask]).astype(np.float64)
        reaches = np.minimum(growth, _MAX_HOLE_GROWTH * radii)
        reaches[outside] = growth
        reach = np.full(mask.shape, growth, dtype=np.float32)
        reach[~mask] = reaches[background.pixel_labels()]
    ink: Ink = np.clip(reach + 1 - distance, 0, 1)
    return ink


def _thin(mask: Mask, shrinkage: float, target_px: float) -> Ink:
    """Move the outline inwards by `shrinkage` pixels, but keep lines thinner than that."""
    half_width = _MIN_HALF_WIDTH * target_px
    depth = distance_to(~mask, shrinkage + half_width + 2)  # deeper than any ridge adds ink
    eroded = np.clip(depth - shrinkage, 0, 1)
    # Lines narrower than twice the shrinkage would vanish: the ridge of the distance transform,
    # which is their medial axis, is drawn again.
    ridge = mask & (depth >= _neighbor_maximum(depth))
    ridge_line = np.clip(half_width + 0.5 - distance_to(ridge, half_width + 1), 0, 1)
    ink: Ink = np.maximum(eroded, np.where(mask, ridge_line, 0)).astype(np.float32)
    return ink


def _neighbor_maximum(values: Ink) -> Ink:
    """Return the maximum of the 8 neighbors of each pixel."""
    padded = np.pad(values, 1)
    columns = np.maximum(padded[:-2], padded[2:])  # of the neighbors above and below
    blocks = np.maximum(columns, padded[1:-1])
    result: Ink = np.maximum(blocks[:, :-2], blocks[:, 2:])
    return np.maximum(result, columns[:, 1:-1])
