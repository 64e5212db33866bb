"""Connected component labeling by run-length encoding.

A run is a maximal stretch of true pixels within one row. A drawing of 280 x 280 pixels has some
hundred runs, so that joining runs costs far less than visiting pixels.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.preprocessing.array_types import Mask

Integers = NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Components:
    """The connected components of a mask, K of them.

    Attributes
    ----------
    labels : integer array, shape (R,)
        The component, 0 to K - 1, of each of R runs, in reading order.
    rows, starts, stops : integer arrays, shape (R,)
        The pixels of each run: ``mask[row, start:stop]`` is true.
    areas : integer array, shape (K,)
        The number of pixels of each component.
    boxes : integer array, shape (K, 4)
        The bounding box of each component in pixels: top, left, bottom, right, the last two
        exclusive.
    shape : tuple of int
        The shape of the mask.
    """

    labels: Integers
    rows: Integers
    starts: Integers
    stops: Integers
    areas: Integers
    boxes: Integers
    shape: tuple[int, int]

    def __len__(self) -> int:
        return len(self.areas)

    def pixel_labels(self) -> Integers:
        """Return the component of each true pixel of the mask, in reading order, shape (N,)."""
        return np.repeat(self.labels, self.stops - self.starts)

    def pixel_indices(self) -> Integers:
        """Return the index of each true pixel in the flattened mask, ascending, shape (N,)."""
        lengths = self.stops - self.starts
        first = self.rows * self.shape[1] + self.starts - (np.cumsum(lengths) - lengths)
        return np.repeat(first, lengths) + np.arange(lengths.sum())

    def maximum(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return the maximum of `values` over the pixels of each component, shape (K,).

        Parameters
        ----------
        values : array, shape (N,)
            One value, not negative, for each true pixel of the mask, in reading order.
        """
        lengths = self.stops - self.starts
        run_maxima = np.maximum.reduceat(values, np.cumsum(lengths) - lengths)
        result = np.zeros(len(self), dtype=values.dtype)
        np.maximum.at(result, self.labels, run_maxima)
        return result

    def select(self, selected: Mask) -> "Components":
        """Return the selected components alone, in the same order.

        Parameters
        ----------
        selected : bool array, shape (K,)
        """
        runs = selected[self.labels]
        numbers = np.cumsum(selected) - 1
        return Components(
            numbers[self.labels[runs]],
            self.rows[runs],
            self.starts[runs],
            self.stops[runs],
            self.areas[selected],
            self.boxes[selected],
            self.shape,
        )

    def mask_of(self, selected: Mask) -> Mask:
        """Return the mask, shape ``self.shape``, of the selected components.

        Parameters
        ----------
        selected : bool array, shape (K,)
        """
        runs = selected[self.labels]
        is_run = np.zeros(2 * np.count_nonzero(runs) + 1, dtype=bool)
        is_run[1::2] = True
        lengths = _lengths_by_turns(
            self.rows[runs], self.starts[runs], self.stops[runs], self.shape
        )
        return np.repeat(is_run, lengths).reshape(self.shape)

    def label_image(self) -> NDArray[np.int32]:
        """Return the component of each pixel, int32 of shape ``self.shape``; -1 is background."""
        labels = np.full(2 * len(self.labels) + 1, -1, dtype=np.int32)
        labels[1::2] = self.labels
        lengths = _lengths_by_turns(self.rows, self.starts, self.stops, self.shape)
        return np.repeat(labels, lengths).reshape(self.shape)


def connected_components(mask: Mask, *, diagonal: bool = True) -> Components:
    """Label the connected components of `mask`.

    Parameters
    ----------
    mask : bool array, shape (H, W)
    diagonal : bool
        Whether pixels that touch at a corner are connected: true (8-connectivity) for ink, false
        (4-connectivity) for the background, so that a thin slanted line separates two regions.

    Notes
    -----
    Runs are the vertices of a graph, and runs of adjacent rows that touch are joined by an edge.
    Each run takes the least label of its neighbors, and labels are followed to their roots, until
    all neighbors share one (Shiloach and Vishkin, "An O(log n) Parallel Connectivity Algorithm",
    1982).
    """
    height, width = mask.shape
    rows, starts, stops = find_runs(mask)
    above, below = _touching_runs(rows, starts, stops, width, reach=int(diagonal))
    roots = np.arange(len(rows))
    np.minimum.at(roots, below, above)
    while True:
        for _ in range(height.bit_length()):  # paths of 2, 4, 8, ... links become one link
            roots = roots[roots]
        upper, lower = roots[above], roots[below]
        if (upper == lower).all():
            break
        low = np.minimum(upper, lower)
        np.minimum.at(roots, upper, low)
        np.minimum.at(roots, lower, low)

    is_root = roots == np.arange(len(roots))
    labels = (np.cumsum(is_root) - 1)[roots]
    count = int(np.count_nonzero(is_root))
    areas = np.bincount(labels, weights=stops - starts, minlength=count).astype(np.int64)
    boxes = np.empty((count, 4), dtype=np.int64)
    boxes[:, 0] = rows[is_root]  # runs are in reading order: a root is the first of its component
    boxes[labels, 2] = rows + 1  # and the last that is assigned is the lowest
    boxes[:, 1] = width
    np.minimum.at(boxes[:, 1], labels, starts)
    boxes[:, 3] = 0
    np.maximum.at(boxes[:, 3], labels, stops)
    return Components(labels, rows, starts, stops, areas, boxes, (height, width))


def find_runs(mask: Mask) -> tuple[Integers, Integers, Integers]:
    """Return row, first column and column after the last of each run, in reading order.

    Parameters
    ----------
    mask : bool array, shape (H, W)
    """
    height, width = mask.shape
    stride = width + 1  # a column of background separates the rows on one long axis
    axis = np.zeros(height * stride + 1, dtype=bool)
    axis[:-1].reshape(height, stride)[:, 1:] = mask
    changes = np.flatnonzero(axis[1:] != axis[:-1])
    rows, starts = np.divmod(changes[::2], stride)
    return rows, starts, changes[1::2] - rows * stride


def _lengths_by_turns(
    rows: Integers, starts: Integers, stops: Integers, shape: tuple[int, int]
) -> Integers:
    """Return the lengths of gaps and runs by turns along the flattened mask, gaps at both ends."""
    height, width = shape
    edges = np.zeros(2 * len(rows) + 2, dtype=np.int64)
    edges[1:-1:2] = rows * width + starts
    edges[2:-1:2] = rows * width + stops
    edges[-1] = height * width
    return np.diff(edges)


def _touching_runs(
    rows: Integers, starts: Integers, stops: Integers, width: int, reach: int
) -> tuple[Integers, Integers]:
    """Return the indices of touching runs of adjacent rows, the upper ones and the lower ones.

    On one long axis, where row r occupies [r * stride, (r + 1) * stride), the runs of the row above
    that touch a run are a contiguous range, found by bisection. `reach` is 1 if runs that touch at
    a corner count, else 0.
    """
    stride = width + 2
    begin, end = rows * stride + starts, rows * stride + stops
    first = np.searchsorted(end, begin - stride - reach, side="right")
    last = np.searchsorted(begin, end - stride + reach, side="left")
    counts = last - first
    below = np.repeat(np.arange(len(rows)), counts)
    above = np.repeat(first - (np.cumsum(counts) - counts), counts) + np.arange(len(below))
    return above, below
