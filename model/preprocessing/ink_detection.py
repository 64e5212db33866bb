"""Ink detection: separate the drawing from its background and remove specks of noise.

What is removed as a speck is set here; `thresholding` lists the thresholds for thin and faint ink.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from model.preprocessing.array_types import GrayImage, Mask
from model.preprocessing.connected_components import Components, connected_components
from model.preprocessing.digit_segmentation import segment_digits
from model.preprocessing.foreign_lines import MAX_STROKE_LENGTH, MIN_LINE_ASPECT
from model.preprocessing.grayscale import MIN_CONTRAST, reduce_to_side
from model.preprocessing.photographs import MAX_SIDE_PX as MAX_PHOTOGRAPH_SIDE_PX
from model.preprocessing.photographs import threshold_photograph
from model.preprocessing.ruled_lines import is_ruled
from model.preprocessing.thresholding import SMALL_IMAGE_PX, find_levels, threshold_uniform

MAX_SIDE_PX = 560
"""Larger images are reduced before ink is detected."""

_MIN_AREA_RATIO = 0.02
"""Components with a smaller area than this ratio of the largest component's are specks."""

_MIN_AREA_RATIO_PHOTOGRAPH = 0.06
"""The same for photographs, where pieces of ruled lines and shadows remain."""

_MIN_LENGTH_RATIO = 0.012
"""Components shorter than this ratio of the image's longest side (or 3 px) are specks."""

_MIN_DIGIT_RATIO_PHOTOGRAPH = 0.04
"""Minimum length of a digit's longest component, as a ratio of a photograph's longest side; noise
and smudges are shorter."""

_MIN_SHEET_FILL = 0.6
"""Minimum ratio of ink in its bounding box from which it may be a sheet or table; the strokes of a
digit leave more paper between them."""

_MIN_SHEET_RATIO = 0.25
"""Minimum length of the shorter side of a sheet, as a ratio of the image's longest side; a small
solid component may be a digit in a thick pen."""

_LINE_SEARCH_ROWS_RATIO = 0.04
"""Height of the blocks of rows in which lines are searched for, as a ratio of the drawing's longest
side: at least as high as a printed line is thick."""

_MIN_WIDTH_OF_LEVEL_LINE = 0.7
"""Minimum width of a drawing with a horizontal line, as a ratio of its height; in a narrower one, a
row of ink is the stroke of a digit."""

_MIN_WIDTH_OF_NARROW_BOX = 0.2
"""Minimum width of a drawing, as a ratio of its height, in which two upright lines are the sides of
a box."""

_MIN_WIDTH_OF_UPRIGHT_LINE = 0.5
"""The same for a vertical line, which would be the stem of a 1 in a narrower drawing."""

_MAX_GAPS = 0.06
_MAX_GAPS_PHOTOGRAPH = 0.15
"""Maximum gaps between a line across the image and the image's border, as a ratio of its side."""

_MAX_LINE_THICKNESS = 0.05
"""Maximum extent of a line across the image, as a ratio of the side that it does not run along."""

_MIN_LINE_COVER = 0.85
"""Minimum share of the drawing's width, or height, that a line covers."""

_MAX_DISTANCE_RATIO = 0.004
"""Maximum median distance of a line's upper edge from a straight one, as a ratio of its length."""

_MAX_STROKE_RATIO = 0.9
"""Maximum ratio of a drawing to the image's side; the lines of larger ones may end at its
border."""

_LENGTH_TOLERANCE = 1.05
"""By how much a line may be longer in faint ink, as a ratio of the drawing's width or height."""


class BlankDrawingError(ValueError):
    """The image shows no drawing: no contrast, an empty page, or only specks."""


@dataclass(frozen=True)
class InkDetection:
    """The ink of an image.

    Attributes
    ----------
    gray : uint8 array, shape (H, W)
        The image in which ink was detected: reduced, or cropped around a small digit.
    ink : uint8 array, shape (H, W)
        0 background, 128 the edge of a line, 255 foreground; specks removed.
    mask : bool array, shape (H, W)
        True where there is ink.
    is_photograph : bool
        Whether the background was uneven and had to be estimated.
    reduction : int
        The factor by which the image was reduced.
    segments : tuple of bool arrays, shape (H, W)
        The mask split into digits side by side, from left to right, if there may be several;
        else empty.
    is_clean : bool
        Whether the ink is surely the digit: even paper, one component, no ink at the image's
        border, no long line.
    """

    gray: GrayImage
    ink: GrayImage
    mask: Mask
    is_photograph: bool
    reduction: int
    segments: tuple[Mask, ...]
    is_clean: bool

    @cached_property
    def box(self) -> tuple[int, int, int, int]:
        """The bounding box of the ink; see `bounding_box`."""
        return bounding_box(self.mask)


def detect_ink(gray: Image.Image) -> InkDetection:
    """Detect the ink of an image and remove specks.

    A large image is reduced first. If the digit turns out to be small in it, ink is detected again
    at full resolution in the part around the digit.

    Parameters
    ----------
    gray : PIL.Image.Image
        Mode "L".

    Raises
    ------
    BlankDrawingError
        If nothing is drawn.
    """
    detection = detect_once(gray)
    top, left, bottom, right = detection.box
    longest = max(bottom - top, right - left)
    if detection.reduction == 1 or longest >= MAX_SIDE_PX / 4:
        return detection
    margin, factor = longest // 2, detection.reduction
    box = (
        max(left - margin, 0) * factor,
        max(top - margin, 0) * factor,
        min((right + margin) * factor, gray.width),
        min((bottom + margin) * factor, gray.height),
    )
    return detect_once(gray.crop(box), is_photograph=detection.is_photograph)


def detect_once(gray: Image.Image, *, is_photograph: bool = False) -> InkDetection:
    """Detect the ink of an image after reducing it to at most `MAX_SIDE_PX`.

    Raises
    ------
    BlankDrawingError
        If nothing is drawn.
    """
    reduced, factor = reduce_to_side(gray, MAX_SIDE_PX)
    levels = find_levels(reduced)
    is_photograph = is_photograph or not levels.is_uniform
    if is_photograph and max(reduced.size) > MAX_PHOTOGRAPH_SIDE_PX:
        reduced, factor = reduce_to_side(gray, MAX_PHOTOGRAPH_SIDE_PX)
    if abs(levels.foreground - levels.background) < MIN_CONTRAST:
        raise BlankDrawingError("expected a drawn digit, got an image without contrast")
    ink = None if is_photograph else threshold_uniform(reduced, levels)
    if ink is not None and max(ink.shape) >= SMALL_IMAGE_PX and is_ruled(ink >= 128):
        return detect_once(gray, is_photograph=True)
    if is_photograph:
        ink = threshold_photograph(reduced)
    if ink is None:
        raise BlankDrawingError("expected a drawn digit, got an image of an empty page")
    ink, mask, segments, is_clean = remove_specks(ink, is_photograph=is_photograph)
    is_clean &= not is_photograph
    return InkDetection(np.asarray(reduced), ink, mask, is_photograph, factor, segments, is_clean)


def remove_specks(
    ink: GrayImage, *, is_photograph: bool
) -> tuple[GrayImage, Mask, tuple[Mask, ...], bool]:
    """Remove small components; return ink, mask, segments, and whether there are no lines.

    Raises
    ------
    BlankDrawingError
        If there is nothing else.
    """
    min_area_ratio = _MIN_AREA_RATIO_PHOTOGRAPH if is_photograph else _MIN_AREA_RATIO
    mask = ink >= 128
    components = connected_components(mask)
    boxes = components.boxes
    lengths = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)  # of height and width
    is_large = components.areas >= min_area_ratio * components.areas.max(initial=0)
    is_large &= lengths >= max(3, _MIN_LENGTH_RATIO * max(ink.shape))
    min_digit_px = _MIN_DIGIT_RATIO_PHOTOGRAPH * max(ink.shape)
    if not is_large.any() or (is_photograph and lengths.max() < min_digit_px):
        raise BlankDrawingError("expected a drawn digit, got an image with only specks")
    if not is_large.all():
        specks = Image.fromarray(components.mask_of(~is_large)).convert("L")
        dilated = specks.filter(ImageFilter.MaxFilter(5))  # with their antialiased edges
        mask = components.mask_of(is_large)
        ink = np.where((np.asarray(dilated) > 0) & ~mask, np.uint8(0), ink)
    digits = segment_digits(components, is_large)
    return (
        ink,
        mask,
        tuple(components.mask_of(digit) for digit in digits),
        not digits and _is_clean(components, is_large, mask),
    )


def _is_clean(components: Components, is_large: Mask, mask: Mask) -> bool:
    """Return whether the ink is one group of strokes without lines or ink at the border."""
    boxes = components.boxes
    if (boxes[:, :2] == 0).any() or (boxes[:, 2:] == np.array(mask.shape)).any():
        return False
    large = boxes[is_large]
    top, left = large[:, :2].min(axis=0)
    bottom, right = large[:, 2:].max(axis=0)
    if len(large) > 1:
        return False
    height, width = int(bottom - top), int(right - left)
    crop = mask[top:bottom, left:right]
    is_solid = np.count_nonzero(crop) > _MIN_SHEET_FILL * crop.size
    if is_solid and min(height, width) >= _MIN_SHEET_RATIO * max(mask.shape):
        return False  # a sheet on a dark table
    block = max(1, round(_LINE_SEARCH_ROWS_RATIO * max(height, width)))
    level = _thin_bands(crop, block) if width >= _MIN_WIDTH_OF_LEVEL_LINE * height else []
    upright = _thin_bands(crop.T, block) if width >= _MIN_WIDTH_OF_NARROW_BOX * height else []
    if (level and upright) or len(upright) > 1:
        return False  # a frame, perhaps
    if width < _MIN_WIDTH_OF_UPRIGHT_LINE * height:
        upright = []  # a stroke
    if width >= _MAX_STROKE_RATIO * mask.shape[1] or height >= _MAX_STROKE_RATIO * mask.shape[0]:
        return not level and not upright
    return all(
        _is_thick(crop, band, block) or _is_top_stroke(height, width, band) for band in level
    ) and all(_is_thick(crop.T, band, block) for band in upright)


def _is_thick(mask: Mask, band: tuple[int, int], block: int) -> bool:
    """Return whether the ink in a band of rows is too thick for a printed line."""
    rows = mask[max(band[0] - block, 0) : band[1] + block]
    thickness = float(np.median(np.count_nonzero(rows, axis=0)))
    return bool(thickness * MIN_LINE_ASPECT > _LENGTH_TOLERANCE * mask.shape[1])


def _is_top_stroke(height: int, width: int, band: tuple[int, int]) -> bool:
    """Return whether a horizontal line can be the top stroke of a digit, as in 5 or 7.

    The ink below hangs on the line, so it is at least as long as the distance from the line to the
    lower end. A printed line would be much longer than that.
    """
    below = height - band[1]
    return below > band[0] and _LENGTH_TOLERANCE * width < below * MAX_STROKE_LENGTH


def _thin_bands(mask: Mask, block: int) -> list[tuple[int, int]]:
    """Return the first and last row of bands, up to two blocks, whose ink covers most columns.

    Blocks allow for a slight slope, and a line may lie across the border of two of them; the
    stroke of a thick pen covers more.
    """
    height, width = mask.shape
    padded = np.zeros((-(-height // block) * block, width), dtype=bool)
    padded[:height] = mask
    inked: Mask = np.logical_or.reduce(padded.reshape(-1, block, width), axis=1)  # a row a block
    pairs = np.zeros((len(inked) + 1, width), dtype=bool)  # two adjacent blocks each
    pairs[:-1] = inked
    pairs[1:] |= inked
    covered = np.zeros(len(pairs) + 2, dtype=bool)
    covered[1:-1] = np.count_nonzero(pairs, axis=1) >= _MIN_LINE_COVER * width
    edges = np.flatnonzero(covered[1:] != covered[:-1])
    bands = []
    for start, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        across = ((start - 1) * block, (start + 1) * block)  # the border of two blocks
        if stop - start == 1 and _is_straight(mask[slice(*across)]):
            bands.append(across)
        elif 1 < stop - start <= 3:  # one block, or two, are in all pairs
            bands.append((start * block, (stop - 1) * block))
    return bands


def _is_straight(band: Mask) -> bool:
    """Return whether most of the ink of a band begins on a straight line, rather than a curve."""
    columns = np.flatnonzero(band.any(axis=0))
    rows = band[:, columns].argmax(axis=0)
    slope, offset = np.polyfit(columns, rows, 1)
    distance = float(np.median(np.abs(rows - offset - slope * columns)))
    return bool(distance <= _MAX_DISTANCE_RATIO * band.shape[1])


def is_line_across(detection: InkDetection) -> bool:
    """Return whether the only ink is a thin line from one side of the image to the other.

    In a photograph it may end before the border, where shadows are cut off.
    """
    top, left, bottom, right = detection.box
    height, width = detection.mask.shape
    min_length = 1 - (_MAX_GAPS_PHOTOGRAPH if detection.is_photograph else _MAX_GAPS)
    is_upright = bottom - top >= min_length * height
    is_level = right - left >= min_length * width
    max_thickness = _MAX_LINE_THICKNESS
    return bool(
        (is_upright and right - left <= max_thickness * width)
        or (is_level and bottom - top <= max_thickness * height)
    )


def bounding_box(mask: NDArray[Any]) -> tuple[int, int, int, int]:
    """Return the bounding box of the nonzero pixels, of which there must be one.

    Parameters
    ----------
    mask : array, shape (H, W)

    Returns
    -------
    tuple of int
        Top, left, bottom and right in pixels, the last two exclusive.

    Raises
    ------
    ValueError
        If there is none.
    """
    box = Image.fromarray(mask.astype(bool, copy=False).view(np.uint8)).getbbox()
    if box is None:
        raise ValueError("expected at least one pixel that is not 0, got none")
    left, top, right, bottom = box
    return top, left, bottom, right
