"""Edges of shadows and bars: ink that covers one whole side of an image.

The edge of a hard shadow parts a sheet into two even levels, as paper and ink are; one of its sides
then looks like a thick stroke.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.preprocessing.array_types import GrayImage, Mask
from model.preprocessing.connected_components import Components, connected_components

_MIN_COVER = 0.97
"""Minimum share of a side of the image that a bar inks; the rounded ends of a stroke leave more."""

_MIN_SHADOW_COVER = 0.5
"""The same of a shadow, whose edge may be slanted."""

_MIN_SHADOW_RATIO = 0.15
"""Minimum extent of a shadow from its side, as a ratio of the image's; bars are thinner."""

_MIN_SHADOW_FILL = 0.4
"""Minimum share of its bounding box that a shadow inks: a wedge inks half, a bar and a digit that
touches it less."""

_MIN_SHADOW_AREA = 0.06
"""Minimum area of a shadow as a ratio of the image."""

_MIN_EDGE_LENGTH = 0.5
"""Minimum length of a shadow's edge, as a ratio of the image's side along it."""

_MAX_EDGE_THICKNESS = 0.1
"""Maximum median thickness of the ink at a shadow's edge, as a ratio of its length."""

_EDGE_DISTANCE = 0.05
"""Distance from the ink at which the paper at either side is compared, as a ratio of the image's
shortest side: beyond the soft edge of a shadow."""

_MAX_SHADOW_LIGHT = 0.87
"""Maximum light of paper in a shadow, as a ratio of that of the paper beside it."""

_MIN_EDGE_SHARE = 0.9
"""Minimum share of the lines across an edge in which the same side is in the shadow."""


def covers_side(mask: Mask) -> bool:
    """Return whether ink covers a side of the image and does not reach the opposite one.

    The top stroke of a tightly cropped 7 covers a side, too, and its stem reaches the opposite one.

    Parameters
    ----------
    mask : bool array, shape (H, W)
        True where there is ink.
    """
    sides = _inked_sides(mask, _MIN_COVER)
    return bool(sides) and any(
        ((near == 0) & (far > 0)).any()
        for near, far in _distances(connected_components(mask), sides)
    )


def is_shadowed(mask: Mask) -> bool:
    """Return whether ink at a side of the image is too thick for a bar, as one side of a shadow is.

    Parameters
    ----------
    mask : bool array, shape (H, W)
        True where there is ink.
    """
    sides = _inked_sides(mask, _MIN_SHADOW_COVER)
    if not sides:
        return False
    components = connected_components(mask)
    boxes = components.boxes
    extents = boxes[:, 2:] - boxes[:, :2]
    is_large = components.areas >= _MIN_SHADOW_AREA * mask.size
    is_large &= components.areas >= _MIN_SHADOW_FILL * extents.prod(axis=1)
    for side, (near, far) in zip(sides, _distances(components, sides), strict=True):
        across, along = (0, 1) if side in ("top", "bottom") else (1, 0)
        is_thick = extents[:, across] >= _MIN_SHADOW_RATIO * mask.shape[across]
        is_long = extents[:, along] >= _MIN_SHADOW_COVER * mask.shape[along]
        if (is_large & is_thick & is_long & (near == 0) & (far > 0)).any():
            return True
    return False


def is_shadow_edge(levels: GrayImage, mask: Mask, box: tuple[int, int, int, int]) -> bool:
    """Return whether all ink is a line with a shadow at one side, as the edge of a shadow is.

    Parameters
    ----------
    levels : uint8 array, shape (H, W)
        Gray levels of paper that is lighter than ink, or of an inverted image.
    mask : bool array, shape (H, W)
        True where there is ink, anywhere.
    box : (int, int, int, int)
        Top, left, bottom and right of the ink.
    """
    top, left, bottom, right = box
    if right - left > bottom - top:  # a level edge
        levels, mask, top, bottom = levels.T, mask.T, left, right
    height, width = mask.shape
    if bottom - top < _MIN_EDGE_LENGTH * height:
        return False
    rows = np.flatnonzero(mask.any(axis=1))
    starts = mask[rows].argmax(axis=1)
    stops = width - mask[rows, ::-1].argmax(axis=1)
    if np.median(stops - starts) > _MAX_EDGE_THICKNESS * (bottom - top):
        return False
    distance = max(round(_EDGE_DISTANCE * min(height, width)), 1)
    near, far = starts - distance, stops - 1 + distance
    is_inside = (near >= 0) & (far < width)
    if not is_inside.any():
        return False
    rows, near, far = rows[is_inside], near[is_inside], far[is_inside]
    at_left, at_right = levels[rows, near].astype(float), levels[rows, far].astype(float)
    left_share = (at_left <= _MAX_SHADOW_LIGHT * at_right).mean()
    right_share = (at_right <= _MAX_SHADOW_LIGHT * at_left).mean()
    return bool(max(left_share, right_share) >= _MIN_EDGE_SHARE)


def _inked_sides(mask: Mask, min_cover: float) -> list[str]:
    """Return the sides of the image of which ink covers at least a share, and a corner."""
    if not (mask[0, 0] or mask[0, -1] or mask[-1, 0] or mask[-1, -1]):
        return []  # as in most drawings
    sides = {"top": mask[0], "bottom": mask[-1], "left": mask[:, 0], "right": mask[:, -1]}
    return [name for name, side in sides.items() if np.count_nonzero(side) >= min_cover * len(side)]


def _distances(
    components: Components, sides: list[str]
) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
    """Yield the distance of each component from each of the sides, and from the opposite one."""
    height, width = components.shape
    top, left, bottom, right = components.boxes.T
    distances = {"top": top, "bottom": height - bottom, "left": left, "right": width - right}
    opposite = {"top": "bottom", "bottom": "top", "left": "right", "right": "left"}
    for side in sides:
        yield distances[side], distances[opposite[side]]
