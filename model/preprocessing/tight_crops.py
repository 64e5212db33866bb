"""Thresholding of pictures that a digit fills: thick strokes, soft edges, paper in even light.

Estimating the background by a closing makes strokes hollow that are wider than its window. In a
tight crop the light changes little, so a plane through the levels of the paper describes it.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.preprocessing.array_types import GrayImage
from model.preprocessing.thresholding import threshold_otsu

_SIDE_PX = 64
"""The plane is fitted to an image of about this size."""

_MIN_CONTRAST = 0.1
"""Minimum contrast of ink, as a ratio of the range that the paper leaves."""

_INK_QUANTILE = 0.995


def threshold_tight_crop(gray: Image.Image) -> GrayImage | None:
    """Threshold a picture that a digit fills, in either polarity.

    Parameters
    ----------
    gray : PIL.Image.Image
        Mode "L", W x H pixels.

    Returns
    -------
    uint8 array, shape (H, W), or None
        Ink from 0 to 255; 128 and above is above the threshold. None without contrast.
    """
    factor = max(1, max(gray.size) // _SIDE_PX)
    coarse = np.asarray(gray.reduce(factor) if factor > 1 else gray, dtype=np.float32)
    histogram = np.bincount(coarse.astype(np.uint8).ravel(), minlength=256).astype(np.float64)
    if np.count_nonzero(histogram) < 2:
        return None
    light = coarse > _otsu_level(histogram)
    border = np.concatenate([light[0], light[-1], light[:, 0], light[:, -1]])
    is_dark_ink = bool(border.mean() >= 0.5)
    paper = light if is_dark_ink else ~light
    down, across = np.mgrid[-1 : 1 : coarse.shape[0] * 1j, -1 : 1 : coarse.shape[1] * 1j]
    terms = np.stack([np.ones_like(down), down, across], axis=-1)  # h x w x 3
    plane, *_ = np.linalg.lstsq(terms[paper], coarse[paper], rcond=None)  # 3
    height, width = gray.height, gray.width
    rows, columns = np.linspace(-1, 1, height), np.linspace(-1, 1, width)
    background = (plane[0] + plane[1] * rows[:, None] + plane[2] * columns).astype(np.float32)
    difference = background - np.asarray(gray, dtype=np.float32)
    available = background if is_dark_ink else 255 - background
    contrast: Any = np.clip(
        (difference if is_dark_ink else -difference) / np.maximum(available, 64), 0, 1
    )
    bins = (contrast * 255).astype(np.uint8)
    counts = np.bincount(bins.ravel(), minlength=256).astype(np.float64)
    darkest = int(np.searchsorted(np.cumsum(counts), _INK_QUANTILE * bins.size))
    if darkest < _MIN_CONTRAST * 255:
        return None
    threshold = threshold_otsu(counts, np.minimum(np.arange(256) / darkest, 1)) * darkest / 255
    result: GrayImage = np.minimum(contrast * (128 / threshold), 255).astype(np.uint8)
    return result


def _otsu_level(histogram: NDArray[np.float64]) -> int:
    below, mass = np.cumsum(histogram), np.cumsum(histogram * np.arange(256))
    above = np.maximum(below[-1] - below, 1e-9)
    variance = (mass[-1] * below / below[-1] - mass) ** 2 / (np.maximum(below, 1e-9) * above)
    return int(variance[:-1].argmax())
