"""Construction of the lattice of a number: a first search prunes candidates, the rest are read.

Most of the time goes into normalizing candidates for the network that reads digits. A first search
therefore uses only the outputs of the candidate network and the pair network and the position of
the ink, and prunes the candidates of low posterior probability: a cascade, as in Weiss and Taskar,
"Structured Prediction Cascades", 2010.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.network import Predict
from model.numbers import candidate_network
from model.numbers.candidate_images import candidate_images
from model.numbers.candidate_network import CLASSES
from model.numbers.candidates import Candidates, find_candidates
from model.numbers.features import first_features, skip_features, with_reader_features
from model.numbers.lattice import Lattice, ReadLattice
from model.numbers.pair_network import read_pairs
from model.numbers.scoring import Weights, candidate_probabilities, score_arcs
from model.numbers.segments import Segments
from model.numbers.weights import FIRST_WEIGHTS
from model.preprocessing.size_normalization import normalize_drawings

MIN_PROBABILITY = 0.005
"""Minimum probability in the first search of a candidate that is read.

Of writers held out for calibration, `wide` reads 683 of 800 touching numbers, 749 of 800 separate
ones and 403 of 497 mixed ones, as at 0.001, where a third more candidates of touching digits are
read. From 0.01 on a few more numbers are wrong although certain.
"""


@dataclass(frozen=True)
class FirstLattice:
    """The lattice of the first search.

    Attributes
    ----------
    candidates : Candidates
        All of the number, A of them.
    lattice : Lattice
    """

    candidates: Candidates
    lattice: Lattice

    def find_probable(self, weights: Weights) -> NDArray[np.bool_]:
        """Return which candidates are probable enough to be read, shape (A,)."""
        scores = score_arcs(self.lattice, weights)
        return candidate_probabilities(self.lattice, *scores) >= MIN_PROBABILITY


def build(segments: Segments, predict: Predict, threshold: float) -> ReadLattice:
    """Return the lattice of a number.

    Parameters
    ----------
    segments : Segments
    predict : callable
        From inputs, shape (N, 784), to probabilities, shape (N, 10); called once.
    threshold : float
        Rejection threshold of the model.
    """
    [lattice] = build_for_each(segments, build_first(segments), [(predict, threshold)])
    return lattice


def build_first(segments: Segments) -> FirstLattice:
    """Return the lattice of the first search."""
    candidates = find_candidates(segments)
    Q = _log_probabilities(segments, candidates)
    lattice = Lattice(
        starts=candidates.starts,
        stops=candidates.stops,
        features=first_features(segments, candidates, Q, read_pairs(segments)),
        skip_features=skip_features(segments),
    )
    return FirstLattice(candidates, lattice)


def _log_probabilities(segments: Segments, candidates: Candidates) -> NDArray[np.float64]:
    """Return those of the candidate network, shape (A, 11), which may know segments alone."""
    Q = np.empty((len(candidates), CLASSES))
    is_known = np.zeros(len(candidates), dtype=bool)
    if segments.log_probabilities is not None:
        is_known = candidates.stops == candidates.starts + 1
        Q[is_known] = segments.log_probabilities[candidates.starts[is_known]]
    if not is_known.all():
        X = candidate_images(segments, candidates.take(~is_known))
        Q[~is_known] = candidate_network.log_probabilities(X)
    return Q


def build_for_each(
    segments: Segments,
    first: FirstLattice,
    models: Iterable[tuple[Predict, float]],
    weights: Weights = FIRST_WEIGHTS,
) -> list[ReadLattice]:
    """Return the lattice of a number by each model, of which `build` takes one.

    `weights` are those of the first search.
    """
    kept = first.find_probable(weights)
    candidates = first.candidates.take(kept)
    starts, stops, boxes = candidates.starts, candidates.stops, candidates.boxes
    vectors = _network_inputs(segments, candidates)
    lattices = []
    for predict, threshold in models:
        P = predict(vectors) if len(candidates) else np.zeros((0, 10))
        lattices.append(
            ReadLattice(
                starts=starts,
                stops=stops,
                features=with_reader_features(first.lattice.features[kept], P, threshold),
                skip_features=first.lattice.skip_features,
                vectors=vectors,
                P=P,
                boxes=boxes,
            )
        )
    return lattices


def _network_inputs(segments: Segments, candidates: Candidates) -> NDArray[np.float32]:
    """Return the normalized ink of each candidate, shape (A, 784)."""
    drawings = []
    runs = zip(candidates.starts, candidates.stops, candidates.boxes.tolist(), strict=True)
    for start, stop, (top, left, bottom, right) in runs:
        segment = segments.edge_labels[top:bottom, left:right]
        is_own = (segment >= start) & (segment < stop)
        levels = segments.ink[top:bottom, left:right] * is_own
        drawings.append(np.divide(levels, 255, dtype=np.float32))
    return normalize_drawings(drawings).reshape(len(drawings), 784)
