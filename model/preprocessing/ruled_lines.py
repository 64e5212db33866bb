"""Detection of the lines of ruled and squared paper, so that they are not taken for strokes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.preprocessing.array_types import Mask
from model.preprocessing.morphology import open_vertically

MAX_SLOPE = 0.2
"""Maximum slope of a line against the image's side: about 11 degrees."""

_SLOPE_COUNT = 41

MIN_COVERAGE = 0.4
"""Minimum ratio of the image's side that a line covers; no stroke of a digit alone does so."""

MIN_COVERAGE_CROP = 0.65
"""The same in a part of an image around a digit, whose strokes cover up to 0.6 of a side."""

_MIN_COVERAGE_UNIFORM = 0.55
"""The same on a uniform background, where the image need not be a photograph."""

_MAX_THICKNESS_PX = 4
_MAX_THICKNESS_RATIO = 0.02
"""Maximum thickness of a line, in pixels or as a ratio of the image's longest side."""

_MIN_LINES = 2
"""One long straight stroke is not yet ruled paper."""


def is_ruled(mask: Mask) -> bool:
    """Return whether at least two lines run from one side of the image to the other.

    A tightly cropped digit reaches all sides too, but hardly twice both of them.

    Parameters
    ----------
    mask : bool array, shape (H, W)
        True where there is ink.
    """
    has_crossings = any(
        _count_runs(near_side) >= _MIN_LINES and _count_runs(far_side) >= _MIN_LINES
        for near_side, far_side in ((mask[:, 0], mask[:, -1]), (mask[0], mask[-1]))
    )
    return has_crossings and bool(find_ruled_lines(mask, _MIN_COVERAGE_UNIFORM).any())


def _count_runs(pixels: Mask) -> int:
    """Return the number of runs of true pixels in one row or column."""
    return int(np.count_nonzero(pixels[1:] & ~pixels[:-1])) + int(pixels[0])


def find_ruled_lines(mask: Mask, min_coverage: float = MIN_COVERAGE) -> Mask:
    """Return the pixels of `mask` that belong to ruled lines, in either direction.

    A pixel belongs to a line if it lies on a long straight row of ink and the ink there is no
    thicker than the line, so that strokes that cross a line stay whole.

    Parameters
    ----------
    mask : bool array, shape (H, W)
        True where there is ink.
    min_coverage : float
        The minimum ratio of the image's side that a line covers.

    Returns
    -------
    bool array, shape (H, W)
    """
    return _horizontal_lines(mask, min_coverage) | _horizontal_lines(mask.T, min_coverage).T


def find_level_lines(mask: Mask, min_coverage: float) -> Mask:
    """Return the pixels of `mask` that belong to level lines, even to a single one.

    Parameters
    ----------
    mask : bool array, shape (H, W)
    min_coverage : float
        As for `find_ruled_lines`.
    """
    return _horizontal_lines(mask, min_coverage, min_lines=1)


def _horizontal_lines(mask: Mask, min_coverage: float, min_lines: int = _MIN_LINES) -> Mask:
    """Return the pixels of lines within `MAX_SLOPE` of the horizontal.

    The mask is sheared until its lines are horizontal: the projection profile, the ink of each row,
    then has the largest energy (Postl, "Detection of linear oblique structures and skew scan in
    digitized documents", 1986).
    """
    height, width = mask.shape
    slopes = np.linspace(-MAX_SLOPE, MAX_SLOPE, _SLOPE_COUNT)
    reach = int(np.ceil(MAX_SLOPE * width / 2)) + 1
    offsets = np.outer(slopes, np.arange(width) - width / 2)  # S x W
    shifts = np.rint(offsets).astype(np.intp) + reach
    profiles = _sheared_profiles(mask, shifts, height + 2 * reach)
    best = int(np.argmax((profiles**2).sum(axis=1)))  # over the rows
    profile = profiles[best]
    is_filled = profile >= min_coverage * width
    starts, stops = np.flatnonzero(np.diff(np.concatenate([[0], is_filled, [0]]))).reshape(-1, 2).T
    is_thin = stops - starts <= max(_MAX_THICKNESS_PX, _MAX_THICKNESS_RATIO * max(mask.shape))
    lines = np.zeros_like(mask)
    if is_thin.sum() < min_lines:
        return lines
    thickness = int((stops - starts)[is_thin].mean()) + 3
    line_rows = np.zeros(len(profile))
    for start, stop in zip(starts[is_thin], stops[is_thin], strict=True):
        line_rows[start:stop] = 1
    near_line = _dilate(line_rows, 2)
    rows, columns = np.nonzero(mask)
    lines[rows, columns] = near_line[rows + shifts[best, columns]]
    return lines & ~open_vertically(mask, thickness)


def _sheared_profiles(mask: Mask, shifts: NDArray[np.intp], length: int) -> NDArray[np.float64]:
    """Return the ink of each row after each of S shears, shape (S, length).

    Parameters
    ----------
    mask : bool array, shape (H, W)
    shifts : integer array, shape (S, W)
        The rows, not negative, by which a shear moves each column down.
    length : int
        The number of rows, in which all shifted columns fit.

    Notes
    -----
    A vertical run of ink adds 1 where it starts and -1 where it stops, and a running sum makes
    counts of these: there are fewer ends of runs than pixels of ink.
    """
    padded = np.zeros((mask.shape[0] + 2, mask.shape[1]), dtype=bool)
    padded[1:-1] = mask
    rows, columns = np.nonzero(padded[1:] != padded[:-1])  # E ends of runs
    signs = np.where(padded[rows + 1, columns], 1.0, -1.0)  # E
    rows_of_all = np.arange(len(shifts))[:, np.newaxis] * (length + 1)  # S x 1
    ends = rows_of_all + rows + shifts[:, columns]  # S x E
    weights = np.broadcast_to(signs, ends.shape)
    changes = np.bincount(ends.ravel(), weights.ravel(), len(shifts) * (length + 1))
    counts: NDArray[np.float64] = changes.reshape(len(shifts), -1).cumsum(axis=1)
    return counts[:, :-1]


def _dilate(flags: NDArray[Any], radius: int) -> NDArray[Any]:
    window = np.ones(2 * radius + 1)
    return np.convolve(flags, window, mode="same") > 0
