"""Segments of a number: connected components and pieces of them, of which digits consist."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.preprocessing.array_types import GrayImage

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Segments:
    """The segments of a number, P of them, from left to right along the slant.

    Attributes
    ----------
    ink : uint8 array, shape (h, w)
        The number's ink, as in `PageInk`.
    labels : integer array, shape (h, w)
        Segment of each pixel, 0 to P - 1; -1 is paper.
    edge_labels : int16 array, shape (h, w)
        The same with the antialiased edges of the ink, which belong to the segment beside them.
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
    log_probabilities : float64 array, shape (P, 11), or None
        Logarithms of the probabilities of the candidate network for each segment alone; None if it
        has not read them.
    """

    ink: GrayImage
    labels: NDArray[np.int16]
    edge_labels: NDArray[np.int16]
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
    log_probabilities: Floats | None = None

    def __len__(self) -> int:
        return len(self.areas)


def with_edges(labels: NDArray[np.int16]) -> NDArray[np.int16]:
    """Return labels of segments in which pixels of paper beside ink have its label, too."""
    columns = labels.copy()
    np.maximum(columns[1:], labels[:-1], out=columns[1:])
    np.maximum(columns[:-1], labels[1:], out=columns[:-1])
    grown = columns.copy()
    np.maximum(grown[:, 1:], columns[:, :-1], out=grown[:, 1:])
    np.maximum(grown[:, :-1], columns[:, 1:], out=grown[:, :-1])
    np.copyto(grown, labels, where=labels >= 0)
    return grown
