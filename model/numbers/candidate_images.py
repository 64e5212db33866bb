"""Inputs of the candidate network: a candidate's ink, the ink around it, and its place.

own      24 x 24    the candidate's ink, its longest side about 19
around   12 x 18    the ink of its neighbors, at half the resolution: to whom a stroke belongs
place    14         height, width, place on the line, cuts and gaps at its sides
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.numbers.candidates import Candidates
from model.numbers.cuts import Segments

OWN_SIDE = 24
_OWN_BOX = 19
"""Longest side of a candidate in its image, in pixels."""

AROUND = (12, 18)
_MIN_EXTENT = 0.6
"""Minimum side that is scaled to `_OWN_BOX`, as a ratio of the digits' height: dots stay small."""

PLACE_FEATURES = 14
INPUTS = OWN_SIDE**2 + AROUND[0] * AROUND[1] + PLACE_FEATURES


def candidate_images(
    segments: Segments,
    soft: NDArray[np.int16],
    candidates: Candidates,
) -> NDArray[np.uint8]:
    """Return the inputs of candidates, shape (A, INPUTS); 255 stands for 1.

    Parameters
    ----------
    segments : Segments
    soft : int16 array, shape (h, w)
        Segment of each pixel, the antialiased edges of its ink included.
    candidates : Candidates
        A of them.
    """
    starts, stops, boxes = candidates.starts, candidates.stops, candidates.boxes
    X = np.empty((len(starts), INPUTS), dtype=np.uint8)
    sides = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    windows = np.maximum(sides, _MIN_EXTENT * segments.height) * (OWN_SIDE / _OWN_BOX)
    pad = int(np.ceil(windows.max(initial=1))) + 1
    ink = np.pad(np.where(soft >= 0, segments.ink, np.uint8(0)), pad)
    labels = np.pad(soft, pad, constant_values=-1)
    own_end = OWN_SIDE**2
    for k, (i, j) in enumerate(zip(starts.tolist(), stops.tolist(), strict=True)):
        half = float(windows[k]) / 2
        y = pad + (boxes[k, 0] + boxes[k, 2]) / 2
        x = pad + (boxes[k, 1] + boxes[k, 3]) / 2
        top, bottom = int(y - half), int(np.ceil(y + half))
        left, right = int(x - 1.5 * half), int(np.ceil(x + 1.5 * half))
        window, owner = ink[top:bottom, left:right], labels[top:bottom, left:right]
        own = np.where((owner >= i) & (owner < j), window, np.uint8(0))
        y, x = y - top, x - left
        image = Image.fromarray(own).resize(
            (OWN_SIDE, OWN_SIDE),
            Image.Resampling.BILINEAR,
            box=(x - half, y - half, x + half, y + half),
        )
        X[k, :own_end] = np.asarray(image).ravel()
        around = Image.fromarray(window - own).resize(
            AROUND[::-1],
            Image.Resampling.BILINEAR,
            box=(x - 1.5 * half, y - half, x + 1.5 * half, y + half),
        )
        X[k, own_end:-PLACE_FEATURES] = np.asarray(around).ravel()
    place = _place(segments, candidates)
    X[:, -PLACE_FEATURES:] = np.rint(255 * np.clip(place, 0, 1))
    return X


def _place(segments: Segments, candidates: Candidates) -> NDArray[np.float64]:
    """Return what is known of each candidate but its ink, from 0 to 1, shape (A, 14)."""
    starts, stops, boxes = candidates.starts, candidates.stops, candidates.boxes
    spans = candidates.spans
    H = segments.height
    tall = segments.boxes[:, 2] - segments.boxes[:, 0] >= 0.5 * H
    if not tall.any():
        tall[:] = True
    line_top, line_bottom = np.median(segments.boxes[tall, 0]), np.median(segments.boxes[tall, 2])
    rights = np.maximum.accumulate(segments.spans[:, 1])
    before = np.concatenate([[-np.inf], rights])[starts]  # right end of all segments before
    lefts = np.minimum.accumulate(segments.spans[::-1, 0])[::-1]
    after = np.concatenate([lefts, [np.inf]])[stops]
    cut = np.minimum(segments.cut_ink / segments.stroke_px, 4) / 4
    cut[-1] = 0
    several = np.array(
        [len(set(segments.components[i:j].tolist())) for i, j in zip(starts, stops, strict=True)]
    )
    columns = [
        (boxes[:, 2] - boxes[:, 0]) / H / 2,
        (spans[:, 1] - spans[:, 0]) / H / 2,
        (boxes[:, 0] - line_top) / H / 2 + 0.5,
        (boxes[:, 2] - line_bottom) / H / 2 + 0.5,
        np.full(len(starts), 3 * segments.stroke_px / H),
        cut[starts],
        cut[stops],
        (cut[starts] > 0) * 1.0,
        (cut[stops] > 0) * 1.0,
        np.clip((spans[:, 0] - before) / H, -0.5, 0.5) + 0.5,
        np.clip((after - spans[:, 1]) / H, -0.5, 0.5) + 0.5,
        (several - 1) / 3,
        (stops - starts) / 5,
        np.full(len(starts), segments.slant / 2 + 0.25),
    ]
    return np.stack(columns, axis=1)
