"""Stroke width: its estimation, and morphological adjustment to a target width.

A network trained on strokes of one width misclassifies thinner and thicker ones. The width is
estimated from area and perimeter, and the outline is then moved outwards or inwards by half the
difference. Two things are protected: the holes of a 6, 8 or 9, and lines too thin to lose anything.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.preprocessing.array_types import Ink, Mask
from model.preprocessing.connected_components import connected_components
from model.preprocessing.distance_transform import distance_to

_MAX_HOLE_GROWTH = 0.55
"""How far ink may grow into a hole, as a ratio of the hole's largest inscribed radius."""

_MIN_HALF_WIDTH = 0.35
"""Half width, as a ratio of the target width, that a line keeps where thinning would remove it."""


def estimate_stroke_width(mask: Mask) -> float:
    """Estimate the mean stroke width in pixels; 0 without any ink.

    A long stroke of length L and width w has area L w and perimeter 2 L, so that w = 2 area /
    perimeter. The perimeter is the number of edges between ink and background times pi / 4, its
    mean over all directions (Crofton's formula).

    Parameters
    ----------
    mask : bool array, shape (H, W)
    """
    height, width = mask.shape
    padded = np.zeros((height + 2, width + 1), dtype=bool)
    padded[1:-1, 1:] = mask
    axis = padded.ravel()  # row by row, with a column of background between them
    edges = np.count_nonzero(padded[1:] != padded[:-1]) + np.count_nonzero(axis[1:] != axis[:-1])
    return float(2 * np.count_nonzero(mask) / max(edges * (np.pi / 4), 1))


def adjust_stroke_widths(masks: Sequence[Mask], target_px: float) -> list[Ink]:
    """Return drawings with strokes about `target_px` wide, antialiased.

    Parameters
    ----------
    masks : sequence of bool arrays, shape (H, W)
        The drawings, each with a margin of background of at least ``target_px / 2 + 1`` pixels.
    target_px : float

    Returns
    -------
    list of float32 arrays, shape (H, W)
        Ink from 0 to 1.

    Notes
    -----
    The candidates of a number are some tens of small drawings. Side by side in one array they take
    far fewer calls, and their margins are wide enough that none changes another.
    """
    growths = np.array([(target_px - estimate_stroke_width(mask)) / 2 for mask in masks])
    inks: dict[int, Ink] = {}
    for is_selected in (growths >= 0, growths < 0):
        selected = np.flatnonzero(is_selected).tolist()
        if not selected:
            continue
        strip, owner = _side_by_side([masks[k] for k in selected])
        if growths[selected[0]] >= 0:
            ink = _thicken(strip, growths[selected], owner)
        else:
            ink = _thin(strip, -growths[selected], owner, target_px)
        left = 0
        for k in selected:
            height, width = masks[k].shape
            inks[k] = ink[:height, left : left + width]
            left += width
    return [inks[k] for k in range(len(masks))]


def _side_by_side(masks: Sequence[Mask]) -> tuple[Mask, NDArray[np.intp]]:
    """Return masks beside one another in one, and the mask that each of its columns belongs to."""
    widths = [mask.shape[1] for mask in masks]
    strip = np.zeros((max(map(len, masks)), sum(widths)), dtype=bool)
    left = 0
    for mask, width in zip(masks, widths, strict=True):
        strip[: len(mask), left : left + width] = mask
        left += width
    return strip, np.repeat(np.arange(len(masks)), widths)


def _thicken(mask: Mask, growths: NDArray[np.float64], owner: NDArray[np.intp]) -> Ink:
    """Move the outlines of drawings side by side outwards, but keep holes open.

    `growths` are in pixels, one a drawing; `owner` is the drawing of each column.
    """
    background = connected_components(~mask, diagonal=False)
    # The margins are one component of the background, and the largest; the others are holes.
    outside = (background.boxes[:, 2:] - background.boxes[:, :2]).sum(axis=1).argmax()
    holes = background.select(np.arange(len(background)) != outside)
    owners = owner[holes.boxes[:, 1]]  # the drawing that each lies in
    max_growth = float(growths.max())
    distance = distance_to(mask, (max_growth / _MAX_HOLE_GROWTH if len(holes) else max_growth) + 1)
    reaches = (growths + 1).astype(np.float32)
    reaches[owners] = growths[owners].astype(np.float32) + 1  # rounded as in the holes
    ink: Ink = np.clip(reaches[owner] - distance, 0, 1)
    pixels = holes.pixel_indices()
    inner = distance.take(pixels)
    radii = holes.maximum(inner).astype(np.float64)
    limits = np.minimum(growths[owners], _MAX_HOLE_GROWTH * radii).astype(np.float32) + 1
    np.put(ink, pixels, np.clip(limits[holes.pixel_labels()] - inner, 0, 1))
    return ink


def _thin(
    mask: Mask, shrinkages: NDArray[np.float64], owner: NDArray[np.intp], target_px: float
) -> Ink:
    """Move the outlines of drawings side by side inwards, but keep lines thinner than that.

    `shrinkages` are in pixels, one a drawing; `owner` is the drawing of each column.
    """
    half_width = _MIN_HALF_WIDTH * target_px
    # Deeper than any ridge adds ink.
    depth = distance_to(~mask, float(shrinkages.max()) + half_width + 2)
    eroded = np.clip(depth - shrinkages.astype(np.float32)[owner], 0, 1)
    # Lines narrower than twice the shrinkage would vanish: the ridge of the distance transform,
    # which is their medial axis, is drawn again.
    ridge = mask & (depth >= _neighbor_maximum(depth))
    ridge_line = np.clip(half_width + 0.5 - distance_to(ridge, half_width + 1), 0, 1)
    ink: Ink = np.maximum(eroded, ridge_line * mask).astype(np.float32)
    return ink


def _neighbor_maximum(values: Ink) -> Ink:
    """Return the maximum of the 8 neighbors of each pixel."""
    padded = np.pad(values, 1)
    columns = np.maximum(padded[:-2], padded[2:])  # of the neighbors above and below
    blocks = np.maximum(columns, padded[1:-1])
    result: Ink = np.maximum(blocks[:, :-2], blocks[:, 2:])
    return np.maximum(result, columns[:, 1:-1])
