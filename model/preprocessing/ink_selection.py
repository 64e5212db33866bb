"""Selection of the ink that is the digit, among lines, frames, borders and neighbors.

What is not the digit is recognized by its shape and place: long straight lines, components that
surround others, components cut by the image's border, components far from the largest, and what
lies around a sheet or canvas. It is painted over with paper, so that levels and threshold are
determined again for what is left: a black frame then no longer sets the threshold for a digit in
pencil.

Shape and place can err (the foot of a 1 is a line, too), so the result is a second reading, and
the network's evidence decides between the readings; see `model.inference.input_selection`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.preprocessing.array_types import Ink, Mask
from model.preprocessing.digit_components import find_digit
from model.preprocessing.ink_detection import bounding_box
from model.preprocessing.ink_removal import clean_crop, outside_box, pale_overview
from model.preprocessing.morphology import dilate
from model.preprocessing.paper import enlarge_sheet, extend_sheet, find_sheet
from model.preprocessing.photographs import absorbance_of
from model.preprocessing.thresholding import find_levels

_SIDE_PX = 256
"""Larger images are reduced to about this size for the selection."""

_FAINT_RATIO = 0.2
"""Ink, as a ratio of the darkest, from which a pixel may belong to a stroke or a line."""

_MAX_NESTED_SHEETS = 2
"""A canvas in a window; a sheet on a table."""

_MIN_EMPTY_SHEET_RATIO = 0.12
"""Minimum area of an empty sheet as a ratio of the image."""

_MIN_EMPTY_SHEET_ASPECT = 0.3
"""Minimum ratio of an empty sheet's sides; a thick 1 is narrower."""

_MAX_NOTCHES = 0.02
"""Maximum area that cuts into an empty sheet from its edge, as a ratio of the sheet."""

_MIN_DIGIT_RATIO = 0.04
"""Minimum length of a digit on a sheet as a ratio of the image's longest side; grain is shorter."""

_MIN_EDGE_DIGIT_RATIO = 0.12
"""The same at the edge of a sheet, where slivers of the table remain."""

_MAX_EDGE_DIGIT_ASPECT = 2.5
"""Maximum width of a digit at the edge of a sheet, as a ratio of its height; slivers are wider."""


@dataclass(frozen=True)
class Selection:
    """A picture of the digit without the ink around it.

    Attributes
    ----------
    image : PIL.Image.Image or None
        Mode "L": the part of the picture around the digit, in which other ink is painted over;
        None if no ink is left.
    is_photograph : bool
        Whether the background is uneven.
    is_distinct : bool
        Whether what was left out can hardly be a part of the digit: it is a frame around it, a
        line longer than it, or outside the sheet.
    overview : callable or None
        Computes the whole picture, reduced: float32 array, shape (h, w), ink from 0 to 1, what was
        left out pale.
    is_speck : bool
        Whether all ink is too small for a digit, so that none is left.
    """

    image: Image.Image | None
    is_photograph: bool
    is_distinct: bool
    overview: Callable[[], Ink] | None = None
    is_speck: bool = False


def select_ink(gray: Image.Image, *, is_photograph: bool) -> Iterator[Selection]:
    """Yield the picture without the ink that is not the digit, if there is any of it.

    In a frame or on a sheet that is once with the lines that may be strokes, and once without them.

    Parameters
    ----------
    gray : PIL.Image.Image
        Mode "L".
    is_photograph : bool
        Whether the background is known to be uneven.
    """
    factor = max(1, round(max(gray.size) / _SIDE_PX))
    reduced = gray.reduce(factor) if factor > 1 else gray
    part, inside, corner = _sheet(reduced, is_photograph)
    mask, paper, is_photograph = _faint_ink(part, is_photograph)
    if inside is not None:
        mask = mask & inside
    digit = find_digit(mask, inside)
    kept = digit.kept
    if kept is None and inside is None:
        return
    if kept is not None and not kept.any() and inside is None:
        yield Selection(None, is_photograph, digit.is_distinct, is_speck=not digit.is_distinct)
        return
    if kept is None or (inside is not None and _is_grain(kept, inside, reduced)):
        # The digit may touch the edge of the sheet, so that it is outside.
        if _is_empty_sheet(inside, reduced, corner):
            yield Selection(None, is_photograph, False)
        return
    if inside is None and (kept == mask).all():
        return
    is_distinct = digit.is_distinct or inside is not None
    if is_photograph and inside is not None and _touches_edge(kept, inside):
        is_distinct = False  # the edge may be that of a shadow, which cuts the digit
    hidden = np.zeros_like(mask) if inside is None else ~inside
    if digit.frame is not None:
        hidden |= outside_box(digit.frame, mask.shape)
        # A frame alone can make the light seem uneven: it is found anew inside of it.
        is_photograph &= inside is not None
    for ink in (digit.with_lines, kept):
        if ink is not None:
            crop = clean_crop(gray, factor, corner, ink, mask & ~ink, hidden, paper)
            overview = partial(pale_overview, reduced, corner, ink)
            yield Selection(crop, is_photograph, is_distinct, overview)
            is_distinct = False  # lines on a sheet may be strokes


def _sheet(
    image: Image.Image, is_photograph: bool
) -> tuple[Image.Image, Mask | None, tuple[int, int]]:
    """Return the part of an image with the sheet, the sheet in it, and the part's corner x, y."""
    inside: Mask | None = None
    left = top = 0
    for _ in range(_MAX_NESTED_SHEETS):
        sheet = find_sheet(image)
        if sheet is None:
            break
        mask = enlarge_sheet(sheet, image.size)
        # A shadow has notches as well. Those of the enlarged sheet are the sheet's, enlarged.
        if not is_photograph and _notches(sheet).any():
            mask = _fill_notches(mask)
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        inside = mask[part] if inside is None else mask[part] & inside[part]
        left, top = left + int(columns[0]), top + int(rows[0])
        image = Image.fromarray(extend_sheet(np.asarray(image)[part], inside))
    return image, inside, (left, top)


def _is_empty_sheet(inside: Mask | None, image: Image.Image, corner: tuple[int, int]) -> bool:
    """Return whether a sheet without ink is a sheet rather than a blot or a thick 1.

    Parameters
    ----------
    inside : bool array, or None
        The sheet, in the part of the image that begins at `corner`.
    image : PIL.Image.Image
        Mode "L".
    corner : tuple of int
        x, y.
    """
    if inside is None:
        return False
    levels = np.asarray(image)
    sheet = np.zeros(levels.shape, dtype=bool)
    sheet[corner[1] :, corner[0] :][: inside.shape[0], : inside.shape[1]] = inside
    if sheet.all() or levels[sheet].mean() < levels[~sheet].mean():
        return False  # a blot of ink on paper
    height, width = inside.shape
    area = int(np.count_nonzero(inside))
    is_large = area >= _MIN_EMPTY_SHEET_RATIO * image.width * image.height
    is_wide = min(height, width) >= _MIN_EMPTY_SHEET_ASPECT * max(height, width)
    is_whole = np.count_nonzero(_notches(inside)) <= _MAX_NOTCHES * area
    return bool(is_large and is_wide and is_whole)


def _fill_notches(inside: Mask) -> Mask:
    """Return a sheet with the ink that cuts into it, if that is as large as a digit."""
    notches = _notches(inside)
    is_large = np.count_nonzero(notches) > _MAX_NOTCHES * np.count_nonzero(inside)
    return inside | notches if is_large else inside


def _notches(inside: Mask) -> Mask:
    """Return the pixels outside a sheet that lie between pixels of it."""
    return (_between(inside) | _between(inside.T).T) & ~inside


def _between(inside: Mask) -> Mask:
    """Return the pixels from the first to the last one of a mask in each row."""
    columns = np.arange(inside.shape[1], dtype=np.int16)
    first = inside.argmax(axis=1, keepdims=True)
    last = inside.shape[1] - 1 - inside[:, ::-1].argmax(axis=1, keepdims=True)
    last[~inside.any(axis=1)] = -1
    between: Mask = (columns >= first.astype(np.int16)) & (columns <= last.astype(np.int16))
    return between


def _is_grain(kept: Mask, inside: Mask, image: Image.Image) -> bool:
    """Return whether ink on a sheet is too short for a digit, or a sliver of the sheet's edge."""
    if not kept.any():
        return True
    top, left, bottom, right = bounding_box(kept)
    height, width = bottom - top, right - left
    length, side = max(height, width), max(image.size)
    if length < _MIN_DIGIT_RATIO * side:
        return True
    is_sliver = width > _MAX_EDGE_DIGIT_ASPECT * height or length < _MIN_EDGE_DIGIT_RATIO * side
    return is_sliver and _touches_edge(kept, inside)


def _touches_edge(kept: Mask, inside: Mask) -> bool:
    return bool((dilate(~inside, 2) & kept).any())


def _faint_ink(
    gray: Image.Image, is_photograph: bool
) -> tuple[Mask, NDArray[np.float32] | int, bool]:
    """Return a mask of all ink, the level of the paper, and whether the background is uneven."""
    levels = find_levels(gray)
    if is_photograph or not levels.is_uniform:
        absorbance, floor, pen, background = absorbance_of(gray)
        return absorbance >= max(floor, _FAINT_RATIO * pen), background, True
    contrast = levels.foreground - levels.background
    if contrast == 0:
        return np.zeros((gray.height, gray.width), dtype=bool), levels.background, False
    ink_of = (np.arange(256) - levels.background) / contrast
    is_ink = ink_of >= max(_FAINT_RATIO, 12 / abs(contrast))
    mask = np.frombuffer(gray.tobytes().translate(is_ink.tobytes()), dtype=bool)
    return mask.reshape(gray.height, gray.width), levels.background, False
