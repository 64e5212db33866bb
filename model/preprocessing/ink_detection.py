"""Find the ink in a picture of any size, on even paper or photographed, and drop the specks."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from model.preprocessing.connected_components import components
from model.preprocessing.digit_segmentation import side_by_side
from model.preprocessing.grayscale import FAINTEST_CONTRAST
from model.preprocessing.photographs import LONGEST_PX as LONGEST_PHOTO_PX
from model.preprocessing.photographs import ink_on_photo
from model.preprocessing.ruled_lines import is_ruled
from model.preprocessing.thresholding import SMALL_PX, Grey, find_levels, ink_on_even_paper

Mask = NDArray[np.bool_]

_LONGEST_PX = 560
"""Larger pictures are reduced before the search for ink."""

_SPECK_SHARE = 0.02
"""Pieces with less than this share of the largest piece's area are specks."""

_PHOTO_SPECK_SHARE = 0.06
"""The same for photographs, where bits of ruling and shadow remain."""

_PHOTO_LEAST_LENGTH = 0.04
"""A digit has a piece longer than this share of a photograph; grain and smudges have not."""

_SPECK_LENGTH = 0.012
"""Pieces shorter than this share of the picture's longest side (or 3 px) are specks."""


class BlankDrawingError(ValueError):
    """There is no drawing in the picture: nothing at all, too faint, or only specks."""


@dataclass(frozen=True)
class Found:
    """Where the ink is.

    Attributes
    ----------
    grey : uint8 array, shape (H, W)
        The picture that was searched, or the part of it around a small digit.
    ink : uint8 array, shape (H, W)
        0 paper, 128 the edge of a line, 255 pen; specks removed.
    mask : bool array, shape (H, W)
        What counts as drawn.
    photo : bool
        Whether the paper was uneven and had to be taken away.
    factor : int
        By how much the picture was reduced.
    parts : tuple of bool arrays, shape (H, W)
        The mask in several parts, if these stand side by side like several digits; else empty.
    """

    grey: Grey
    ink: Grey
    mask: Mask
    photo: bool
    factor: int
    parts: tuple[Mask, ...]


def find_ink(grey: Image.Image) -> Found:
    """Find the ink and drop the specks.

    A large picture is reduced for the search. If the digit turns out to be small in it, the part
    around the digit is searched again at full resolution.

    Parameters
    ----------
    grey : PIL.Image.Image
        Mode "L".

    Raises
    ------
    BlankDrawingError
        If nothing is drawn.
    """
    found = _look(grey)
    top, left, bottom, right = bounds(found.mask)
    longest = max(bottom - top, right - left)
    if found.factor == 1 or longest >= _LONGEST_PX / 4:
        return found
    margin, factor = longest // 2, found.factor
    part = (
        max(left - margin, 0) * factor,
        max(top - margin, 0) * factor,
        min((right + margin) * factor, grey.width),
        min((bottom + margin) * factor, grey.height),
    )
    return _look(grey.crop(part), photo=found.photo)


def _look(grey: Image.Image, *, photo: bool = False) -> Found:
    """Find the ink in a picture, reduced to a size that is fit for the search."""
    factor = -(-max(grey.size) // _LONGEST_PX)
    small = grey.reduce(factor) if factor > 1 else grey
    levels = find_levels(small)
    photo = photo or not levels.even
    if photo and max(small.size) > LONGEST_PHOTO_PX:
        factor = -(-max(grey.size) // LONGEST_PHOTO_PX)
        small = grey.reduce(factor)
    if abs(levels.pen - levels.paper) < FAINTEST_CONTRAST:
        raise BlankDrawingError("expected a drawn digit, got a picture without contrast")
    ink = None if photo else ink_on_even_paper(small, levels)
    if ink is not None and max(ink.shape) >= SMALL_PX and is_ruled(ink >= 128):
        return _look(grey, photo=True)
    if photo:
        ink = ink_on_photo(small)
    if ink is None:
        raise BlankDrawingError("expected a drawn digit, got a picture of empty paper")
    ink, mask, parts = _without_specks(ink, photo=photo)
    return Found(np.asarray(small), ink, mask, photo, factor, parts)


def _without_specks(ink: Grey, *, photo: bool) -> tuple[Grey, Mask, tuple[Mask, ...]]:
    """Drop pieces small beside the largest or in the picture; return ink, mask and parts."""
    share = _PHOTO_SPECK_SHARE if photo else _SPECK_SHARE
    mask = ink >= 128
    pieces = components(mask)
    longest = (pieces.boxes[:, 2:] - pieces.boxes[:, :2]).max(axis=1)  # of height and width
    large = pieces.areas >= share * pieces.areas.max(initial=0)
    large &= longest >= max(3, _SPECK_LENGTH * max(ink.shape))
    if not large.any() or (photo and longest.max() < _PHOTO_LEAST_LENGTH * max(ink.shape)):
        raise BlankDrawingError("expected a drawn digit, got a picture with nothing but specks")
    if not large.all():
        specks = Image.fromarray(pieces.paint(~large)).convert("L").filter(ImageFilter.MaxFilter(5))
        mask = pieces.paint(large)
        ink = np.where((np.asarray(specks) > 0) & ~mask, np.uint8(0), ink)
    parts = tuple(pieces.paint(group) for group in side_by_side(pieces, large))
    return ink, mask, parts


def bounds(mask: NDArray[Any]) -> tuple[int, int, int, int]:
    """Return top, left, bottom, right of the nonzero part, the last two exclusive."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1
