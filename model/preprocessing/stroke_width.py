"""Bring the width of a drawing's strokes to the width that MNIST's digits have.

A network that learnt from strokes of one width misreads thin and thick ones. The width is estimated
from area and outline, and then the outline is moved outwards or inwards by half the difference,
with two things protected: the holes of a 6, 8 or 9, and lines too thin to lose anything.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.preprocessing.connected_components import components
from model.preprocessing.distance_transform import distance_to

Mask = NDArray[np.bool_]
Ink = NDArray[np.float32]

HOLE_KEPT = 0.55
"""How far into a hole its rim may grow, as a share of the hole's largest inner radius."""

RIDGE_SHARE = 0.35
"""Half width, as a share of the target width, that a line keeps where thinning would lose it."""


def stroke_width(mask: Mask) -> float:
    """Estimate the mean width of the strokes in pixels.

    A long stroke of length L and width w has area L w and outline 2 L, so that w = 2 area /
    outline. The outline is the count of edges between ink and paper times pi / 4, its mean over all
    directions (Crofton's formula).
    """
    padded = np.pad(mask, 1)
    edges = np.count_nonzero(padded[1:] != padded[:-1])
    edges += np.count_nonzero(padded[:, 1:] != padded[:, :-1])
    return float(2 * np.count_nonzero(mask) / max(edges * (np.pi / 4), 1))


def normalise_width(mask: Mask, target: float) -> Ink:
    """Return the drawing with strokes about `target` pixels wide, antialiased.

    Parameters
    ----------
    mask : bool array, shape (H, W)
        The drawing, with a margin of paper of at least ``target / 2 + 1``.
    target : float
        The width to reach, in pixels.

    Returns
    -------
    float32 array, shape (H, W)
        Ink from 0 to 1.
    """
    growth = (target - stroke_width(mask)) / 2
    return _thicken(mask, growth) if growth >= 0 else _thin(mask, -growth, target)


def _thicken(mask: Mask, growth: float) -> Ink:
    distance = distance_to(mask, growth / HOLE_KEPT + 1)
    reach: Any = growth
    paper = components(~mask, diagonal=False)
    if len(paper) > 1:  # more than the outside: there are holes
        outside = int(np.argmax((paper.boxes[:, 2:] - paper.boxes[:, :2]).sum(axis=1)))
        radius = paper.largest(distance[~mask]).astype(np.float64)
        reaches = np.minimum(growth, HOLE_KEPT * radius)
        reaches[outside] = growth
        reach = np.full(mask.shape, growth, dtype=np.float32)
        reach[~mask] = reaches[paper.of_pixels()]
    ink: Ink = np.clip(reach + 1 - distance, 0, 1)
    return ink


def _thin(mask: Mask, shrinkage: float, target: float) -> Ink:
    half = RIDGE_SHARE * target
    depth = distance_to(~mask, shrinkage + half + 2)  # deeper than what a spine could add to
    kept = np.clip(depth - shrinkage, 0, 1)
    # What is narrower than twice the shrinkage would vanish: its middle line is drawn again.
    ridge = mask & (depth >= _largest_neighbour(depth))
    spine = np.clip(half + 0.5 - distance_to(ridge, half + 1), 0, 1)
    ink: Ink = np.maximum(kept, np.where(mask, spine, 0)).astype(np.float32)
    return ink


def _largest_neighbour(values: Ink) -> Ink:
    """Return the largest of the 8 neighbours of each pixel."""
    padded = np.pad(values, 1)
    rows = np.maximum(padded[:-2], padded[2:])
    columns = np.maximum(rows, padded[1:-1])
    result: Ink = np.maximum(columns[:, :-2], columns[:, 2:])
    return np.maximum(result, rows[:, 1:-1])
