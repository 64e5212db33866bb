"""Ink detection: separate the drawing from its background and remove specks of noise.

What is removed as a speck is set here; `thresholding` lists the thresholds for thin and faint ink.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.preprocessing.array_types import GrayImage, Mask
from model.preprocessing.clean_ink import is_clean
from model.preprocessing.connected_components import connected_components
from model.preprocessing.digit_segmentation import segment_digits
from model.preprocessing.grayscale import MIN_CONTRAST, reduce_to_side
from model.preprocessing.morphology import dilate
from model.preprocessing.photographs import MAX_SIDE_PX as MAX_PHOTOGRAPH_SIDE_PX
from model.preprocessing.photographs import threshold_photograph
from model.preprocessing.ruled_lines import is_ruled
from model.preprocessing.shadows import is_shadowed
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
    return detect_once(gray.crop(box), is_photograph=detection.is_photograph, is_crop=True)


def detect_once(
    gray: Image.Image, *, is_photograph: bool = False, is_crop: bool = False
) -> InkDetection:
    """Detect the ink of an image after reducing it to at most `MAX_SIDE_PX`.

    Parameters
    ----------
    gray : PIL.Image.Image
        Mode "L".
    is_photograph : bool
        Whether the background is known to be uneven.
    is_crop : bool
        Whether it is a part of an image around a digit.

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
    if ink is not None and max(ink.shape) >= SMALL_IMAGE_PX and _is_uneven(ink >= 128):
        return detect_once(gray, is_photograph=True, is_crop=is_crop)
    if is_photograph:
        ink = threshold_photograph(reduced, is_crop=is_crop)
    if ink is None:
        raise BlankDrawingError("expected a drawn digit, got an image of an empty page")
    ink, mask, segments, is_clean = remove_specks(ink, is_photograph=is_photograph)
    is_clean &= not is_photograph
    return InkDetection(np.asarray(reduced), ink, mask, is_photograph, factor, segments, is_clean)


def _is_uneven(mask: Mask) -> bool:
    """Return whether the ink of an even background is in truth ruled paper or a shadow."""
    return is_ruled(mask) or is_shadowed(mask)


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
        specks = dilate(components.mask_of(~is_large), 2)  # with their antialiased edges
        mask = components.mask_of(is_large)
        ink = ink * ~(specks & ~mask)
    digits = segment_digits(components, is_large)
    return (
        ink,
        mask,
        tuple(components.mask_of(digit) for digit in digits),
        not digits and is_clean(components, is_large, mask),
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
