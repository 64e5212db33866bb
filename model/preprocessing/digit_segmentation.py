"""Notice several digits in one drawing: pieces of ink that stand side by side.

Geometry only proposes. Whether two pieces are two digits or one that was drawn in two strokes (an
open 4) is for the network to say: they are several digits if it is certain of each on its own.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.preprocessing.connected_components import Components

Mask = NDArray[np.bool_]

MOST = 8
"""More pieces than this side by side are texture, not digits."""

_OVERLAP = 0.25
"""Pieces that share more than this part of the narrower one's width stand above one another."""

_HEIGHT = 0.5
"""Digits side by side are at least this tall, compared to the whole drawing."""


def side_by_side(pieces: Components, kept: Mask) -> list[Mask]:
    """Return which pieces belong to each of several groups that may be digits, from left to right.

    Parameters
    ----------
    pieces : Components
        The ink's connected components, K of them.
    kept : bool array, shape (K,)
        Which of them are no specks.

    Returns
    -------
    list of bool arrays, shape (K,)
        Empty if there is but one group, or one of them is too small to be a digit.
    """
    groups = _columns(pieces.boxes, np.flatnonzero(kept))
    if not 2 <= len(groups) <= MOST:
        return []
    tops = [pieces.boxes[group, 0].min() for group in groups]
    bottoms = [pieces.boxes[group, 2].max() for group in groups]
    heights = np.subtract(bottoms, tops)
    if heights.min() < _HEIGHT * (max(bottoms) - min(tops)):
        return []
    every = np.arange(len(pieces))
    return [np.isin(every, group) for group in groups]


def _columns(boxes: NDArray[Any], chosen: NDArray[np.intp]) -> list[list[int]]:
    """Group boxes (top, left, bottom, right) that stand above one another, from left to right."""
    groups: list[list[int]] = []
    left, right = 0, 0
    for number in chosen[np.argsort(boxes[chosen, 1], kind="stable")]:
        begin, end = int(boxes[number, 1]), int(boxes[number, 3])
        shared = min(right, end) - begin
        if groups and shared > _OVERLAP * min(end - begin, right - left):
            groups[-1].append(int(number))
            right = max(right, end)
        else:
            groups.append([int(number)])
            left, right = begin, end
    return groups
