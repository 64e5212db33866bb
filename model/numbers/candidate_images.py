"""What the candidate network is shown: a candidate's ink, the ink around it, and its place.

own      24 x 24    the candidate's ink, its longest side about 19
around   12 x 18    the ink of its neighbors, at half the resolution: to whom a stroke belongs
place    14         height, width, place on the line, cuts and gaps at its sides
"""

from statistics import median

import numpy as np
from numpy.typing import NDArray

from model.numbers.candidates import Candidates
from model.numbers.segment_images import segment_images
from model.numbers.segments import Segments

OWN_SIDE = 24
_OWN_BOX = 19
"""Longest side of a candidate in its image, in pixels."""

_MIN_EXTENT = 0.6
"""Minimum side that is scaled to `_OWN_BOX`, as a ratio of the digits' height: dots stay small."""

AROUND = (12, 18)
"""Height and width of the image of the neighbors, which is as high as the other but wider."""

PLACE_FEATURES = 14
VALUES = OWN_SIDE**2 + AROUND[0] * AROUND[1] + PLACE_FEATURES
"""Number of values of a candidate."""

_MIN_TALL = 0.5
"""Minimum height of a segment that shows where the line is, as a ratio of the digits' height."""

_MAX_CUT = 4.0
"""Ink of a cut that stands for 1, as a ratio of the stroke width."""


def candidate_images(segments: Segments, candidates: Candidates) -> NDArray[np.uint8]:
    """Return the images and the place of candidates, shape (A, VALUES); 255 stands for 1.

    Parameters
    ----------
    segments : Segments
    candidates : Candidates
        A of them.
    """
    boxes = candidates.boxes
    sides = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    sides = np.maximum(sides, _MIN_EXTENT * segments.height) * (OWN_SIDE / _OWN_BOX)
    own_shape = (OWN_SIDE, OWN_SIDE)
    ink = segment_images(segments, candidates, sides, own_shape, AROUND)
    place = np.rint(255 * np.clip(_place(segments, candidates), 0, 1))
    return np.concatenate([ink, place.astype(np.uint8)], axis=1)


def _place(segments: Segments, candidates: Candidates) -> NDArray[np.float64]:
    """Return size, place and sides of each candidate, shape (A, 14), mostly from 0 to 1.

    Lengths are ratios of the height of the number's digits. The network is trained on this order.
    """
    starts, stops, boxes = candidates.starts, candidates.stops, candidates.boxes
    tops, bottoms = boxes[:, 0], boxes[:, 2]
    lefts, rights = candidates.spans.T  # along the slant
    H = segments.height
    is_tall = segments.boxes[:, 2] - segments.boxes[:, 0] >= _MIN_TALL * H
    if not is_tall.any():
        is_tall[:] = True
    line_top, line_bottom = map(median, segments.boxes[is_tall][:, [0, 2]].T.tolist())
    previous_right = np.maximum.accumulate(np.concatenate([[-np.inf], segments.spans[:, 1]]))
    next_left = np.minimum.accumulate(np.concatenate([[np.inf], segments.spans[::-1, 0]]))[::-1]
    cut = np.minimum(segments.cut_ink / segments.stroke_px, _MAX_CUT) / _MAX_CUT
    cut[-1] = 0
    columns = [
        (bottoms - tops) / H / 2,  # height
        (rights - lefts) / H / 2,  # width
        (tops - line_top) / H / 2 + 0.5,  # place on the line
        (bottoms - line_bottom) / H / 2 + 0.5,
        np.full(len(candidates), 3 * segments.stroke_px / H),  # stroke width
        cut[starts],  # ink that the cuts at its sides pass through
        cut[stops],
        (cut[starts] > 0) * 1.0,  # whether its sides are cuts
        (cut[stops] > 0) * 1.0,
        # Gaps to the segments on either side; negative where they overlap.
        np.clip((lefts - previous_right[starts]) / H, -0.5, 0.5) + 0.5,
        np.clip((next_left[stops] - rights) / H, -0.5, 0.5) + 0.5,
        (candidates.component_counts - 1) / 3,  # number of its connected components, less 1
        (stops - starts) / 5,  # number of its segments
        np.full(len(candidates), segments.slant / 2 + 0.25),
    ]
    return np.array(columns).T
