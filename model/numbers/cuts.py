"""Over-segmentation: a number cut into segments, of which each digit is one or a few neighbors.

Segments are connected components and pieces of them; `component_cuts` cuts the pieces.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.numbers.component_cuts import MAX_PIECES, cut_components
from model.numbers.segments import Segments, with_edges
from model.preprocessing.array_types import GrayImage
from model.preprocessing.connected_components import Components
from model.preprocessing.stroke_width import estimate_stroke_width

Floats = NDArray[np.float64]

_SLANTS = np.arange(-0.2, 0.75, 0.1)
"""Tangents of the slants that are tried; upright is 0, writing leans to the right."""

_MAX_SLANT_PIXELS = 3000

FindDigits = Callable[[Segments], tuple[NDArray[np.bool_], Floats | None]]


@dataclass(frozen=True)
class _NumberInk:
    """The ink of a number before it is cut.

    Attributes
    ----------
    ink, corner, height, stroke_px, slant
        As in `Segments`.
    labels : int16 array, shape (h, w)
        Component of each pixel; -1 is paper.
    boxes : integer array, shape (K, 4)
        Top, left, bottom and right of each component in the array.
    pixels : integer array, shape (N,)
        Indices of the pixels of ink in the flattened array, ascending.
    rows, columns : integer arrays, shape (N,)
        Where they are in the array.
    position : float64 array, shape (N,)
        Where they lie along the slant.
    """

    ink: GrayImage
    labels: NDArray[np.int16]
    corner: tuple[int, int]
    boxes: NDArray[Any]
    pixels: NDArray[np.intp]
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    position: Floats
    height: float
    stroke_px: float
    slant: float

    def divide(
        self, piece: NDArray[np.intp], cut_costs: Mapping[tuple[int, int], tuple[float, int]]
    ) -> Segments:
        """Return the segments, given the result of `cut_components`."""
        pixel_names = self.labels.take(self.pixels).astype(np.intp) * MAX_PIECES + piece
        # Pixels beside one another in a row and of one segment are measured together.
        is_first = np.ones(len(pixel_names), dtype=bool)
        is_first[1:] = (pixel_names[1:] != pixel_names[:-1]) | (self.rows[1:] != self.rows[:-1])
        firsts = np.flatnonzero(is_first)
        lengths = np.diff(firsts, append=len(pixel_names))
        lasts = firsts + lengths - 1
        run_names = pixel_names[firsts]
        is_used = np.bincount(run_names) > 0
        names, inverse = np.flatnonzero(is_used), (np.cumsum(is_used) - 1)[run_names]
        count = len(names)
        lefts, rights = np.full(count, np.inf), np.full(count, -np.inf)
        np.minimum.at(lefts, inverse, self.position[firsts])
        np.maximum.at(rights, inverse, self.position[lasts] + 1)
        order = np.argsort(lefts + rights, kind="stable")
        rank = np.empty(count, dtype=np.intp)
        rank[order] = np.arange(count)
        run_segments = rank[inverse]
        boxes = np.empty((count, 4), dtype=np.int64)
        boxes[:, :2] = max(self.labels.shape)
        boxes[:, 2:] = 0
        np.minimum.at(boxes[:, 0], run_segments, self.rows[firsts])
        np.minimum.at(boxes[:, 1], run_segments, self.columns[firsts])
        np.maximum.at(boxes[:, 2], run_segments, self.rows[firsts] + 1)
        np.maximum.at(boxes[:, 3], run_segments, self.columns[lasts] + 1)
        labels = np.full(self.labels.shape, -1, dtype=np.int16)
        labels.ravel()[self.pixels] = np.repeat(run_segments, lengths)
        names = names[order]
        cut_ink, cut_runs = np.zeros(count + 1), np.zeros(count + 1)
        for k, name in enumerate(names.tolist()):
            cut_ink[k], cut_runs[k] = cut_costs.get(divmod(name, MAX_PIECES), (0.0, 0))
        return Segments(
            self.ink,
            labels,
            with_edges(labels),
            self.corner,
            boxes,
            np.stack([lefts[order], rights[order]], axis=1),
            np.bincount(run_segments, lengths, minlength=count).astype(np.int64),
            names // MAX_PIECES,
            cut_ink,
            cut_runs,
            self.height,
            self.stroke_px,
            self.slant,
        )


def cut_number(
    ink: GrayImage,
    components: Components,
    page_labels: NDArray[np.int32],
    members: NDArray[np.intp],
    height: float,
    find_digits: FindDigits | None = None,
) -> Segments:
    """Cut the components of a number into segments.

    Parameters
    ----------
    ink : uint8 array, shape (H, W)
        Ink of the page.
    components : Components
        Of the page.
    page_labels : int32 array, shape (H, W)
        Component of each pixel, as `Components.label_image` returns it.
    members : integer array
        Those of the number.
    height : float
        Height of its digits in pixels.
    find_digits : callable, optional
        From the segments before any is cut to those that are one digit, shape (P,), which are not
        cut, and to the `log_probabilities` of all, if any. By default none is a digit.
    """
    number = _find_number_ink(ink, components, page_labels, members, height)
    whole = number.divide(np.zeros(len(number.pixels), dtype=np.intp), {})
    is_digit = np.zeros(len(members), dtype=bool)
    if find_digits is not None:
        is_digit[whole.components], log_probabilities = find_digits(whole)
        whole = replace(whole, log_probabilities=log_probabilities)
        if is_digit.all():
            return whole
    pieces, cut_costs = cut_components(
        number.labels,
        number.boxes,
        number.rows,
        number.columns,
        number.position,
        height,
        number.stroke_px,
        is_digit,
    )
    return number.divide(pieces, cut_costs) if cut_costs else whole


def _find_number_ink(
    ink: GrayImage,
    components: Components,
    page_labels: NDArray[np.int32],
    members: NDArray[np.intp],
    height: float,
) -> _NumberInk:
    boxes = components.boxes[members]
    top, left = boxes[:, :2].min(axis=0)
    bottom, right = boxes[:, 2:].max(axis=0)
    top, left = max(top - 1, 0), max(left - 1, 0)
    bottom = min(bottom + 1, components.shape[0])
    right = min(right + 1, components.shape[1])
    index = np.full(len(components) + 1, -1, dtype=np.int16)  # the last is for paper
    index[members] = np.arange(len(members))
    labels = index.take(page_labels[top:bottom, left:right])
    is_ink = labels >= 0
    pixels = np.flatnonzero(is_ink)
    rows, columns = np.divmod(pixels, labels.shape[1])
    slant = _estimate_slant(rows, columns)
    return _NumberInk(
        ink=ink[top:bottom, left:right],
        labels=labels,
        corner=(int(top), int(left)),
        boxes=boxes - [top, left, top, left],
        pixels=pixels,
        rows=rows,
        columns=columns,
        position=columns + slant * (rows - (bottom - top) / 2),
        height=height,
        stroke_px=max(estimate_stroke_width(is_ink), 1.0),
        slant=slant,
    )


def _estimate_slant(rows: NDArray[Any], columns: NDArray[Any]) -> float:
    """Return the slant at which the columns of ink are the most uneven."""
    step = max(1, len(rows) // _MAX_SLANT_PIXELS)
    y, x = rows[::step] - rows.mean(), columns[::step].astype(np.float64)
    scores = []
    for slant in _SLANTS:
        shifted = x + slant * y
        histogram = np.bincount((shifted - shifted.min()).astype(np.intp))
        scores.append(float(histogram @ histogram) * (1 - 0.15 * abs(slant)))
    return float(_SLANTS[int(np.argmax(scores))])
