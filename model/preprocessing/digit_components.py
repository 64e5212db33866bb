"""Selection of the components of the ink that are the digit.

Left out are, besides foreign lines, components that surround others, that the image's border cuts,
that lie outside a box or far from the largest, and filled rectangles such as buttons.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.preprocessing.array_types import Mask
from model.preprocessing.connected_components import Components, connected_components
from model.preprocessing.digit_grouping import Features, group_digit
from model.preprocessing.foreign_lines import find_foreign_lines

_MAX_INK_RATIO = 0.5
"""Maximum ratio of ink in an image; more is a tight crop or texture."""

_MIN_LENGTH_RATIO = 0.03
"""Minimum length of a component, as a ratio of the image's longest side, to be considered."""

_MIN_CORNER_RATIO = 0.05
"""Minimum distance of a component from the sides of a box as a ratio of it; corners are closer."""

_MAX_DASH_ASPECT = 0.12
"""Maximum height of a horizontal dash, as a ratio of its width; it cannot be a digit."""

_MIN_COVER = 0.4
"""Minimum share of a row or column that a line inks, along which lie pieces of it."""

_MIN_PIECE_ASPECT = 0.2
"""Minimum aspect of a digit at the edge of a sheet; thinner pieces are the edge itself."""

_MIN_INNER_RATIO = 0.25
"""Minimum length of what a frame surrounds, as a ratio of the frame's."""


@dataclass(frozen=True)
class DigitInk:
    """The ink of a digit.

    Attributes
    ----------
    kept : bool array, shape (H, W), or None
        False everywhere if there is nothing but lines and frames; None if shape and place do not
        tell what the digit is.
    is_distinct : bool
        Whether what was left out can hardly be a part of the digit.
    with_lines : bool array, shape (H, W), or None
        The same with lines that may be strokes, if there are any in a frame or on a sheet.
    frame : array, shape (4,), or None
        Bounding box of the innermost frame around it: top, left, bottom and right.
    """

    kept: Mask | None
    is_distinct: bool
    with_lines: Mask | None = None
    frame: NDArray[Any] | None = None


def find_digit(mask: Mask, inside: Mask | None) -> DigitInk:
    """Return the ink of the digit.

    Parameters
    ----------
    mask : bool array, shape (H, W)
        True where there is ink, faint ink as well.
    inside : bool array, shape (H, W), or None
        The sheet, if there are pixels beyond its edge.
    """
    if np.count_nonzero(mask) > _MAX_INK_RATIO * mask.size or not mask.any():
        return DigitInk(None, False)
    mask, components, frame = _within_frames(mask)
    lines = find_foreign_lines(mask, components)
    kept, is_far = _among_lines(mask, lines.pixels, lines.rest, lines.box, inside)
    is_distinct = frame is not None or lines.is_distinct
    if kept is None:
        return DigitInk(np.zeros_like(mask) if is_distinct else None, is_distinct)
    with_lines: Mask | None = None
    if (
        kept.any()
        and (frame is not None or inside is not None)
        and (lines.pixels & ~lines.fixed).any()
    ):
        with_lines, _ = _among_lines(mask, lines.fixed, None, lines.box, inside)
        if with_lines is not None and not with_lines.any():
            with_lines = None
    return DigitInk(kept, is_distinct or is_far, with_lines, frame)


def _among_lines(
    mask: Mask,
    lines: Mask,
    rest: Components | None,
    box: NDArray[Any] | None,
    inside: Mask | None,
) -> tuple[Mask | None, bool]:
    """Return the ink of the digit, and whether the rest beside the lines is distinct from it.

    It is None if there is nothing but lines, and false everywhere if nothing may be a digit. `rest`
    are the components of the ink without the lines, if they are known.
    """
    remaining = mask & ~lines
    components = connected_components(remaining) if rest is None else rest
    if not len(components):
        return None, False
    features = Features.of(components, remaining, lines, inside)
    is_candidate = features.lengths >= max(4, _MIN_LENGTH_RATIO * max(mask.shape))
    if box is not None:
        center = (components.boxes[:, :2] + components.boxes[:, 2:]) / 2
        margin = _MIN_CORNER_RATIO * (box[2:] - box[:2])
        is_candidate &= (center > box[:2] + margin).all(axis=1)
        is_candidate &= (center < box[2:] - margin).all(axis=1)
    is_candidate &= ~_is_piece_of_line(components.boxes, lines)
    if inside is not None:
        is_candidate &= ~features.touches_rim | (features.aspect > _MIN_PIECE_ASPECT)
    if not is_candidate.any():
        return np.zeros_like(mask), False
    kept, is_far = group_digit(components, features, is_candidate)
    return components.mask_of(kept), is_far


def _is_piece_of_line(boxes: NDArray[Any], lines: Mask) -> Mask:
    """Return which boxes are horizontal dashes beside lines, or lie along one of them."""
    if not lines.any():
        return np.zeros(len(boxes), dtype=bool)
    extents = boxes[:, 2:] - boxes[:, :2]
    is_piece: Mask = extents[:, 0] < _MAX_DASH_ASPECT * extents[:, 1]
    for axis in (0, 1):
        counts = lines.sum(axis=1 - axis, dtype=np.uint16)
        is_inked = counts >= _MIN_COVER * lines.shape[1 - axis]
        outside = np.concatenate([[0], np.cumsum(~is_inked)])
        is_piece |= outside[boxes[:, axis + 2]] == outside[boxes[:, axis]]
    return is_piece


def _within_frames(mask: Mask) -> tuple[Mask, Components, NDArray[Any] | None]:
    """Return the ink inside the innermost frame, its components, and the frame's bounding box.

    Without a frame, that is all ink, and the box is None.
    """
    components = connected_components(mask)
    box: NDArray[Any] | None = None
    while (frame := _frame(components)) is not None:
        box = components.boxes[frame]
        components = components.select(_is_within(components.boxes, box))
    if box is not None:
        mask = components.mask_of(np.ones(len(components), dtype=bool))
    return mask, components, box


def _is_within(boxes: NDArray[Any], outer: NDArray[Any]) -> Mask:
    """Return which boxes lie inside another."""
    inside = np.concatenate([boxes[:, :2] > outer[:2], boxes[:, 2:] < outer[2:]], axis=1)
    result: Mask = np.all(inside, axis=1)  # over the four sides
    return result


def _frame(components: Components) -> int | None:
    """Return a component that surrounds a large one without entering its bounding box."""
    boxes = components.boxes
    lengths = (boxes[:, 2:] - boxes[:, :2]).max(axis=1, initial=0)
    for k in np.argsort(-lengths)[:4]:
        inner = _is_within(boxes, boxes[k]) & (lengths >= _MIN_INNER_RATIO * lengths[k])
        if not inner.any():
            continue
        top, left = boxes[inner, :2].min(axis=0)
        bottom, right = boxes[inner, 2:].max(axis=0)
        runs = components.labels == k
        rows, starts, stops = (
            components.rows[runs],
            components.starts[runs],
            components.stops[runs],
        )
        if not ((rows >= top) & (rows < bottom) & (stops > left) & (starts < right)).any():
            return int(k)
    return None
