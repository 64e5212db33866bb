"""Alternatives to reading a picture as drawn: without foreign ink, and as a tight crop.

A picture whose structure is clean has none. `model.inference.input_selection` chooses.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from model.preprocessing.array_types import Ink
from model.preprocessing.grayscale import reduce_to_side
from model.preprocessing.ink_detection import (
    MAX_SIDE_PX,
    BlankDrawingError,
    InkDetection,
    detect_once,
    remove_specks,
)
from model.preprocessing.ink_selection import select_ink
from model.preprocessing.shadows import covers_side, is_shadow_edge, is_shadowed
from model.preprocessing.thresholding import SMALL_IMAGE_PX
from model.preprocessing.tight_crops import threshold_tight_crop

_MAX_TIGHT_PX = 300
"""A picture with uneven light that is no larger may be a tight crop of a digit."""

_MIN_TIGHT_RATIO = 0.5
"""Minimum length of the ink in a tight crop, as a ratio of the longest side."""

_HOLLOW_RATIO = 1.3
"""Minimum ratio of the ink of a tight crop to that against a background estimated by a closing,
from which the latter is hollow."""

_SIZE_TOLERANCE = 0.05
"""Maximum difference of two readings of the same size, as a ratio of the larger one."""

_MAX_AREA_LEFT = 0.95
"""Maximum ink of such a reading that lacks strokes of the other, as a ratio of that one's."""

_MIN_HEIGHT_RATIO = 0.2
"""Minimum height of a digit beside lines that hid it, as a ratio of the image's shortest side."""

_MIN_LINE_ASPECT = 20
"""Minimum height of a margin line as a ratio of its width."""

_MIN_FILLED_RATIO = 0.7
"""Minimum extent of a digit that fills a tight crop, as a ratio of one of the crop's sides."""

_MIN_INK_RATIO, _MAX_INK_RATIO = 0.04, 0.6
"""Minimum and maximum ratio of ink in a tight crop: grain has less, and a shadow more."""

_MAX_GAPS = 0.06
_MAX_GAPS_PHOTOGRAPH = 0.15
"""Maximum gaps between a line across the image and the image's border, as a ratio of its side."""

_MAX_LINE_THICKNESS = 0.05
"""Maximum extent of a line across the image, as a ratio of the side that it does not run along."""


@dataclass(frozen=True)
class AlternativeDetection:
    """An alternative detection of the ink in an image.

    Attributes
    ----------
    detection : InkDetection or None
        None if no ink is left: the image shows only lines, only specks, or an empty sheet.
    is_distinct : bool
        Whether what was left out can hardly be a part of the digit.
    overview : callable or None
        Computes the whole image, with what was left out pale: float32 array, shape (H, W), ink
        from 0 to 1.
    is_speck : bool
        Whether the image shows only specks.
    """

    detection: InkDetection | None
    is_distinct: bool
    overview: Callable[[], Ink] | None = None
    is_speck: bool = False


def find_alternatives(gray: Image.Image, detection: InkDetection) -> Iterator[AlternativeDetection]:
    """Yield other readings of the ink of an image.

    Parameters
    ----------
    gray : PIL.Image.Image
        Mode "L".
    detection : InkDetection
        The reading as drawn.
    """
    is_found = False
    for selected in _selected_alternative(gray, is_photograph=detection.is_photograph):
        is_found = selected.is_distinct or selected.detection is None
        is_distinct = selected.is_distinct and not lacks_strokes(selected.detection, detection)
        yield replace(selected, is_distinct=is_distinct)
    if not detection.is_photograph:
        return
    is_small = max(gray.size) <= _MAX_TIGHT_PX
    if _may_be_tight(detection) and (is_small or not is_found):
        yield from _tight_alternative(gray, detection)
    if not is_found and is_shadow_edge(detection.gray, detection.mask, detection.box):
        yield AlternativeDetection(None, is_distinct=False)


def lacks_strokes(selected: InkDetection | None, detection: InkDetection) -> bool:
    """Return whether a selection leaves out parts of the ink as drawn, but nothing around it."""
    if selected is None:
        return False
    top, left, bottom, right = (side * selected.reduction for side in selected.box)
    upper, near, lower, far = (side * detection.reduction for side in detection.box)
    sizes = ((bottom - top, lower - upper), (right - left, far - near))
    is_of_same_size = all(abs(a - b) <= _SIZE_TOLERANCE * max(a, b) for a, b in sizes)
    area = np.count_nonzero(selected.mask) * selected.reduction**2
    area_as_drawn = np.count_nonzero(detection.mask) * detection.reduction**2
    return bool(is_of_same_size and area <= _MAX_AREA_LEFT * area_as_drawn)


def _tight_alternative(
    gray: Image.Image, detection: InkDetection
) -> Iterator[AlternativeDetection]:
    tight = detect_in_tight_crop(gray)
    if tight is not None and not (covers_side(tight.mask) or is_shadowed(tight.mask)):
        yield AlternativeDetection(tight, is_distinct=is_hollow(detection, tight))


def _selected_alternative(
    gray: Image.Image, *, is_photograph: bool
) -> Iterator[AlternativeDetection]:
    for number, selection in enumerate(select_ink(gray, is_photograph=is_photograph)):
        if selection.image is None:
            yield AlternativeDetection(None, selection.is_distinct, is_speck=selection.is_speck)
            continue
        if selection.is_photograph and not selection.is_distinct and number == 0:
            continue  # shadows of a photograph have shapes of all kinds
        is_small = max(selection.image.size) < SMALL_IMAGE_PX
        try:
            selected = detect_once(
                selection.image,
                is_photograph=selection.is_photograph and not is_small,
                is_crop=True,
            )
        except BlankDrawingError:
            if selection.is_photograph and max(gray.size) > _MAX_TIGHT_PX:  # a sheet with grain
                yield AlternativeDetection(None, is_distinct=False)
            continue
        yield AlternativeDetection(selected, selection.is_distinct, selection.overview)


def rescue(gray: Image.Image, detection: InkDetection | None) -> AlternativeDetection | None:
    """Return another reading of an image that looks blank, or that shows only a line across it.

    Parameters
    ----------
    gray : PIL.Image.Image
        Mode "L".
    detection : InkDetection or None
        The line, or None if no ink was found.
    """
    if detection is None:
        selected = next(_selected_alternative(gray, is_photograph=False), None)
        if selected is not None and selected.is_distinct and _is_tall(selected.detection, gray):
            return selected  # a black frame set the threshold for a digit in pencil
        tight = detect_in_tight_crop(gray)
        if tight is None or not _is_filled(tight):
            return None
        return AlternativeDetection(tight, is_distinct=False)
    first = next(find_alternatives(gray, detection), None)
    return None if first is None or first.detection is None else first


def _is_tall(detection: InkDetection | None, gray: Image.Image) -> bool:
    """Return whether the ink is as tall as a digit, rather than a piece of a ruled line."""
    if detection is None:
        return False
    top, _, bottom, _ = detection.box
    return (bottom - top) * detection.reduction >= _MIN_HEIGHT_RATIO * min(gray.size)


def is_upright_line(detection: InkDetection) -> bool:
    """Return whether the ink is as narrow as a margin line; few people draw such a 1."""
    top, left, bottom, right = detection.box
    return bottom - top >= _MIN_LINE_ASPECT * (right - left)


def _is_filled(detection: InkDetection) -> bool:
    """Return whether a digit fills the image, rather than a shadow or grain."""
    top, left, bottom, right = detection.box
    height, width = detection.mask.shape
    share = np.count_nonzero(detection.mask) / detection.mask.size
    is_long = (
        bottom - top >= _MIN_FILLED_RATIO * height or right - left >= _MIN_FILLED_RATIO * width
    )
    has_strokes = _MIN_INK_RATIO <= share <= _MAX_INK_RATIO
    return bool(max(height, width) <= _MAX_TIGHT_PX and is_long and has_strokes)


def _may_be_tight(detection: InkDetection) -> bool:
    top, left, bottom, right = detection.box
    longest = int(max(detection.mask.shape))
    length = max(bottom - top, right - left)
    return longest <= _MAX_TIGHT_PX or length >= _MIN_TIGHT_RATIO * longest


def is_hollow(detection: InkDetection, tight: InkDetection) -> bool:
    """Return whether the ink as drawn lacks much of the ink of a small tight crop.

    Only the part with ink as drawn is compared: the tight crop has the lines around it as well.
    """
    if max(tight.mask.shape) > _MAX_TIGHT_PX:
        return False
    top, left, bottom, right = detection.box
    tight_part = tight.mask[top:bottom, left:right]
    area = np.count_nonzero(detection.mask)
    return bool(
        _HOLLOW_RATIO * area <= np.count_nonzero(tight_part)
        and np.count_nonzero(tight.mask) <= _MAX_INK_RATIO * tight.mask.size
    )


def detect_in_tight_crop(gray: Image.Image) -> InkDetection | None:
    """Return the ink of an image that a digit fills; None if there is none.

    Parameters
    ----------
    gray : PIL.Image.Image
        Mode "L".
    """
    reduced, factor = reduce_to_side(gray, MAX_SIDE_PX)
    ink = threshold_tight_crop(reduced)
    if ink is None:
        return None
    try:
        ink, mask, segments, _ = remove_specks(ink, is_photograph=False)
    except BlankDrawingError:
        return None
    return InkDetection(np.asarray(reduced), ink, mask, True, factor, segments, is_clean=False)


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
