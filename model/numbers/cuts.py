"""Over-segmentation: a number cut into segments, of which each digit is one or a few neighbors.

Segments are connected components and pieces of them; `component_cuts` cuts the pieces.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.numbers.component_cuts import MAX_PIECES, cut_components
from model.preprocessing.array_types import GrayImage
from model.preprocessing.connected_components import Components
from model.preprocessing.stroke_width import estimate_stroke_width

Floats = NDArray[np.float64]

_SLANTS = np.arange(-0.2, 0.75, 0.1)
"""Tangents of the slants that are tried; upright is 0, writing leans to the right."""

_MAX_SLANT_PIXELS = 3000


@dataclass(frozen=True)
class Segments:
    """The segments of a number, P of them, from left to right along the slant.

    Attributes
    ----------
    ink : uint8 array, shape (h, w)
        The number's ink, as in `PageInk`.
    labels : integer array, shape (h, w)
        Segment of each pixel, 0 to P - 1; -1 is paper.
    corner : (int, int)
        Top and left of the array on the page.
    boxes : integer array, shape (P, 4)
        Top, left, bottom and right of each segment in the array.
    spans : float array, shape (P, 2)
        Left and right of each segment along the slant, in pixels.
    areas : integer array, shape (P,)
    components : integer array, shape (P,)
        The connected component that each segment belongs to.
    cut_ink : float array, shape (P + 1,)
        Ink that the boundary before each segment cuts, in pixels; 0 between components.
    cut_runs : integer array, shape (P + 1,)
        Number of strokes that this boundary cuts; 2 or more cut through a loop.
    height : float
        Height of the digits in pixels.
    stroke_px : float
        Width of the strokes.
    slant : float
    """

    ink: GrayImage
    labels: NDArray[np.int16]
    corner: tuple[int, int]
    boxes: NDArray[Any]
    spans: Floats
    areas: NDArray[Any]
    components: NDArray[Any]
    cut_ink: Floats
    cut_runs: NDArray[Any]
    height: float
    stroke_px: float
    slant: float

    def __len__(self) -> int:
        return len(self.areas)


def cut_number(
    ink: GrayImage,
    components: Components,
    page_labels: NDArray[np.int32],
    members: NDArray[np.intp],
    height: float,
) -> Segments:
    """Cut the components of a number into segments.

    Parameters
    ----------
    ink : uint8 array, shape (H, W)
        Ink of the page.
    components : Components
        Of the page.
    page_labels : int32 array, shape (H, W)
        Component of each pixel, as `label_image` returns it.
    members : integer array
        Those of the number.
    height : float
        Height of its digits in pixels.
    """
    boxes = components.boxes[members]
    top, left = boxes[:, :2].min(axis=0)
    bottom, right = boxes[:, 2:].max(axis=0)
    top, left = max(top - 1, 0), max(left - 1, 0)
    bottom = min(bottom + 1, components.shape[0])
    right = min(right + 1, components.shape[1])
    index = np.full(len(components) + 1, -1, dtype=np.int16)  # the last is for paper
    index[members] = np.arange(len(members))
    labels = index[page_labels[top:bottom, left:right]]
    is_ink = labels >= 0
    rows, columns = np.nonzero(is_ink)
    slant = _estimate_slant(rows, columns)
    stroke_px = max(estimate_stroke_width(is_ink), 1.0)
    owner = labels[rows, columns].astype(np.intp)  # component of each pixel
    position = columns + slant * (rows - (bottom - top) / 2)  # along the slant
    extents = boxes[:, [0, 2]] - top
    piece, cut_costs = cut_components(
        labels, extents, rows, columns, position, slant, height, stroke_px
    )
    segment = owner * MAX_PIECES + piece
    names, inverse = np.unique(segment, return_inverse=True)
    count = len(names)
    lefts, rights = np.full(count, np.inf), np.full(count, -np.inf)
    np.minimum.at(lefts, inverse, position)
    np.maximum.at(rights, inverse, position + 1)
    order = np.argsort(lefts + rights, kind="stable")
    rank = np.empty(count, dtype=np.intp)
    rank[order] = np.arange(count)
    segment = rank[inverse]
    segment_boxes = np.empty((count, 4), dtype=np.int64)
    segment_boxes[:, :2] = max(labels.shape)
    segment_boxes[:, 2:] = 0
    np.minimum.at(segment_boxes[:, 0], segment, rows)
    np.minimum.at(segment_boxes[:, 1], segment, columns)
    np.maximum.at(segment_boxes[:, 2], segment, rows + 1)
    np.maximum.at(segment_boxes[:, 3], segment, columns + 1)
    segment_labels = np.full(labels.shape, -1, dtype=np.int16)
    segment_labels[rows, columns] = segment
    names = names[order]
    cut_ink, cut_runs = np.zeros(count + 1), np.zeros(count + 1)
    for k, name in enumerate(names.tolist()):
        cut_ink[k], cut_runs[k] = cut_costs.get(divmod(name, MAX_PIECES), (0.0, 0))
    return Segments(
        ink[top:bottom, left:right],
        segment_labels,
        (int(top), int(left)),
        segment_boxes,
        np.stack([lefts[order], rights[order]], axis=1),
        np.bincount(segment, minlength=count),
        names // MAX_PIECES,
        cut_ink,
        cut_runs,
        height,
        stroke_px,
        slant,
    )


def label_image(components: Components) -> NDArray[np.int32]:
    """Return the component of each pixel, int32 of shape ``components.shape``; -1 is paper."""
    image = np.full(components.shape[0] * components.shape[1], -1, dtype=np.int32)
    lengths = components.stops - components.starts
    first = components.rows * components.shape[1] + components.starts
    offsets = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    image[np.repeat(first, lengths) + offsets] = components.pixel_labels()
    return image.reshape(components.shape)


def _estimate_slant(rows: NDArray[Any], columns: NDArray[Any]) -> float:
    """Return the slant at which the columns of ink are the most uneven."""
    step = max(1, len(rows) // _MAX_SLANT_PIXELS)
    y, x = rows[::step] - rows.mean(), columns[::step].astype(np.float64)
    scores = []
    for slant in _SLANTS:
        shifted = x + slant * y
        histogram = np.bincount((shifted - shifted.min()).astype(np.intp))
        scores.append(float((histogram.astype(np.float64) ** 2).sum()) * (1 - 0.15 * abs(slant)))
    return float(_SLANTS[int(np.argmax(scores))])
