"""Recognition of ink that is surely one digit: no frame, sheet or printed line."""

import numpy as np

from model.preprocessing.array_types import Mask
from model.preprocessing.connected_components import Components
from model.preprocessing.printed_lines import MIN_LINE_ASPECT
from model.preprocessing.underlines import MAX_STROKE_LENGTH

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

_MIN_LINE_COVER = 0.85
"""Minimum share of the drawing's width, or height, that a line covers."""

_MAX_DISTANCE_RATIO = 0.004
"""Maximum median distance of a line's upper edge from a straight one, as a ratio of its length."""

_MAX_STROKE_RATIO = 0.9
"""Maximum ratio of a drawing to the image's side; the lines of larger ones may end at its
border."""

_LENGTH_TOLERANCE = 1.05
"""By how much a line may be longer in faint ink, as a ratio of the drawing's width or height."""


def is_clean(components: Components, is_large: Mask, mask: Mask) -> bool:
    """Return whether the ink is one group of strokes without lines or ink at the border.

    Parameters
    ----------
    components : Components
        All ink, K components.
    is_large : bool array, shape (K,)
        Those that are no specks.
    mask : bool array, shape (H, W)
        The large ones' pixels.
    """
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
