"""Grouping of components to a digit: its longest part, and the parts that are near to it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.preprocessing.array_types import Mask
from model.preprocessing.connected_components import Components
from model.preprocessing.morphology import dilate
from model.preprocessing.stroke_width import estimate_stroke_width

_MIN_DIGIT_RATIO = 0.5
"""Minimum length of another digit beside one, as a ratio of that one's."""

_MAX_GAP_RATIO = 0.22
"""Maximum gap between the parts of a digit, as a ratio of the longest part."""

_MAX_STRAIGHT_ASPECT = 0.3
"""Maximum aspect (shorter by longer side) of a straight piece, which may be a remnant of a line."""

_MAX_REMNANT_RATIO = 0.75
"""Maximum length of a remnant that touches its line, as a ratio of the digit's main part."""

_MAX_DOT_RATIO = 0.3
_MIN_DOTS = 6
"""Maximum length of the longest part of a dotted digit, as a ratio of the whole, and the minimum
number of its parts."""

_MIN_SIDE_OVERLAP = 0.5
"""Minimum overlap in height of two digits side by side, as a ratio of the lower one's height."""

_BORDER_WEIGHT = 0.5
_LINE_WEIGHT = 0.5
_BLOCK_WEIGHT = 0.3
_THIN_WEIGHT = 0.45
"""Factors of the length by which the main part is chosen: of parts that touch the image's border,
of straight ones that touch a line, of filled blocks, and of very thin ones."""

_BLOCK_FILL, _MIN_BLOCK_ASPECT = 0.8, 0.35
"""Minimum share of its bounding box that a filled block inks, and its minimum aspect."""

_MAX_THIN_ASPECT = 0.12
"""Maximum aspect of a very thin part."""

_BUTTON_FILL, _MIN_BUTTON_WIDTH = 0.7, 1.5
"""Minimum share of its bounding box that a button inks, and its minimum width by height."""

_MIN_BUTTON_STROKES, _MIN_RECTANGLE_STROKES = 1.6, 1.2
"""Minimum thickness of a button, and of one that is a rectangle, in strokes of the digit."""

_RECTANGLE_FILL = 0.95
"""Minimum share of its bounding box that a rectangle fills; the ends of a stroke are round."""


@dataclass
class Features:
    """Shape and place of each component, shape (K,)."""

    lengths: NDArray[Any]  # longer side of the bounding box
    touches_rim: Mask
    touches_line: Mask
    fill: NDArray[np.float64]  # share of the bounding box that is ink
    aspect: NDArray[np.float64]  # shorter by longer side of the bounding box

    @classmethod
    def of(cls, components: Components, mask: Mask, lines: Mask, inside: Mask | None) -> "Features":
        """Return the features of the components of `mask`; the arguments are `find_digit`'s."""
        boxes = components.boxes
        extents = boxes[:, 2:] - boxes[:, :2]
        far_sides = boxes[:, 2:] >= np.array(components.shape) - 1
        touches_rim = np.any(np.concatenate([boxes[:, :2] <= 1, far_sides], axis=1), axis=1)
        touches_line = np.zeros(len(components), dtype=bool)
        if lines.any():
            touches_line = _touches(components, mask, dilate(lines, 1))
        if inside is not None and not inside.all():
            touches_rim |= _touches(components, mask, dilate(~inside, 1))
        return cls(
            extents.max(axis=1),
            touches_rim,
            touches_line,
            components.areas / extents.prod(axis=1),
            extents.min(axis=1) / extents.max(axis=1),
        )


def group_digit(
    components: Components, features: Features, is_candidate: Mask
) -> tuple[Mask, bool]:
    """Return the components of the digit, and whether the others are distinct from it.

    The digit is its main part, the longest by `_weights`, and the parts near to it. Remnants of
    lines, buttons and, but for the main part, ink at the image's border do not belong to it.
    """
    lengths = np.where(is_candidate, features.lengths, 0)
    main = int((lengths * _weights(features)).argmax())
    is_main = np.arange(len(lengths)) == main
    is_remnant = features.touches_line & (features.aspect < _MAX_STRAIGHT_ASPECT)
    is_remnant &= features.lengths < _MAX_REMNANT_RATIO * lengths[main]
    stroke_px = estimate_stroke_width(components.mask_of(is_main))
    is_foreign = is_remnant | _are_buttons(components.boxes, features, stroke_px)
    candidates = is_main | (is_candidate & ~features.touches_rim & ~is_foreign)
    boxes = components.boxes.astype(np.float64)
    inner = boxes[candidates]
    total_length = (inner[:, 2:].max(axis=0) - inner[:, :2].min(axis=0)).max()
    is_dotted = lengths[main] < _MAX_DOT_RATIO * total_length
    if is_dotted and np.count_nonzero(candidates) >= _MIN_DOTS:
        return candidates, False
    is_small_part = (features.lengths >= 2) & ~features.touches_rim & ~is_foreign
    is_digit = candidates & (features.lengths >= _MIN_DIGIT_RATIO * lengths[main])
    kept = _grow(
        boxes, is_main, candidates | is_small_part, is_digit, _MAX_GAP_RATIO * lengths[main]
    )
    others = is_candidate & ~kept
    distinct = not features.touches_rim[main] and bool(
        (features.lengths[others] <= lengths[main]).all()
    )
    return kept, distinct


def _weights(features: Features) -> NDArray[np.float64]:
    """Return how likely each component is the digit's main part, as a factor of its length."""
    aspect = features.aspect
    is_straight = aspect < _MAX_STRAIGHT_ASPECT
    is_block = (features.fill > _BLOCK_FILL) & (aspect > _MIN_BLOCK_ASPECT)
    weights: NDArray[np.float64] = np.where(features.touches_rim, _BORDER_WEIGHT, 1.0)
    weights *= np.where(features.touches_line & is_straight, _LINE_WEIGHT, 1.0)
    weights *= np.where(is_block, _BLOCK_WEIGHT, 1.0)
    weights *= np.where(aspect < _MAX_THIN_ASPECT, _THIN_WEIGHT, 1.0)
    return weights


def _grow(
    boxes: NDArray[np.float64], kept: Mask, parts: Mask, is_digit: Mask, max_gap: float
) -> Mask:
    """Return the components kept, with all parts near to them and all digits beside them.

    Two digits side by side are several digits, not one with something foreign.
    """
    while True:
        top, left = boxes[kept, :2].min(axis=0)
        bottom, right = boxes[kept, 2:].max(axis=0)
        gap_rows = np.maximum(np.maximum(boxes[:, 0] - bottom, top - boxes[:, 2]), 0)
        gap_columns = np.maximum(np.maximum(boxes[:, 1] - right, left - boxes[:, 3]), 0)
        is_near = np.hypot(gap_rows, gap_columns) <= max_gap
        overlap = np.minimum(boxes[:, 2], bottom) - np.maximum(boxes[:, 0], top)
        lower_height = np.minimum(boxes[:, 2] - boxes[:, 0], bottom - top)
        is_beside = overlap >= _MIN_SIDE_OVERLAP * lower_height
        grown = kept | (is_near & parts) | (is_beside & is_digit)
        if (grown == kept).all():
            return kept
        kept = grown


def _are_buttons(boxes: NDArray[Any], features: Features, stroke_px: float) -> Mask:
    """Return which components are flat and filled, and too thick, straight or alike for strokes."""
    extents = boxes[:, 2:] - boxes[:, :2]
    thickness = extents.min(axis=1)
    is_flat = features.fill > _BUTTON_FILL
    is_flat &= extents[:, 1] > _MIN_BUTTON_WIDTH * extents[:, 0]
    is_button: Mask = is_flat & (thickness > _MIN_BUTTON_STROKES * stroke_px)
    is_rectangle = is_flat & (features.fill > _RECTANGLE_FILL)
    is_button |= is_rectangle & (thickness > _MIN_RECTANGLE_STROKES * stroke_px)
    rows = boxes[:, [0, 2]]
    for k in np.flatnonzero(is_flat):
        aligned = (np.abs(rows - rows[k]) <= 2).all(axis=1) & is_flat
        is_button |= aligned & (np.count_nonzero(aligned) >= 2)
    return is_button


def _touches(components: Components, mask: Mask, area: Mask) -> Mask:
    """Return which components of `mask` have a pixel in an area."""
    touched: Mask = components.maximum(area[mask].astype(np.uint8)) > 0
    return touched
