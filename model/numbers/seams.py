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
    margin = 2 * band + 1  # of paper, in which bands beyond the array lie
    padded = np.full((h, w + 2 * margin), -1, dtype=labels.dtype)
    padded[:, margin:-margin] = labels
    middle = y * padded.shape[1] + margin + center.clip(-band - 1, w + band)
    ink = padded.ravel().take(middle[:, None] + offsets[:, None]) == owner  # h x B x C
    is_beside = (y >= extents[0]) & (y < extents[1])  # h x C
    deviation = (_DEVIATION_COST * np.abs(offsets) / band).astype(np.float32)
    cost = ink + deviation[:, None] * is_beside[:, None]
    # The cost of the best path to each pixel; the margin of infinite cost keeps paths in the band.
    total = np.full((h, len(offsets) + 2, len(owner)), np.inf, dtype=np.float32)
    total[0, 1:-1] = cost[0]
    bend = np.float32(_BEND_COST)
    for row in range(1, h):
        straight = total[row - 1]
        bent = straight + bend
        best = np.minimum(bent[:-2], straight[1:-1])
        np.minimum(best, bent[2:], out=best)
        np.add(best, cost[row], out=total[row, 1:-1])
    lines = np.arange(len(owner))
    moves = np.arange(-1, 2)[:, None]
    bends = bend * np.abs(moves, dtype=np.float32)
    place = np.empty(center.shape, dtype=np.intp)  # row of each path in `total`
    place[-1] = total[-1].argmin(axis=0)  # the best end of each
    for row in range(h - 1, 0, -1):
        above = total[row - 1, place[row] + moves, lines] + bends  # 3 x C
        place[row - 1] = place[row] + above.argmin(axis=0) - 1
    place -= 1  # the margin
    crossed = ink[y, place, lines]  # h x C
    runs = np.count_nonzero(np.diff(crossed.astype(np.int8), axis=0, prepend=0) > 0, axis=0)
    return center + offsets[place], crossed.sum(axis=0, dtype=np.float64), runs
