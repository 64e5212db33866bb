"""Candidates for pairs: runs of segments that may be two digits that touch, and their images.

own      24 x 36    the ink of the pair, at most 21 high and 31.5 wide
around   12 x 24    the ink of its neighbors, at half the resolution
"""

import numpy as np
from numpy.typing import NDArray

from model.numbers.candidates import Candidates, Limits, find_candidates
from model.numbers.segment_images import segment_images
from model.numbers.segments import Segments

OWN, AROUND = (24, 36), (12, 24)
"""Height and width of the images."""

PIXELS = OWN[0] * OWN[1] + AROUND[0] * AROUND[1]

_OWN_HEIGHT = 21
"""Height of a pair in its image, in pixels; less if the pair is wide."""

_MIN_EXTENT = 0.7
"""Minimum height that is scaled to `_OWN_HEIGHT`, as a ratio of the digits' height."""

_LIMITS = Limits(segments=20, width=2.4, inner_gap=0.12)

_MIN_WIDTH, _MIN_HEIGHT = 0.45, 0.5
"""Minimum width along the slant, and height, of a pair, in heights of the digits."""


def find_pairs(segments: Segments) -> Candidates:
    """Return the runs of segments that may be pairs.

    They have a cut through ink within them, and at most one at their sides: in longer chains of
    joined digits there would be many more runs, for few pairs.
    """
    runs = find_candidates(segments, _LIMITS)
    is_cut = segments.cut_ink > 0
    cuts = np.cumsum(is_cut)  # up to the boundary before each segment
    has_cut = cuts[runs.stops - 1] > cuts[runs.starts]
    is_within_chain = is_cut[runs.starts] & is_cut[runs.stops]
    widths, heights = np.ptp(runs.spans, axis=1), runs.boxes[:, 2] - runs.boxes[:, 0]
    is_large = (widths >= _MIN_WIDTH * segments.height) & (heights >= _MIN_HEIGHT * segments.height)
    return runs.take(has_cut & ~is_within_chain & is_large)


def pair_images(segments: Segments, pairs: Candidates) -> NDArray[np.uint8]:
    """Return the images of candidates for pairs, shape (B, PIXELS); 255 stands for 1.

    Parameters
    ----------
    segments : Segments
    pairs : Candidates
        B of them.
    """
    heights = pairs.boxes[:, 2] - pairs.boxes[:, 0]
    widths = pairs.boxes[:, 3] - pairs.boxes[:, 1]
    return segment_images(
        segments, pairs, image_heights(heights, widths, segments.height), OWN, AROUND
    )


def image_heights(
    heights: NDArray[np.int64], widths: NDArray[np.int64], digit_height: float
) -> NDArray[np.float64]:
    """Return the height that the images of pairs show, in pixels, shape (B,)."""
    extents = np.maximum(heights, widths * (OWN[0] / OWN[1]))
    extents = np.maximum(extents, _MIN_EXTENT * digit_height)
    shown: NDArray[np.float64] = extents * (OWN[0] / _OWN_HEIGHT)
    return shown
