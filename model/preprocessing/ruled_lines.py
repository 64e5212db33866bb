"""Find the lines of ruled or squared paper, so that they are not taken for pen strokes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

STEEPEST = 0.2
"""Largest slope of a line against the picture's side: about 11 degrees."""

_SLOPES = 41
_COVERED = 0.4
"""A line covers at least this share of the picture's side; no stroke of a digit does so alone."""

_THICKEST_PX = 4
_THICKEST = 0.02
"""A line is at most this thick, in pixels or as a share of the picture's longest side."""

_LEAST_LINES = 2
"""One long straight stroke is not yet ruled paper."""


_ACROSS = 0.55
"""On even paper, where it is not known to be a photograph, a line covers this share."""


def is_ruled(mask: Mask) -> bool:
    """Return whether lines run from one side of the picture to the other, at least two of them.

    A digit that is cut out tightly reaches all sides too, but hardly twice both of them.
    """
    crossing = any(
        _pieces(near) >= _LEAST_LINES and _pieces(far) >= _LEAST_LINES
        for near, far in ((mask[:, 0], mask[:, -1]), (mask[0], mask[-1]))
    )
    return crossing and bool(ruling(mask, _ACROSS).any())


def _pieces(side: Mask) -> int:
    """Return how many pieces of ink there are along one side of the picture."""
    return int(np.count_nonzero(side[1:] & ~side[:-1])) + int(side[0])


def ruling(mask: Mask, covered: float = _COVERED) -> Mask:
    """Return which pixels of `mask` belong to ruled lines, in either direction.

    A pixel belongs to a line if it lies on a long straight row of ink and the ink is no thicker
    there than the line, so that strokes that cross a line stay whole.

    Parameters
    ----------
    mask : bool array, shape (H, W)
        What counts as ink.
    covered : float
        The share of the picture's side that a line covers at least.
    """
    return _horizontal(mask, covered) | _horizontal(mask.T, covered).T


def _horizontal(mask: Mask, covered: float) -> Mask:
    """Return the pixels of lines that run within `STEEPEST` of the horizontal.

    The picture is sheared until its lines are level; how well it is, shows in how unequally its
    rows are filled (as in Postl, "Detection of linear oblique structures and skew scan in digitized
    documents", 1986).
    """
    height, width = mask.shape
    slopes = np.linspace(-STEEPEST, STEEPEST, _SLOPES)
    rows, columns = np.nonzero(mask)
    reach = int(np.ceil(STEEPEST * width / 2)) + 1
    middle = width / 2
    fills = np.stack(
        [
            np.bincount(
                rows + reach + np.rint(slope * (columns - middle)).astype(np.intp),
                minlength=height + 2 * reach,
            )
            for slope in slopes
        ]
    )
    best = int(np.argmax((fills.astype(np.float64) ** 2).sum(axis=1)))  # over the rows
    fill = fills[best]
    filled = fill >= covered * width
    starts, stops = np.flatnonzero(np.diff(np.concatenate([[0], filled, [0]]))).reshape(-1, 2).T
    thin = stops - starts <= max(_THICKEST_PX, _THICKEST * max(mask.shape))
    on_line = np.zeros_like(mask)
    if thin.sum() < _LEAST_LINES:
        return on_line
    thickness = int((stops - starts)[thin].mean()) + 3
    lines = np.zeros(len(fill))
    for start, stop in zip(starts[thin], stops[thin], strict=True):
        lines[start:stop] = 1
    near = _spread(lines, 2)
    level = rows + reach + np.rint(slopes[best] * (columns - middle)).astype(np.intp)
    on_line[rows, columns] = near[level]
    return on_line & ~_tall(mask, thickness)


def _tall(mask: Mask, height: int) -> Mask:
    """Return the pixels in vertical runs of more than `height` pixels (an opening)."""
    eroded = mask.copy()
    for step in range(1, height + 1):
        eroded[:-step] &= mask[step:]
        eroded[-step:] = False
    opened = eroded.copy()
    for step in range(1, height + 1):
        opened[step:] |= eroded[:-step]
    return opened


def _spread(flags: NDArray[Any], reach: int) -> NDArray[Any]:
    window = np.ones(2 * reach + 1)
    return np.convolve(flags, window, mode="same") > 0
