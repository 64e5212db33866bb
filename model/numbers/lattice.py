"""The lattice of a number: an acyclic graph whose paths are the readings of the number.

Node i stands before segment i, and node P after the last. A candidate is an arc from its first
segment to the segment after its last, as in the segmentation graph of LeCun et al., "Gradient-Based
Learning Applied to Document Recognition", 1998. Further arcs from i to i + 1 leave out a segment
that belongs to no digit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.network import Predict
from model.numbers import candidate_network
from model.numbers.candidate_images import candidate_images
from model.numbers.candidate_network import NON_DIGIT
from model.numbers.candidates import find_candidates, with_edges
from model.numbers.cuts import Segments
from model.numbers.features import candidate_features, skip_features
from model.preprocessing.size_normalization import center_by_mass, normalize_stroke_width

Floats = NDArray[np.float64]

_MAX_NON_DIGIT = float(np.log(0.998))
"""Logarithm of the probability of `NON_DIGIT` from which a candidate is dropped, before the network
that reads digits costs more time on it."""


@dataclass(frozen=True)
class Lattice:
    """Candidates, A of them, and segments that may be left out, P of them.

    Attributes
    ----------
    starts, stops : integer arrays, shape (A,)
        First segment of each candidate, and the segment after its last.
    vectors : float32 array, shape (A, 784)
        Inputs of the network that reads digits.
    P : float64 array, shape (A, 10)
        Its probabilities.
    features : float64 array, shape (A, 10, F)
        Those of each candidate as each digit, in the order of `features.CANDIDATE_FEATURES`.
    skip_features : float64 array, shape (P, S)
        Those of leaving out each segment, in the order of `features.SKIP_FEATURES`.
    boxes : integer array, shape (A, 4)
        Top, left, bottom and right of each candidate in the array of the number.
    """

    starts: NDArray[np.intp]
    stops: NDArray[np.intp]
    vectors: NDArray[np.float32]
    P: Floats
    features: Floats
    skip_features: Floats
    boxes: NDArray[Any]


def build(segments: Segments, predict: Predict, threshold: float) -> Lattice:
    """Return the lattice of a number.

    Parameters
    ----------
    segments : Segments
    predict : callable
        From inputs, shape (N, 784), to probabilities, shape (N, 10); called once.
    threshold : float
        Rejection threshold of the model.
    """
    [lattice] = build_for_each(segments, [(predict, threshold)])
    return lattice


def build_for_each(segments: Segments, models: Iterable[tuple[Predict, float]]) -> list[Lattice]:
    """Return the lattice of a number by each model, of which `build` takes one."""
    candidates = find_candidates(segments)
    labels = with_edges(segments)
    Q = candidate_network.log_probabilities(candidate_images(segments, labels, candidates))
    may_be_digit = Q[:, NON_DIGIT] < _MAX_NON_DIGIT
    candidates, Q = candidates.take(may_be_digit), Q[may_be_digit]
    starts, stops, boxes = candidates.starts, candidates.stops, candidates.boxes
    vectors = np.zeros((len(candidates), 784), dtype=np.float32)
    for k in range(len(candidates)):
        vectors[k] = _network_input(segments.ink, labels, starts[k], stops[k], boxes[k])
    lattices = []
    for predict, threshold in models:
        P = predict(vectors) if len(candidates) else np.zeros((0, 10))
        lattices.append(
            Lattice(
                starts=starts,
                stops=stops,
                vectors=vectors,
                P=P,
                features=candidate_features(segments, candidates, P, Q, threshold),
                skip_features=skip_features(segments),
                boxes=boxes,
            )
        )
    return lattices


def _network_input(
    ink: NDArray[np.uint8], labels: NDArray[np.int16], start: int, stop: int, box: NDArray[Any]
) -> NDArray[np.float32]:
    """Return the normalized ink, shape (784,), of the segments from `start` to `stop` - 1."""
    top, left, bottom, right = box
    segment = labels[top:bottom, left:right]
    is_own = (segment >= start) & (segment < stop)
    levels = np.where(is_own, ink[top:bottom, left:right], np.uint8(0))
    cropped = np.divide(levels, 255, dtype=np.float32)
    vector: NDArray[np.float32] = center_by_mass(normalize_stroke_width(cropped)).ravel()
    return vector
