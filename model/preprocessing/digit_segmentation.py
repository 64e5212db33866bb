"""Segmentation of a drawing into digits that stand side by side.

Geometry only proposes segments. Whether two of them are two digits or one digit drawn in two
strokes (an open 4) is decided by the network: they are several digits if it accepts each alone.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.preprocessing.array_types import Mask
from model.preprocessing.connected_components import Components

MAX_SEGMENTS = 8
"""More components than this side by side are texture, not digits."""

_MAX_OVERLAP_RATIO = 0.25
"""Components that overlap horizontally by more than this ratio of the narrower one's width belong
to the same digit."""

_MIN_HEIGHT_RATIO = 0.5
"""Minimum height of a digit, as a ratio of the whole drawing's height."""


def segment_digits(components: Components, is_ink: Mask) -> list[Mask]:
    """Group connected components into digits that stand side by side.

    Parameters
    ----------
    components : Components
        The connected components of the ink, K of them.
    is_ink : bool array, shape (K,)
        Which components are ink rather than specks.

    Returns
    -------
    list of bool arrays, shape (K,)
        The components of each digit, from left to right. Empty if there is but one digit, or one
        of the groups is too short to be a digit.
    """
    groups = _group_by_column(components.boxes, np.flatnonzero(is_ink))
    if not 2 <= len(groups) <= MAX_SEGMENTS:
        return []
    tops = [components.boxes[group, 0].min() for group in groups]
    bottoms = [components.boxes[group, 2].max() for group in groups]
    heights = np.subtract(bottoms, tops)
    if heights.min() < _MIN_HEIGHT_RATIO * (max(bottoms) - min(tops)):
        return []
    return [np.isin(np.arange(len(components)), group) for group in groups]


def _group_by_column(boxes: NDArray[Any], indices: NDArray[np.intp]) -> list[list[int]]:
    """Group the boxes (top, left, bottom, right) at `indices` that stand above one another.

    Returns the indices of each group, the groups from left to right.
    """
    groups: list[list[int]] = []
    group_left, group_right = 0, 0
    for index in indices[np.argsort(boxes[indices, 1], kind="stable")]:
        left, right = int(boxes[index, 1]), int(boxes[index, 3])
        overlap = min(group_right, right) - left
        max_overlap = _MAX_OVERLAP_RATIO * min(right - left, group_right - group_left)
        if groups and overlap > max_overlap:
            groups[-1].append(int(index))
            group_right = max(group_right, right)
        else:
            groups.append([int(index)])
            group_left, group_right = left, right
    return groups
