"""Candidates for digits: runs of neighboring segments of a number.

Node i stands before segment i, node P after the last. A candidate is an arc from i to j: the
segments i to j - 1 together.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from model.numbers.cuts import Segments

MAX_MERGED = 5
"""Maximum number of segments of a candidate."""

_MAX_WIDTH = 1.35
"""Maximum width of a candidate of several segments along the slant, as a ratio of the height."""

_MAX_INNER_GAP = 0.3
"""Maximum gap between the segments of a candidate, as a ratio of the height."""

_MIN_HEIGHT = 0.3
_MIN_AREA = 0.15
"""Minimum height, and area as a ratio of height times stroke width, of a candidate."""


@dataclass(frozen=True)
class Candidates:
    """Candidates for digits, A of them.

    Attributes
    ----------
    starts, stops : integer arrays, shape (A,)
        First segment of each candidate, and the segment after its last.
    boxes : integer array, shape (A, 4)
        Top, left, bottom and right of each in the array of the number.
    spans : float64 array, shape (A, 2)
        Left and right of each along the slant, in pixels.
    """

    starts: NDArray[np.intp]
    stops: NDArray[np.intp]
    boxes: NDArray[Any]
    spans: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.starts)

    def take(self, rows: NDArray[Any]) -> "Candidates":
        """Return some of them, by index or mask."""
        return Candidates(self.starts[rows], self.stops[rows], self.boxes[rows], self.spans[rows])


def find_candidates(segments: Segments) -> Candidates:
    """Return the runs of segments that are as large and as close together as a digit may be."""
    pairs = []
    areas = np.concatenate([[0], np.cumsum(segments.areas)])
    for i in range(len(segments)):
        right = segments.spans[i, 1]
        for j in range(i + 1, min(i + MAX_MERGED, len(segments)) + 1):
            if j > i + 1:
                if segments.spans[j - 1, 0] - right > _MAX_INNER_GAP * segments.height:
                    break
                right = max(right, segments.spans[j - 1, 1])
                left = segments.spans[i:j, 0].min()
                if right - left > _MAX_WIDTH * segments.height:
                    break
            top, bottom = segments.boxes[i:j, 0].min(), segments.boxes[i:j, 2].max()
            area = areas[j] - areas[i]
            if (
                bottom - top >= _MIN_HEIGHT * segments.height
                and area >= _MIN_AREA * segments.height * segments.stroke_px
            ):
                pairs.append((i, j))
    boxes = np.zeros((len(pairs), 4), dtype=np.int64)
    spans = np.zeros((len(pairs), 2))
    for k, (i, j) in enumerate(pairs):
        boxes[k, :2] = segments.boxes[i:j, :2].min(axis=0)  # over the segments
        boxes[k, 2:] = segments.boxes[i:j, 2:].max(axis=0)
        spans[k] = segments.spans[i:j, 0].min(), segments.spans[i:j, 1].max()
    starts, stops = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    return Candidates(starts, stops, boxes, spans)


def with_edges(segments: Segments) -> NDArray[np.int16]:
    """Return the labels of the segments, their antialiased edges included."""
    labels = segments.labels
    if len(segments) > 254:
        return labels
    image = Image.fromarray((labels + 1).astype(np.uint8))
    grown = np.asarray(image.filter(ImageFilter.MaxFilter(3))).astype(np.int16) - 1
    return np.where(labels >= 0, labels, grown)
