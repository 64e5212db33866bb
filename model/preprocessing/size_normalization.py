"""Size normalization as MNIST did it: stroke width, bounding box and center of mass.

All of it is done on a working image, `_OVERSAMPLING` times the final size, which is then reduced.
"""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from model.preprocessing.array_types import INPUT_SIDE, Ink, Mask
from model.preprocessing.ink_detection import bounding_box
from model.preprocessing.stroke_width import adjust_stroke_widths, estimate_stroke_width

BOX = 20
"""Longest side of the drawing in the result, in pixels."""

CENTER = 14.0
"""Where the center of mass goes, as a pixel index. Over MNIST's 60,000 training images the mean
center is (13.996, 14.007), never further than half a pixel from 14: they were shifted by whole
pixels to index 14, not to the geometric center 13.5. `model.preprocessing.pipeline` has the
scores."""

TARGET_WIDTH = 2.6
"""Stroke width of the result in pixels: the mean over MNIST's training images is 2.58."""

_OVERSAMPLING = 4
"""Pixels of the working image for each pixel of the result, along each side."""

_MARGIN_PX = 3 * _OVERSAMPLING
"""Margin of the working image, into which strokes may grow."""

_SMOOTHING_RATIO = 0.25
"""Standard deviation of the blur that smooths ragged edges, as a ratio of the stroke width: a line
keeps 95 % of its ink along its center."""

_MAX_SMOOTHING_PX = 1.0
"""The largest such blur, in pixels of the working image. Accuracy on bilevel scans of 5,000 MNIST
images that training left out, of networks 784-100-10-10 and 784-800-400-10:

    without    98.36 %    99.10 %
    with       98.56 %    99.26 %

and on images with smooth edges as before, within 0.1 points."""

_LINE_EDGE, _THIN_LINE_EDGE = 0.5, 0.45
"""Ink at the edge of a line after the blur: half, and of a line thinner than a working pixel about
half of what such a line can fill, as a ratio of its width in working pixels."""

_BLUR_REACH_PX = 4
"""The blur moves no ink as far: with this deviation, Pillow takes three means of three pixels."""

_BLOCK = 16
"""Drawings that are normalized at once: their arrays stay in the cache."""

_BOX_TOLERANCE = 2
"""Pixels by which a drawing may miss the box before it is scaled again. Handwriting misses it by
less; a blot with a hair, whose strokes have no one width, by more."""


def normalize_stroke_width(cropped: Ink) -> Ink:
    """Scale a drawing to the working size and bring its strokes to `TARGET_WIDTH`.

    The center lines are scaled so that, with half a stroke on either side, they fill the box.

    Parameters
    ----------
    cropped : float32 array, shape (H, W)
        Ink from 0 to 1, cropped to its bounding box.

    Returns
    -------
    float32 array, shape (H', W')
        Ink from 0 to 1 at the working size, with a margin.
    """
    [working] = _adjust_stroke_widths([cropped])
    cropped = _crop_to_ink(working)
    return _scale_to_box(cropped) if _misses_box(cropped) else working


def normalize_drawings(drawings: Sequence[Ink]) -> Ink:
    """Return ``center_by_mass(normalize_stroke_width(drawing))`` of each drawing, to the bit.

    Parameters
    ----------
    drawings : sequence of float32 arrays, shape (H, W)
        Ink from 0 to 1, each cropped to its bounding box.

    Returns
    -------
    float32 array, shape (N, 28, 28)
    """
    images = np.zeros((len(drawings), INPUT_SIDE, INPUT_SIDE), dtype=np.float32)
    for first in range(0, len(drawings), _BLOCK):
        block = _adjust_stroke_widths(drawings[first : first + _BLOCK])
        for k, working in enumerate(block, first):
            cropped = _crop_to_ink(working)
            if _misses_box(cropped):
                cropped = _crop_to_ink(_scale_to_box(cropped))
            images[k] = _place_by_mass(cropped)
    return images


def _adjust_stroke_widths(drawings: Iterable[Ink]) -> list[Ink]:
    """Return drawings at the working size, with a margin, their strokes about `TARGET_WIDTH`."""
    masks = [_working_mask(cropped) for cropped in drawings]
    return adjust_stroke_widths(masks, TARGET_WIDTH * _OVERSAMPLING)


def _working_mask(cropped: Ink) -> Mask:
    """Return the ink of a drawing at the working size, smoothed, with a margin."""
    width = estimate_stroke_width(cropped >= 0.5)
    longest = max(cropped.shape)
    center_line_extent = longest - width
    scale = _OVERSAMPLING * (BOX - TARGET_WIDTH) / max(center_line_extent, longest / 2)
    resized = _resize(cropped, scale)
    smooth = _blur(resized, min(_SMOOTHING_RATIO * width * scale, _MAX_SMOOTHING_PX))
    edge = min(_LINE_EDGE, _THIN_LINE_EDGE * width * scale)
    threshold = min(255 * edge, int(smooth.max()))
    mask = np.zeros([side + 2 * _MARGIN_PX for side in resized.shape], dtype=bool)
    inner = slice(_MARGIN_PX - _BLUR_REACH_PX, _BLUR_REACH_PX - _MARGIN_PX)
    mask[inner, inner] = smooth >= math.ceil(threshold)
    return mask


def _misses_box(cropped: Ink) -> bool:
    """Return whether the longest side of a drawing misses the box by more than the tolerance."""
    miss = abs(max(cropped.shape) - BOX * _OVERSAMPLING)
    return bool(miss > _BOX_TOLERANCE * _OVERSAMPLING)


def _scale_to_box(cropped: Ink) -> Ink:
    return np.clip(_resize(cropped, BOX * _OVERSAMPLING / max(cropped.shape)), 0, 1)


def _resize(image: Ink, scale: float) -> Ink:
    height, width = (max(1, round(side * scale)) for side in image.shape)
    return np.asarray(Image.fromarray(image).resize((width, height), Image.Resampling.BICUBIC))


def _blur(image: Ink, sigma: float) -> NDArray[np.uint8]:
    """Return ink from 0 to 255, blurred, with a margin of `_BLUR_REACH_PX`."""
    levels = np.zeros([side + 2 * _BLUR_REACH_PX for side in image.shape], dtype=np.uint8)
    inner = slice(_BLUR_REACH_PX, -_BLUR_REACH_PX)
    levels[inner, inner] = np.clip(image * 255, 0, 255)
    return np.asarray(Image.fromarray(levels).filter(ImageFilter.GaussianBlur(sigma)))


def _crop_to_ink(working: Ink) -> Ink:
    top, left, bottom, right = bounding_box(working > 0)
    return working[top:bottom, left:right]


def _downsample(working: Ink) -> Ink:
    """Average blocks of `_OVERSAMPLING` x `_OVERSAMPLING` pixels."""
    rows, columns = working.shape[0] // _OVERSAMPLING, working.shape[1] // _OVERSAMPLING
    row_sums = working.reshape(rows, _OVERSAMPLING, -1).sum(axis=1)  # over the rows of each block
    weights = np.full(_OVERSAMPLING, 1 / _OVERSAMPLING**2, dtype=np.float32)
    averages: Ink = row_sums.reshape(rows, columns, _OVERSAMPLING) @ weights
    return averages


def fit_to_box(working: Ink) -> Ink:
    """Return the drawing cropped to its ink at the final size, its longest side about `BOX`.

    Parameters
    ----------
    working : float32 array, shape (H', W')
        As `normalize_stroke_width` returns it.

    Returns
    -------
    float32 array, shape (h, w)
    """
    cropped = _crop_to_ink(working)
    rows, columns = (-side % _OVERSAMPLING for side in cropped.shape)
    return _downsample(np.pad(cropped, ((0, rows), (0, columns))))


def center_by_mass(working: Ink) -> Ink:
    """Place the drawing with its center of mass at `CENTER` of the result.

    Where the drawing would not fit, it is moved back inside; nothing wraps around.

    Parameters
    ----------
    working : float32 array, shape (H', W')
        As `normalize_stroke_width` returns it.

    Returns
    -------
    float32 array, shape (28, 28)
    """
    return _place_by_mass(_crop_to_ink(working))


def _place_by_mass(cropped: Ink) -> Ink:
    total = cropped.sum()
    canvas = np.zeros((INPUT_SIDE * _OVERSAMPLING, INPUT_SIDE * _OVERSAMPLING), dtype=np.float32)
    position: list[slice[Any, Any, Any]] = []
    for axis, side in enumerate(cropped.shape):
        profile = cropped.sum(axis=1 - axis)  # along the other axis
        center_of_mass = float(profile @ np.arange(side) / total)
        start = round((CENTER + 0.5) * _OVERSAMPLING - 0.5 - center_of_mass)
        start = min(max(start, 0), canvas.shape[axis] - side)
        position.append(slice(start, start + side))
    canvas[tuple(position)] = cropped
    return _downsample(canvas)
