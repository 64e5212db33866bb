"""Candidates for digits: runs of neighboring segments of a number.

Node i stands before segment i, node P after the last. A candidate is an arc from i to j: the
segments i to j - 1 together.
"""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.numbers.segments import Segments

_MAX_OVERLAP = 0.5
"""Overlap of two segments along the slant that counts at most, as a ratio of the height."""

_MIN_HEIGHT = 0.3
_MIN_AREA = 0.15
"""Minimum height, and area as a ratio of height times stroke width, of a candidate."""


@dataclass(frozen=True)
class Limits:
    """Limits of a candidate of several segments; lengths are ratios of the digits' height.

    Attributes
    ----------
    segments : int
        Maximum number of its segments.
    width : float
        Its maximum width along the slant.
    inner_gap : float
        Maximum gap between its segments.
    """

    segments: int
    width: float
    inner_gap: float


DIGIT_LIMITS = Limits(segments=7, width=1.35, inner_gap=0.3)


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
    inner_gaps : float64 array, shape (A,)
        Widest gap along the slant between its segments, in pixels; 0 if there is none.
    overlaps : float64 array, shape (A,)
        Sum of the overlaps of its segments along the slant, each at most half of the height of the
        number's digits, in pixels.
    component_counts : integer array, shape (A,)
        Number of its connected components.
    """

    starts: NDArray[np.intp]
    stops: NDArray[np.intp]
    boxes: NDArray[Any]
    spans: NDArray[np.float64]
    inner_gaps: NDArray[np.float64]
    overlaps: NDArray[np.float64]
    component_counts: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.starts)

    def take(self, rows: NDArray[Any]) -> "Candidates":
        """Return some of them, by index or mask."""
        return Candidates(*(getattr(self, field.name)[rows] for field in fields(self)))


def find_candidates(segments: Segments, limits: Limits = DIGIT_LIMITS) -> Candidates:
    """Return the runs of segments that are as large and as close together as a digit may be.

    `limits` are those of what is sought instead of a digit.
    """
    H = segments.height
    min_height, min_area = _MIN_HEIGHT * H, _MIN_AREA * H * segments.stroke_px
    # Plain lists: numbers are read one by one.
    boxes, spans = segments.boxes.tolist(), segments.spans.tolist()
    areas, components = segments.areas.tolist(), segments.components.tolist()
    runs: list[tuple[int, int]] = []
    run_boxes: list[tuple[int, int, int, int]] = []
    measures: list[tuple[float, float, float, float, int]] = []
    for i in range(len(segments)):
        top, first_left, bottom, last_right = boxes[i]
        left, right = spans[i]
        area, widest_gap, overlap, members = areas[i], 0.0, 0.0, {components[i]}
        for j in range(i + 1, min(i + limits.segments, len(segments)) + 1):
            if j > i + 1:
                k = j - 1  # the segment that is added
                gap = spans[k][0] - right
                if gap > limits.inner_gap * H:
                    break
                left, right = min(left, spans[k][0]), max(right, spans[k][1])
                if right - left > limits.width * H:
                    break
                top, first_left = min(top, boxes[k][0]), min(first_left, boxes[k][1])
                bottom, last_right = max(bottom, boxes[k][2]), max(last_right, boxes[k][3])
                area += areas[k]
                widest_gap = max(widest_gap, gap)
                overlap += min(max(-gap, 0.0), _MAX_OVERLAP * H)
                members.add(components[k])
            if bottom - top >= min_height and area >= min_area:
                runs.append((i, j))
                run_boxes.append((top, first_left, bottom, last_right))
                measures.append((left, right, widest_gap, overlap, len(members)))
    starts, stops = np.array(runs, dtype=np.intp).reshape(-1, 2).T
    columns = np.array(measures, dtype=np.float64).reshape(-1, 5)
    return Candidates(
        starts,
        stops,
        np.array(run_boxes, dtype=np.int64).reshape(-1, 4),
        columns[:, :2],
        inner_gaps=columns[:, 2],
        overlaps=columns[:, 3],
        component_counts=columns[:, 4].astype(np.intp),
    )


def each_alone(segments: Segments) -> Candidates:
    """Return each segment as a candidate, of any size."""
    starts = np.arange(len(segments))
    nothing = np.zeros(len(segments))
    return Candidates(
        starts,
        starts + 1,
        segments.boxes,
        segments.spans,
        inner_gaps=nothing,
        overlaps=nothing,
        component_counts=np.ones_like(starts),
    )
