"""Grey levels to ink: which level is the paper, which the pen, and how much ink a pixel holds.

Works on even paper and in either polarity: a canvas, a scan, a screenshot.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Grey = NDArray[np.uint8]

_FLAT = 8
"""Levels within which paper counts as even."""

_SMALL_PX = 64


@dataclass(frozen=True)
class Levels:
    """Grey levels, 0 to 255, and whether the paper is even rather than photographed."""

    paper: int
    pen: int
    even: bool


def find_levels(grey: Image.Image) -> Levels:
    """Find the paper's and the pen's grey levels and whether the paper is even.

    The paper is the median of the picture, as ink covers less than half of it; where no level
    dominates (a digit cropped tightly), the median of the picture's rim. The pen is the end of the
    range that lies further from the paper.

    Even means that nearly all of the picture is close to the paper or close to the pen. Small
    pictures, where the edges of lines are a large part, always count as even.
    """
    histogram = np.array(grey.histogram())
    total = int(histogram.sum())
    paper = _median(histogram)
    if _near(histogram, paper) < 0.65 * total:
        paper = _rim_level(np.asarray(grey), otherwise=paper)
    used = np.flatnonzero(histogram)
    low, high = int(used[0]), int(used[-1])
    pen = low if paper - low > high - paper else high
    near_paper, near_pen = _near(histogram, paper), _near(histogram, pen)
    even = near_paper + near_pen >= 0.8 * total and near_paper >= 0.4 * total
    return Levels(paper, pen, even=even or max(grey.size) < _SMALL_PX)


def _rim_level(grey: Grey, otherwise: int) -> int:
    rim = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    histogram = np.bincount(rim, minlength=256)
    level = _median(histogram)
    return level if _near(histogram, level) > 0.6 * rim.size else otherwise


def _median(histogram: NDArray[Any]) -> int:
    return int(np.searchsorted(np.cumsum(histogram), histogram.sum() / 2))


def _near(histogram: NDArray[Any], level: int) -> int:
    return int(histogram[max(level - _FLAT, 0) : level + _FLAT + 1].sum())


def ink_on_even_paper(grey: Image.Image, levels: Levels) -> Grey:
    """Return how much ink each pixel holds, from 0 (paper) to 255 (pen); 128 is a line's edge."""
    contrast = levels.pen - levels.paper
    amount = np.clip((np.arange(256) - levels.paper) / contrast, 0, 1)
    edge = threshold(np.array(grey.histogram(), dtype=np.float64), amount)
    table = np.minimum(np.rint(amount * (128 / edge)), 255).astype(np.uint8)
    return np.asarray(grey.point(table.tolist()))


def threshold(histogram: NDArray[np.float64], amount: NDArray[np.float64]) -> float:
    """Return the amount of ink from which a pixel counts as drawn.

    Parameters
    ----------
    histogram : float64 array, shape (L,)
        How many pixels there are of each level.
    amount : float64 array, shape (L,)
        The ink, 0 to 1, of each level.

    Notes
    -----
    Otsu's threshold ("A Threshold Selection Method from Gray-Level Histograms", 1979) kept between
    a quarter, which thin lines need after reduction, and a half, which is where the true edge of an
    antialiased line lies.
    """
    order = np.argsort(amount, kind="stable")
    count, value = histogram[order], amount[order]
    below, mass = np.cumsum(count), np.cumsum(count * value)
    total = below[-1]
    above = np.maximum(total - below, 1e-9)
    between = (mass[-1] * below / total - mass) ** 2 / (np.maximum(below, 1e-9) * above)
    best = int(np.argmax(between[:-1]))
    return float(np.clip((value[best] + value[best + 1]) / 2, 0.25, 0.5))
