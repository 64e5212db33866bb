"""Grey levels to ink: which level is the paper, which the pen, and how much ink a pixel holds.

Works on even paper and in either polarity: a canvas, a scan, a screenshot.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Grey = NDArray[np.uint8]

_FLAT = 8
"""Levels within which paper counts as even."""

_NOISE_CONTRAST = 8
"""On even paper the pen differs from it by more than this many standard deviations of its noise."""

SMALL_PX = 64


@dataclass(frozen=True)
class Levels:
    """The grey levels of a picture.

    Attributes
    ----------
    paper, pen : int
        Levels from 0 to 255.
    even : bool
        Whether the paper is even rather than photographed.
    histogram : integer array, shape (256,)
        How many pixels there are of each level.
    """

    paper: int
    pen: int
    even: bool
    histogram: NDArray[np.int64] = field(repr=False, compare=False)


def find_levels(grey: Image.Image) -> Levels:
    """Find the paper's and the pen's grey levels and whether the paper is even.

    The paper is the median of the picture, as ink covers less than half of it; where no level
    dominates (a digit cropped tightly), the median of the picture's rim. The pen is the end of the
    range that lies further from the paper.

    Even means that nearly all of the picture is close to the paper or close to the pen, or that all
    of its rim is close to the paper: a blurred drawing has wide edges, but even paper. Small
    pictures, where the edges of lines are a large part, always count as even. Grain from which no
    pen stands out is not even paper either.
    """
    histogram = np.array(grey.histogram())
    paper = _median(histogram)
    if _share_near(histogram, paper) < 0.65:
        rim = _rim(grey)
        paper = _median(rim) if _share_near(rim, _median(rim)) > 0.6 else paper
    used = np.flatnonzero(histogram)
    low, high = int(used[0]), int(used[-1])
    pen = low if paper - low > high - paper else high
    near_paper, near_pen = _share_near(histogram, paper), _share_near(histogram, pen)
    even = near_paper >= 0.4 and (
        near_paper + near_pen >= 0.8 or _share_near(_rim(grey), paper) >= 0.97
    )
    # Beyond the paper, on the side where the pen is not, there is noise alone: 0 on a canvas.
    beyond = histogram[paper:] if pen < paper else histogram[paper::-1]
    noise = 1.4826 * _median(beyond)
    even &= abs(pen - paper) > _NOISE_CONTRAST * noise
    return Levels(paper, pen, even or max(grey.size) < SMALL_PX, histogram)


def _rim(grey: Image.Image) -> NDArray[Any]:
    """Return how many pixels of each level there are at the picture's four sides."""
    levels = np.asarray(grey)
    rim = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
    return np.bincount(rim, minlength=256)


def _median(histogram: NDArray[Any]) -> int:
    return int(np.searchsorted(np.cumsum(histogram), histogram.sum() / 2))


def _share_near(histogram: NDArray[Any], level: int) -> float:
    return float(histogram[max(level - _FLAT, 0) : level + _FLAT + 1].sum() / histogram.sum())


def ink_on_even_paper(grey: Image.Image, levels: Levels) -> Grey:
    """Return how much ink each pixel holds, from 0 (paper) to 255 (pen); 128 is a line's edge."""
    contrast = levels.pen - levels.paper
    amount = np.clip((np.arange(256) - levels.paper) / contrast, 0, 1)
    edge = threshold(levels.histogram.astype(np.float64), amount)
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
