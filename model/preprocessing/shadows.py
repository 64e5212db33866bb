"""Edges of shadows and bars: ink that covers one whole side of an image.

The edge of a hard shadow parts a sheet into two even levels, as paper and ink are; one of its sides
then looks like a thick stroke.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.preprocessing.array_types import Mask
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
