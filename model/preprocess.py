"""A picture of a digit to the 784 numbers that the network reads, in named stages.

The stages do to any picture what was done to MNIST's (LeCun et al., "Gradient-Based Learning
Applied to Document Recognition", 1998): the digit fits a box of 20 pixels and its centre of mass
lies in the middle of 28 x 28. Each stage is kept, so that a page can show them one by one.

    grey      upright, transparency laid on paper, one channel
    polarity  0 is paper and 1 is pen, whichever of them was dark
    mask      specks dropped by area; detached strokes stay
    crop      the box around the ink, at full resolution
    width     strokes as wide as MNIST's
    scale     longest side 20
    centre    centre of mass to the middle of 28 x 28

The choices that were measured on MNIST's training images say so where they stand.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from model.components import components
from model.ink import FAINTEST_CONTRAST, Grey, find_levels, greyscale, ink_on_even_paper
from model.photo import LONGEST_PX as LONGEST_PHOTO_PX
from model.photo import ink_on_photo
from model.stroke_width import Ink, Mask, normalise_width, stroke_width

VERSION = 1
"""Rises whenever the same picture would give other numbers; the weights name what they learnt."""

SIDE = 28
BOX = 20

MIDDLE = 14.0
"""Where the centre of mass goes, as a pixel index. Over MNIST's 60,000 training images the mean
centre is (13.996, 14.007), never further than half a pixel from 14: they were shifted by whole
pixels to index 14, not to the geometric middle 13.5."""

TARGET_WIDTH = 2.6
"""Stroke width after scaling, in pixels: the mean over MNIST's training images is 2.58."""

_GRAIN = 4
"""Pixels of the working image for each pixel of the result, along each side."""

_LONGEST_PX = 560
"""Larger pictures are reduced before the search for ink."""

_SPECK_SHARE = 0.02
"""Pieces with less than this share of the largest piece's area are specks."""

_PHOTO_SPECK_SHARE = 0.06
"""The same for photographs, where bits of ruling and shadow remain."""

_SPECK_LENGTH = 0.012
"""Pieces shorter than this share of the picture's longest side (or 3 px) are specks."""


class BlankDrawingError(ValueError):
    """There is no drawing in the picture: nothing at all, too faint, or only specks."""


@dataclass(frozen=True)
class Stage:
    """One step of the way.

    Attributes
    ----------
    name : str
        What the code calls it.
    title : str
        What people are told.
    image : float32 array, shape (H, W)
        Ink from 0 (paper) to 1.
    """

    name: str
    title: str
    image: Ink


@dataclass(frozen=True)
class Prepared:
    """What came of a picture.

    Attributes
    ----------
    vector : float32 array, shape (784,)
        What the network reads: 28 rows of 28 pixels, 0 paper to 1 ink.
    stages : tuple of Stage
        In order; the last holds the same numbers as `vector`.
    """

    vector: NDArray[np.float32]
    stages: tuple[Stage, ...]


def preprocess(image: Image.Image) -> Prepared:
    """Turn a picture of a digit into the network's input.

    Parameters
    ----------
    image : PIL.Image.Image
        Any mode, size and polarity.

    Raises
    ------
    BlankDrawingError
        If nothing is drawn.
    """
    found = find_ink(greyscale(image))
    top, left, bottom, right = bounds(found.mask)
    cropped = np.divide(found.ink[top:bottom, left:right], 255, dtype=np.float32)
    working = _to_working_width(cropped)
    boxed = _box_of_20(working)
    centred = _centre(working)
    return Prepared(
        vector=centred.ravel(),
        stages=(
            Stage("grey", "Greyscale", 1 - np.divide(found.grey, 255, dtype=np.float32)),
            Stage("polarity", "Ink on paper", np.divide(found.ink, 255, dtype=np.float32)),
            Stage("mask", "Without specks", found.mask.astype(np.float32)),
            Stage("crop", "Cropped", cropped),
            Stage("width", "Even stroke width", working),
            Stage("scale", "Longest side 20", boxed),
            Stage("centre", "Centred in 28 × 28", centred),
        ),
    )


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
    """

    grey: Grey
    ink: Grey
    mask: Mask
    photo: bool
    factor: int


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
    ink = ink_on_photo(small) if photo else ink_on_even_paper(small, levels)
    if ink is None:
        raise BlankDrawingError("expected a drawn digit, got a picture of empty paper")
    ink, mask = _without_specks(ink, _PHOTO_SPECK_SHARE if photo else _SPECK_SHARE)
    return Found(np.asarray(small), ink, mask, photo, factor)


def _without_specks(ink: Grey, share: float) -> tuple[Grey, Mask]:
    """Drop pieces with less than `share` of the largest one's area; return ink and mask."""
    mask = ink >= 128
    pieces = components(mask)
    longest = (pieces.boxes[:, 2:] - pieces.boxes[:, :2]).max(axis=1)  # of height and width
    large = pieces.areas >= share * pieces.areas.max(initial=0)
    large &= longest >= max(3, _SPECK_LENGTH * max(ink.shape))
    if not large.any():
        raise BlankDrawingError("expected a drawn digit, got a picture with nothing but specks")
    if not large.all():
        specks = Image.fromarray(pieces.paint(~large)).convert("L").filter(ImageFilter.MaxFilter(5))
        mask = pieces.paint(large)
        ink = np.where((np.asarray(specks) > 0) & ~mask, np.uint8(0), ink)
    return ink, mask


def bounds(mask: Mask) -> tuple[int, int, int, int]:
    """Return top, left, bottom, right of the true part, the last two exclusive."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1


def _to_working_width(cropped: Ink) -> Ink:
    """Return the drawing at `_GRAIN` times the final size, its strokes `TARGET_WIDTH` wide.

    The centre lines are scaled so that they and half a stroke on either side fill the box.
    """
    width = stroke_width(cropped >= 0.5)
    longest = max(cropped.shape)
    spine = longest - width  # the extent of the centre lines
    scale = _GRAIN * (BOX - TARGET_WIDTH) / max(spine, longest / 2)
    size = [max(1, round(side * scale)) for side in cropped.shape]
    resized = np.asarray(
        Image.fromarray(cropped).resize((size[1], size[0]), Image.Resampling.BICUBIC)
    )
    margin = 3 * _GRAIN
    # A line thinner than a working pixel never fills one: it counts from half of what it can fill.
    level = min(0.5, 0.45 * width * scale)
    mask = np.pad(resized >= level, margin)
    return normalise_width(mask, TARGET_WIDTH * _GRAIN)


def _reduce(working: Ink) -> Ink:
    """Average blocks of `_GRAIN` x `_GRAIN` pixels."""
    rows, columns = working.shape[0] // _GRAIN, working.shape[1] // _GRAIN
    blocks = working.reshape(rows, _GRAIN, columns, _GRAIN)
    reduced: Ink = blocks.mean(axis=(1, 3), dtype=np.float32)  # over each block
    return reduced


def _box_of_20(working: Ink) -> Ink:
    top, left, bottom, right = bounds(working > 0)
    tight = working[top:bottom, left:right]
    rows, columns = (-side % _GRAIN for side in tight.shape)
    return _reduce(np.pad(tight, ((0, rows), (0, columns))))


def _centre(working: Ink) -> Ink:
    """Place the working image so that its centre of mass is at `MIDDLE`, and reduce it.

    What would not fit is moved back inside; nothing wraps around.
    """
    top, left, bottom, right = bounds(working > 0)
    tight = working[top:bottom, left:right]
    total = tight.sum()
    page = np.zeros((SIDE * _GRAIN, SIDE * _GRAIN), dtype=np.float32)
    place: list[slice[Any, Any, Any]] = []
    for axis, side in enumerate(tight.shape):
        profile = tight.sum(axis=1 - axis)  # along the other axis
        centre = float(profile @ np.arange(side) / total)
        start = round((MIDDLE + 0.5) * _GRAIN - 0.5 - centre)
        start = min(max(start, 0), page.shape[axis] - side)
        place.append(slice(start, start + side))
    page[tuple(place)] = tight
    return _reduce(page)
