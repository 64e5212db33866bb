"""A picture of the digit alone: the ink around it painted over, or pale."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.preprocessing.array_types import Ink, Mask
from model.preprocessing.connected_components import connected_components
from model.preprocessing.morphology import dilate

_PALE = 0.25
"""Opacity of what was left out in the overview."""

_MARGIN_RATIO = 0.35
"""Margin around the digit, as a ratio of its longest side."""


def clean_crop(
    gray: Image.Image,
    factor: int,
    corner: tuple[int, int],
    kept: Mask,
    removed: Mask,
    hidden: Mask,
    paper: NDArray[np.float32] | int,
) -> Image.Image:
    """Return the part of an image around the kept ink, with all other ink painted over.

    Parameters
    ----------
    gray : PIL.Image.Image
        Mode "L", of which the masks show a part, reduced.
    factor : int
        By which it was reduced.
    corner : tuple of int
        Of the part in the reduced image: x and y.
    kept, removed : bool array, shape (H, W)
        The ink of the digit, and all other ink.
    hidden : bool array, shape (H, W)
        What else is painted over: outside a sheet or a frame.
    paper : float32 array, shape (H, W), or int
        Gray levels of the paper.
    """
    rows, columns = np.flatnonzero(kept.any(axis=1)), np.flatnonzero(kept.any(axis=0))
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    margin = max(4, round(_MARGIN_RATIO * max(bottom - top, right - left)))
    height, width = kept.shape
    top, bottom = max(top - margin, 0), min(bottom + margin, height)
    left, right = max(left - margin, 0), min(right + margin, width)
    part = np.s_[top:bottom, left:right]
    box = (top, left, bottom, right)
    covered = (_dilate_part(removed, box, 2) & ~_dilate_part(kept, box, 1)) | hidden[part]
    crop = gray.crop(
        (
            int(corner[0] + left) * factor,
            int(corner[1] + top) * factor,
            min(int(corner[0] + right) * factor, gray.width),
            min(int(corner[1] + bottom) * factor, gray.height),
        )
    )
    if not covered.any():
        return crop
    covered |= ~_around(kept[part], covered)
    cover = Image.fromarray(covered).resize(crop.size, Image.Resampling.NEAREST)
    if isinstance(paper, int):
        sheet = Image.new("L", crop.size, paper)
    else:
        levels = np.clip(paper[part], 0, 255).astype(np.uint8)
        sheet = Image.fromarray(levels).resize(crop.size, Image.Resampling.BILINEAR)
    crop.paste(sheet, mask=cover.convert("L"))
    return crop


def _dilate_part(mask: Mask, box: tuple[int, int, int, int], radius: int) -> Mask:
    """Return the part of a dilated mask in a box: top, left, bottom and right."""
    top, left, bottom, right = box
    row, column = max(top - radius, 0), max(left - radius, 0)
    dilated: Mask = dilate(mask[row : bottom + radius, column : right + radius], radius)
    return dilated[top - row :, left - column :][: bottom - top, : right - left]


def _around(kept: Mask, covered: Mask) -> Mask:
    """Return the region around the kept ink that no covered ink, such as a frame, encloses."""
    regions = connected_components(~covered, diagonal=False)
    result: Mask = regions.mask_of(regions.maximum(kept[~covered].astype(np.uint8)) > 0)
    return result


def outside_box(box: NDArray[Any], shape: tuple[int, ...]) -> Mask:
    """Return a mask that is true outside a box: top, left, bottom and right."""
    top, left, bottom, right = box.tolist()
    outside = np.ones(shape, dtype=bool)
    outside[top:bottom, left:right] = False
    return outside


def pale_overview(image: Image.Image, corner: tuple[int, int], kept: Mask) -> Ink:
    """Return an image, ink from 0 to 1, with everything pale but the kept ink of a part of it."""
    ink: Ink = np.float32(1) - np.divide(np.asarray(image), 255, dtype=np.float32)
    weight = np.full_like(ink, _PALE)
    height, width = kept.shape
    part = np.s_[corner[1] : corner[1] + height, corner[0] : corner[0] + width]
    weight[part] = np.where(dilate(kept, 2), np.float32(1), np.float32(_PALE))
    return ink * weight
