"""Seams: paths through the least ink from the top of a number to its bottom."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

_BEND_COST = 0.25
_DEVIATION_COST = 0.06
"""Cost of a bend, and of a step at the band's edge, where a pixel of ink costs 1."""


def find_seams(
    labels: NDArray[np.int16],
    owner: NDArray[Any],
    extents: NDArray[Any],
    center: NDArray[Any],
    band: int,
) -> tuple[NDArray[Any], NDArray[np.float64], NDArray[Any]]:
    """Return the path of least ink in a band around each line, and the ink that it cuts.

    Parameters
    ----------
    labels : int16 array, shape (h, w)
        Component of each pixel; -1 is paper.
    owner : integer array, shape (C,)
        The component that each line cuts; the ink of others costs nothing.
    extents : integer array, shape (2, C)
        Top and bottom of this component.
    center : integer array, shape (h, C)
        Column of each of C lines in each row.
    band : int
        Maximum distance from the line in pixels.

    Returns
    -------
    path : integer array, shape (h, C)
    ink : float array, shape (C,)
    runs : integer array, shape (C,)
        Number of strokes that it cuts.

    Notes
    -----
    Dynamic programming from row to row: a path moves by at most a column against its line.
    """
    h, w = labels.shape
    offsets = np.arange(-band, band + 1)
    y = np.arange(h)[:, None]
    columns = center[:, :, None] + offsets  # h x C x (2 band + 1)
    ink = labels[y[:, :, None], columns.clip(0, w - 1)] == owner[:, None]
    ink &= (columns >= 0) & (columns < w)
    is_beside = (y >= extents[0]) & (y < extents[1])  # h x C
    deviation = (_DEVIATION_COST * np.abs(offsets) / band).astype(np.float32)
    cost = ink + deviation * is_beside[:, :, None]
    # The margin of infinite cost keeps paths in the band.
    total = np.full((len(owner), len(offsets) + 2), np.inf, dtype=np.float32)
    total[:, 1:-1] = cost[0]
    moves = np.zeros(cost.shape, dtype=np.int8)
    bend = np.float32(_BEND_COST)
    for row in range(1, h):
        bent = total + bend
        left, straight, right = bent[:, :-2], total[:, 1:-1], bent[:, 2:]
        best = np.minimum(left, straight)
        np.copyto(moves[row], -1, where=left <= straight)
        np.copyto(moves[row], 1, where=right < best)
        total[:, 1:-1] = np.minimum(best, right) + cost[row]
    place = total[:, 1:-1].argmin(axis=1)  # the best end of each
    lines = np.arange(len(owner))
    path = np.empty(center.shape, dtype=np.intp)
    crossed = np.zeros((h, len(owner)))
    for row in range(h - 1, -1, -1):
        path[row] = center[row] + offsets[place]
        crossed[row] = ink[row, lines, place]
        place = place + moves[row, lines, place]
    runs = np.count_nonzero(np.diff(crossed, axis=0, prepend=0) > 0, axis=0)  # over the rows
    return path, crossed.sum(axis=0), runs
