"""Separators between the digits of a number: ``.``, ``,``, ``-``, ``/`` and ``:``.

Only separators that the caller names are looked for, since a slanted 1 looks like a slash. A
separator is a separate connected component between two digits. Its shape and its height on the line
identify it:

    .   a dot on the base line               :   a dot on the base line, and one above it
    ,   longer, and reaches below the line   -   flat and straight, halfway up
    /   straight, tall, and wide: it leans
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.numbers.lines import Group
from model.numbers.separator_shapes import UPPER_DOT, shape_probabilities
from model.preprocessing.connected_components import Components
from model.preprocessing.stroke_width import estimate_stroke_width

Boxes = NDArray[Any]
Floats = NDArray[np.float64]

SEPARATORS = ".,-/:"

_MIN_TALL = 0.6
"""Minimum height of a digit, as a ratio of the typical one."""

_NEIGHBORS = 2
"""Digits on each side that give the base line, if there are as many."""

_MAX_INK_BELOW = 0.35
"""Maximum share of a dash's width with ink of a digit below it."""

_MAX_COLON_OFFSET, _MAX_COLON_SLANT = 0.25, 0.5
"""Maximum distance of the columns of a colon's dots, as a ratio of the height, and what is added to
it where the colon leans to the right, as a ratio of the space between them."""

_LONE_DOT_CERTAINTY = 0.5
"""Certainty of a number with a raised dot that belongs to no colon, if colons are named."""

_MIN_PROBABILITY = 0.5


def parse_separators(text: str) -> str:
    """Return the separators in a text, each once.

    Raises
    ------
    ValueError
        If it has another character, or none.
    """
    if not text or not set(text) <= set(SEPARATORS):
        raise ValueError(f"expected one or more of {SEPARATORS}, got {text!a:.40}")
    return "".join(separator for separator in SEPARATORS if separator in text)


@dataclass(frozen=True)
class Separator:
    """A separator between two digits.

    Attributes
    ----------
    text : str
        One of `SEPARATORS`.
    members : tuple of int
        Its connected components.
    box : tuple of int
        Top, left, bottom and right in pixels of the page, the last two exclusive.
    probability : float
        That it is this separator, and neither another one nor a 1.
    """

    text: str
    members: tuple[int, ...]
    box: tuple[int, int, int, int]
    probability: float

    @property
    def center(self) -> tuple[float, float]:
        """Row and column of its middle."""
        top, left, bottom, right = self.box
        return (top + bottom) / 2, (left + right) / 2


def find_separators(
    components: Components,
    labels: NDArray[np.int32],
    group: Group,
    named: str,
    taken: NDArray[np.bool_] | None = None,
) -> tuple[list[Separator], float]:
    """Return the separators in a number, from left to right, and the certainty that they are all.

    Parameters
    ----------
    components : Components
        Of the page.
    labels : int32 array, shape (H, W)
        Component of each pixel, as `Components.label_image` returns it.
    group : Group
        The number.
    named : str
        Those of `SEPARATORS` to look for.
    taken : bool array, shape (K,), optional
        Which components belong to other numbers.

    Returns
    -------
    separators : list of Separator
    certainty : float
        Probability that no other mark between the digits is a separator.
    """
    if not named:
        return [], 1.0
    marks = _marks_between_digits(components, labels, group, taken)
    uppers = [mark for mark in marks if mark.shape == UPPER_DOT]
    separators: list[Separator] = []
    in_colon: set[int] = set()
    for upper in uppers:
        lower = _dot_below(upper, marks, group.height)
        if lower is not None:
            in_colon |= {upper.index, lower.index}
            if ":" in named:
                separators.append(_colon(upper, lower))
    has_lone_dot = any(mark.index not in in_colon for mark in uppers) and ":" in named
    certainty = _LONE_DOT_CERTAINTY if has_lone_dot else 1.0
    for mark in marks:
        if mark.index in in_colon or (mark.is_tall and "/" not in named):
            continue
        text = max(named, key=lambda name: mark.probabilities.get(name, 0.0))
        probability = mark.probabilities.get(text, 0.0)
        if probability >= _MIN_PROBABILITY:
            separators.append(Separator(text, (mark.index,), mark.box, probability))
        else:
            others = sum(mark.probabilities.get(name, 0.0) for name in named)
            certainty *= max(0.0, 1 - others)  # the sum of all may be a little above 1
    return sorted(separators, key=lambda separator: separator.center[1]), certainty


@dataclass(frozen=True)
class _Mark:
    """A connected component that may be a separator; `probabilities` are those of the shapes."""

    index: int
    box: tuple[int, int, int, int]
    is_tall: bool
    probabilities: dict[str, float]

    @property
    def shape(self) -> str | None:
        return max(self.probabilities, key=self.probabilities.__getitem__, default=None)


def _marks_between_digits(
    components: Components,
    labels: NDArray[np.int32],
    group: Group,
    taken: NDArray[np.bool_] | None,
) -> list[_Mark]:
    """Return the components between digits of a number that have the shape of a separator or 1."""
    boxes = components.boxes.astype(np.float64)
    tops, lefts, bottoms, rights = boxes.T
    columns, heights = (lefts + rights) / 2, bottoms - tops
    tall = group.members[heights[group.members] >= _MIN_TALL * group.height]
    if len(tall) < 2:
        return []
    top, left = boxes[tall, :2].min(axis=0).astype(int).tolist()
    bottom, right = boxes[tall, 2:].max(axis=0).astype(int).tolist()
    stroke_px = max(estimate_stroke_width(np.isin(labels[top:bottom, left:right], tall)), 1.0)
    reach = group.height
    is_inside = (columns > columns[tall].min()) & (columns < columns[tall].max())
    is_inside &= (bottoms > tops[tall].min() - reach) & (tops < bottoms[tall].max() + reach)
    if taken is not None:
        is_inside &= ~taken
    marks = []
    for k in np.flatnonzero(is_inside).tolist():
        digits = _neighbors(k, tall, columns)
        if digits is None:
            continue
        line_top, line_bottom = np.median(boxes[digits][:, [0, 2]], axis=0)
        middle = ((tops[k] + bottoms[k]) / 2 - line_top) / (line_bottom - line_top)
        height, width = heights[k] / group.height, (rights[k] - lefts[k]) / group.height
        thickness = _thickness(labels, k, components.boxes[k]) / stroke_px
        probabilities = shape_probabilities(height, width, middle, thickness)
        if _lies_above_ink(labels, components.boxes[k], digits, round(line_bottom)):
            probabilities.pop("-", None)
        if probabilities:
            box = tuple(components.boxes[k].tolist())
            marks.append(_Mark(k, box, bool(heights[k] >= _MIN_TALL * group.height), probabilities))
    return marks


def _neighbors(mark: int, tall: NDArray[np.intp], columns: Floats) -> NDArray[np.intp] | None:
    """Return the digits nearest to a component, None if it has them on one side alone."""
    others = tall[tall != mark]
    ordered = others[np.argsort(columns[others], kind="stable")]
    place = int(np.searchsorted(columns[ordered], columns[mark]))
    if place in {0, len(ordered)}:
        return None
    nearest: NDArray[np.intp] = ordered[max(place - _NEIGHBORS, 0) : place + _NEIGHBORS]
    return nearest


def _lies_above_ink(
    labels: NDArray[np.int32], box: NDArray[Any], digits: NDArray[np.intp], line_bottom: int
) -> bool:
    """Return whether the ink of digits lies below a mark, as below the upper stroke of a 5."""
    _, left, bottom, right = box.tolist()
    below = np.isin(labels[bottom : max(line_bottom, bottom + 1), left:right], digits)
    return bool(below.any(axis=0).mean() > _MAX_INK_BELOW)


def _thickness(labels: NDArray[np.int32], component: int, box: NDArray[Any]) -> float:
    """Return the extent of a component across its longest axis, as of an even bar, in pixels."""
    top, left, bottom, right = box.tolist()
    points = np.argwhere(labels[top:bottom, left:right] == component)
    variance = np.linalg.eigvalsh(np.cov(points.T, bias=True))[0] + 1 / 12  # of a pixel itself
    return float(np.sqrt(12 * variance))


def _dot_below(upper: _Mark, marks: Sequence[_Mark], height: float) -> _Mark | None:
    """Return the lower dot of the colon whose upper dot a mark is, None if there is none."""
    _, left, bottom, right = upper.box
    for mark in marks:
        lean = (left + right - mark.box[1] - mark.box[3]) / 2
        max_lean = _MAX_COLON_OFFSET * height + _MAX_COLON_SLANT * (mark.box[0] - bottom)
        is_dot = mark.shape in {".", ",", UPPER_DOT}
        if is_dot and mark.box[0] > bottom and -_MAX_COLON_OFFSET * height <= lean <= max_lean:
            return mark
    return None


def _colon(upper: _Mark, lower: _Mark) -> Separator:
    top, left, _, right = upper.box
    box = (top, min(left, lower.box[1]), lower.box[2], max(right, lower.box[3]))
    certainty = 1 - lower.probabilities.get(",", 0.0)
    return Separator(
        ":", (upper.index, lower.index), box, upper.probabilities[UPPER_DOT] * certainty
    )
