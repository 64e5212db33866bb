"""Detection of digits that were segmented wrongly or crossed out.

The rules follow from contact sheets of all donors of UNIPEN. Donor ``ibm`` cut characters by the
box that a stroke began in, so the slash of a zero or the foot of a 1 may be a digit of its own, and
a 4 be missing its bar. Donor ``val`` has rows of zeros labelled as one.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

MAX_STROKES = 4
MAX_RELATIVE_LENGTH = 5.0
"""Maximum length of the pen's path, relative to the diagonal of the digit's bounding box."""

MAX_STRAIGHTNESS = 0.85
"""Maximum ratio of the distance between a lone stroke's ends to its length, except for a 1."""

MAX_ASPECT_OF_ONE = 1.8
"""Maximum ratio of width to height of a 1."""

ONE_RING = (0, 2, 3, 6, 8, 9)
"""Digits whose strokes overlap; two of them side by side have a gap."""


def is_miscut(strokes: Sequence[Points], label: int, donor: str = "") -> bool:
    """Return whether strokes are too few, too many or not of one digit.

    Parameters
    ----------
    strokes : sequence of float arrays, each of shape (n, 2)
        In any units, at least one point.
    label : int
        The digit that they are said to be.
    donor : str
        Where the digit is from, see `model.data.unipen_1a.DONORS`.
    """
    points = np.concatenate(strokes)
    width, height = np.ptp(points, axis=0)  # over the points, for x and for y
    diagonal = float(np.hypot(width, height))
    if diagonal == 0 or len(strokes) > MAX_STROKES:
        return True
    if sum(map(_length, strokes)) > MAX_RELATIVE_LENGTH * diagonal:
        return True
    if label == 1:
        return bool(width > MAX_ASPECT_OF_ONE * height)
    if len(strokes) == 1 and _straightness(strokes[0]) > MAX_STRAIGHTNESS:
        return True
    if label in ONE_RING and _are_side_by_side(strokes):
        return True
    return donor == "ibm" and label == 4 and len(strokes) == 1


def _length(stroke: Points) -> float:
    return float(np.hypot(*np.diff(stroke, axis=0).T).sum())  # over the steps


def _straightness(stroke: Points) -> float:
    return float(np.hypot(*(stroke[-1] - stroke[0]))) / max(_length(stroke), 1e-9)


def _are_side_by_side(strokes: Sequence[Points]) -> bool:
    """Return whether a vertical line without ink separates the strokes."""
    spans = sorted((float(s[:, 0].min()), float(s[:, 0].max())) for s in strokes)
    reach = spans[0][1]
    for left, right in spans[1:]:
        if left > reach:
            return True
        reach = max(reach, right)
    return False
