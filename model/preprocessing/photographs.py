"""Ink on photographed paper: uneven light, shadows, grey or ruled paper, noise, blur.

The paper is what remains when everything narrow and dark is closed over. Ink is what it darkens, as
a share of the light that falls there, so that ink in a shadow counts as much as ink in the sun.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

from model.preprocessing.connected_components import components
from model.preprocessing.ruled_lines import ruling

Shares = NDArray[np.float32]
"""The share of the light, 0 to 1, that each pixel takes away."""

LONGEST_PX = 400
"""Photographs are read at this size: fine enough for a digit, coarse enough to average noise."""

_PAPER_PX = 64
"""The paper is estimated on a picture of this size."""

_CLOSING = 9
"""Side of the closing window on that picture: strokes narrower than this vanish."""

_LEVELS = 1000

_DARKEST_PAPER = 64
"""Levels of light below which a share of it says more about the grain than about ink."""

FAINTEST = 0.10
"""Least share of the light that ink must take away."""

_LINE_SHARE = 0.5
"""What takes away less than this share of what the pen does is ruling, shadow or show-through."""

_FAINT_EDGE = 90
"""Ink, of 128, from which a pixel may belong to a ruled line: thin ones are grey in places."""

_PEN_SHARE = 0.004
"""The pen is what takes away most: this share of the picture at least is drawn."""

_RIM = 0.04
"""The paper is known too badly within this share of the sides to judge noise and pen by."""

_RIM_DEPTH = 0.14
"""What reaches no further into the picture than this share of it comes from estimating the paper
there with a window that sees only one side."""

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
    paper = np.asarray(_paper(smooth), dtype=np.float32)
    darker = paper - np.asarray(smooth, dtype=np.float32)
    taken: Shares = np.clip(darker / np.maximum(paper, np.float32(_DARKEST_PAPER)), 0, 1)
    height, width = taken.shape
    down, across = round(_RIM * height), round(_RIM * width)
    heart = taken[down : height - down, across : width - across]
    middle, noise, pen = _statistics(heart)
    floor = max(FAINTEST, middle + 4 * noise)
    if pen < floor:
        return None
    edge = max(floor, _LINE_SHARE * pen)
    ink = np.minimum(taken * (128 / edge), 255).astype(np.uint8)
    ink[ruling(ink >= _FAINT_EDGE)] = 0
    return _without_margins(ink)


def _statistics(taken: Shares) -> tuple[float, float, float]:
    """Return the paper's level, its noise and the pen's level, all to a thousandth.

    The median absolute deviation tells the noise of the paper, which is most of the picture.
    """
    # A histogram of a thousand levels costs a tenth of finding three quantiles.
    levels = np.arange(_LEVELS + 1)
    histogram = np.bincount((taken * _LEVELS).astype(np.intp).ravel(), minlength=_LEVELS + 1)
    middle = _quantile(histogram, 0.5)
    deviations = np.bincount(np.abs(levels - middle), weights=histogram)
    noise = 1.4826 * _quantile(deviations, 0.5)
    return middle / _LEVELS, noise / _LEVELS, _quantile(histogram, 1 - _PEN_SHARE) / _LEVELS


def _quantile(histogram: NDArray[Any], share: float) -> int:
    return int(np.searchsorted(np.cumsum(histogram), histogram.sum() * share))


def _pen_is_light(grey: Image.Image) -> bool:
    """Tell whether the narrow features are lighter than their surroundings, by the skewness."""
    around = grey.filter(ImageFilter.BoxBlur(max(grey.size) / 8))
    difference = np.asarray(grey, dtype=np.float32) - np.asarray(around, dtype=np.float32)
    return float((difference * difference * difference).sum()) > 0  # a power is 50 times slower


def _paper(grey: Image.Image) -> Image.Image:
    """Return the paper alone: a closing by a window wider than any stroke, then blurred."""
    factor = max(1, max(grey.size) // _PAPER_PX)
    coarse = grey.reduce(factor)
    # Windows of 3 one after the other are a larger one, and faster.
    for _ in range(_CLOSING // 2):
        coarse = coarse.filter(ImageFilter.MaxFilter(3))
    for _ in range(_CLOSING // 2):
        coarse = coarse.filter(ImageFilter.MinFilter(3))
    blurred = coarse.filter(ImageFilter.GaussianBlur(1))
    return blurred.resize(grey.size, Image.Resampling.BICUBIC)


def _without_margins(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Drop what touches the rim (a table's edge, a shadow), if more is left or it is shallow."""
    pieces = components(ink >= 128)
    boxes: Any = pieces.boxes
    sides = np.array(ink.shape)
    outer = (boxes[:, :2] == 0) | (boxes[:, 2:] == sides)  # at the rim, down and across
    inner = ~outer.any(axis=1)
    extents = boxes[:, 2:] - boxes[:, :2]
    dropped = (outer & (extents < _RIM_DEPTH * max(ink.shape))).any(axis=1)
    if extents[inner].max(initial=0) >= _INNER_LENGTH * max(ink.shape):
        dropped = ~inner
    return np.where(pieces.paint(dropped), np.uint8(0), ink) if dropped.any() else ink
