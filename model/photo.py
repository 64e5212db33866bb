"""Ink on photographed paper: uneven light, shadows, grey or ruled paper, noise, blur.

The paper is what remains when everything narrow and dark is closed over. Ink is what it darkens, as
a share of the light that falls there, so that ink in a shadow counts as much as ink in the sun.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter, ImageOps

from model.components import components
from model.ruling import ruling

LONGEST_PX = 400
"""Photographs are read at this size: fine enough for a digit, coarse enough to average noise."""

_PAPER_PX = 64
"""The paper is estimated on a picture of this size."""

_CLOSING = 9
"""Side of the closing window on that picture: strokes narrower than this vanish."""

FAINTEST = 0.10
"""Least share of the light that ink must take away."""

_LINE_SHARE = 0.5
"""What takes away less than this share of what the pen does is ruling, shadow or show-through."""

_PEN_SHARE = 0.004
"""The pen is what takes away most: this share of the picture at least is drawn."""

_INNER_LENGTH = 0.08
"""Pieces at the rim are dropped if one elsewhere is longer than this share of the picture."""


def ink_on_photo(grey: Image.Image) -> NDArray[np.uint8] | None:
    """Return how much ink each pixel holds, 0 to 255 with 128 at a line's edge, or None.

    Parameters
    ----------
    grey : PIL.Image.Image
        Mode "L", at most `LONGEST_PX` on its longest side.

    Returns
    -------
    uint8 array of the picture's shape, or None if nothing stands out from the paper.
    """
    smooth = grey.filter(ImageFilter.GaussianBlur(max(grey.size) / 400))
    if _pen_is_light(smooth):
        smooth = ImageOps.invert(smooth)
    light = np.maximum(np.asarray(_paper(smooth), dtype=np.float32), 1)
    taken = np.clip(1 - np.asarray(smooth, dtype=np.float32) / light, 0, 1)
    # The median absolute deviation tells the noise of the paper, which is most of the picture.
    middle = float(np.median(taken))
    noise = 1.4826 * float(np.median(np.abs(taken - middle)))
    floor = max(FAINTEST, middle + 4 * noise)
    pen = float(np.quantile(taken, 1 - _PEN_SHARE))
    if pen < floor:
        return None
    edge = max(floor, _LINE_SHARE * pen)
    ink = np.minimum(taken * (128 / edge), 255).astype(np.uint8)
    ink[ruling(ink >= 128)] = 0
    return _without_margins(ink)


def _pen_is_light(grey: Image.Image) -> bool:
    """Tell whether the narrow features are lighter than their surroundings, by the skewness."""
    around = grey.filter(ImageFilter.BoxBlur(max(grey.size) / 8))
    difference = np.asarray(grey, dtype=np.float32) - np.asarray(around, dtype=np.float32)
    return float((difference * difference * difference).sum()) > 0  # a power is 50 times slower


def _paper(grey: Image.Image) -> Image.Image:
    """Return the paper alone: a closing by a window wider than any stroke, then blurred."""
    factor = max(1, max(grey.size) // _PAPER_PX)
    coarse = grey.reduce(factor)
    closed = coarse.filter(ImageFilter.MaxFilter(_CLOSING)).filter(ImageFilter.MinFilter(_CLOSING))
    blurred = closed.filter(ImageFilter.GaussianBlur(1))
    whole = blurred.resize(grey.size, Image.Resampling.BICUBIC)
    return ImageChops.lighter(whole, Image.new("L", grey.size, 1))


def _without_margins(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Drop what touches the rim (a table's edge, a shadow), if more is left."""
    pieces = components(ink >= 128)
    boxes: Any = pieces.boxes
    height, width = ink.shape
    inner = (boxes[:, :2] > 0).all(axis=1) & (boxes[:, 2:] < (height, width)).all(axis=1)
    if inner.all() or not inner.any():
        return ink
    longest = (boxes[inner, 2:] - boxes[inner, :2]).max()
    if longest < _INNER_LENGTH * max(ink.shape):
        return ink
    return np.where(pieces.paint(~inner), np.uint8(0), ink)
