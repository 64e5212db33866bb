"""Curves through points: interpolation and resampling. Points are rows of x and y."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.floating[Any]]


def catmull_rom(points: Points, steps: int = 8) -> Points:
    """Interpolate points by a Catmull-Rom spline.

    Parameters
    ----------
    points : float array, shape (n, 2)
        With fewer than 3 points they are returned as they are.
    steps : int
        Points per segment.

    Returns
    -------
    float array, shape ((n - 1) * steps + 1, 2)

    Notes
    -----
    Catmull and Rom, "A class of local interpolating splines", 1974.
    """
    if len(points) < 3:
        return points
    ends = np.concatenate([points[:1], points, points[-1:]])
    p0, p1, p2, p3 = (ends[i : len(ends) - 3 + i, np.newaxis] for i in range(4))
    t = np.linspace(0, 1, steps, endpoint=False)[:, np.newaxis]
    curve: Points = 0.5 * (
        2 * p1
        + (p2 - p0) * t
        + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2
        + (3 * p1 - p0 - 3 * p2 + p3) * t**3
    )
    return np.concatenate([curve.reshape(-1, 2), points[-1:]])


def resample(points: Points, step: float) -> Points:
    """Resample a polyline, shape (n, 2), to points about `step` apart; its ends stay."""
    lengths = np.hypot(*np.diff(points, axis=0).T)
    positions = np.concatenate([[0.0], np.cumsum(lengths)])
    samples = np.linspace(0, positions[-1], max(2, round(positions[-1] / step) + 1))
    return np.stack([np.interp(samples, positions, axis) for axis in points.T], axis=1)
