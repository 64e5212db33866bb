"""Scores of paths through a lattice: the best number, the runner-up, and its probability.

A path's score is the sum of those of its arcs, which are weighted features: a semi-Markov
conditional random field (Sarawagi and Cohen, "Semi-Markov Conditional Random Fields for Information
Extraction", 2004). The probability of a number is the sum over its paths by that over all paths.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.numbers.lattice import Lattice

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Weights:
    """Weights of the features of candidates, shape (F,), and of parts left out, shape (S,)."""

    candidate: Floats
    skip: Floats


@dataclass(frozen=True)
class Path:
    """A way through a lattice.

    Attributes
    ----------
    candidates : tuple of int
        Indices of its candidates.
    digits : tuple of int
    score : float
    """

    candidates: tuple[int, ...]
    digits: tuple[int, ...]
    score: float


def arc_scores(lattice: Lattice, weights: Weights) -> tuple[Floats, Floats]:
    """Return the scores of candidates, shape (A, 10), and of parts left out, shape (P,)."""
    return lattice.features @ weights.candidate, lattice.skips @ weights.skip


def best_paths(lattice: Lattice, weights: Weights, count: int = 2) -> list[Path]:
    """Return the best paths of different numbers, the best first.

    Viterbi with the `count` best of each node; of paths with the same number the best is kept.
    """
    scores, skips = arc_scores(lattice, weights)
    digits = np.argsort(-scores, axis=1)[:, :count] if len(scores) else scores
    arriving: list[list[int]] = [[] for _ in range(len(skips) + 1)]
    for k, stop in enumerate(lattice.stops.tolist()):
        arriving[stop].append(k)
    nodes: list[list[Path]] = [[Path((), (), 0.0)]]
    for node in range(1, len(skips) + 1):
        found: dict[tuple[int, ...], Path] = {}
        options = [Path(p.candidates, p.digits, p.score + skips[node - 1]) for p in nodes[node - 1]]
        for k in arriving[node]:
            for p in nodes[lattice.starts[k]]:
                for d in digits[k].tolist():
                    score = p.score + float(scores[k, d])
                    options.append(Path((*p.candidates, k), (*p.digits, d), score))
        for option in sorted(options, key=lambda p: -p.score):
            found.setdefault(option.digits, option)
            if len(found) == count:
                break
        nodes.append(list(found.values()))
    return nodes[-1]


def log_partition(lattice: Lattice, scores: Floats, skips: Floats) -> float:
    """Return the logarithm of the sum of exp(score) over all paths."""
    total = np.logaddexp.reduce(scores, axis=1) if len(scores) else np.zeros(0)  # over the digits
    alpha = np.full(len(skips) + 1, -np.inf)
    alpha[0] = 0
    order = np.argsort(lattice.stops, kind="stable")
    position = 0
    for node in range(1, len(alpha)):
        alpha[node] = alpha[node - 1] + skips[node - 1]
        while position < len(order) and lattice.stops[order[position]] == node:
            k = order[position]
            alpha[node] = np.logaddexp(alpha[node], alpha[lattice.starts[k]] + total[k])
            position += 1
    return float(alpha[-1])


def log_number(lattice: Lattice, scores: Floats, skips: Floats, digits: tuple[int, ...]) -> float:
    """Return the logarithm of the sum of exp(score) over the paths of one number."""
    length = len(digits)
    alpha = np.full((len(skips) + 1, length + 1), -np.inf)
    alpha[0, 0] = 0
    own = scores[:, list(digits)] if len(scores) else np.zeros((0, length))
    order = np.argsort(lattice.stops, kind="stable")
    position = 0
    for node in range(1, len(alpha)):
        alpha[node] = alpha[node - 1] + skips[node - 1]
        while position < len(order) and lattice.stops[order[position]] == node:
            k = order[position]
            step = alpha[lattice.starts[k], :-1] + own[k]
            alpha[node, 1:] = np.logaddexp(alpha[node, 1:], step)
            position += 1
    return float(alpha[-1, -1])


def number_probability(lattice: Lattice, weights: Weights, digits: tuple[int, ...]) -> float:
    """Return the probability of a number among all that the lattice can be read as."""
    scores, skips = arc_scores(lattice, weights)
    log = log_number(lattice, scores, skips, digits) - log_partition(lattice, scores, skips)
    return float(np.exp(min(log, 0.0)))


def weights_of(document: Mapping[str, Any]) -> Weights:
    """Return the weights of a document with the lists `candidate` and `skip`."""
    return Weights(np.array(document["candidate"]), np.array(document["skip"]))
