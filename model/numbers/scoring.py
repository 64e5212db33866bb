"""Scores of paths through a lattice: the best numbers, and the probability of a number.

A path's score is the sum of those of its arcs, which are weighted features: a semi-Markov
conditional random field (Sarawagi and Cohen, "Semi-Markov Conditional Random Fields for Information
Extraction", 2004). The probability of a number is the sum of exp(score) over its paths by that over
all paths. The best paths are found by the Viterbi algorithm, the sums by the forward algorithm.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from model.numbers.features import CANDIDATE_FEATURES, SKIP_FEATURES
from model.numbers.lattice import Lattice

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Weights:
    """Weights of the features of candidates, shape (F,), and of segments left out, shape (S,).

    `names` are those of the features of candidates.
    """

    candidate: Floats
    skip: Floats
    names: tuple[str, ...] = CANDIDATE_FEATURES

    @classmethod
    def from_names(
        cls,
        candidate: Mapping[str, float],
        skip: Mapping[str, float],
        names: tuple[str, ...] = CANDIDATE_FEATURES,
    ) -> "Weights":
        """Return the weights of features by name.

        Raises
        ------
        ValueError
            If the names are not those of the features.
        """
        for weights, expected in ((candidate, names), (skip, SKIP_FEATURES)):
            if different := weights.keys() ^ set(expected):
                raise ValueError(f"expected one weight for each feature, see {sorted(different)}")
        return cls(
            candidate=np.array([candidate[name] for name in names]),
            skip=np.array([skip[name] for name in SKIP_FEATURES]),
            names=names,
        )

    def by_name(self) -> dict[str, dict[str, float]]:
        """Return `candidate` and `skip` by the names of their features."""
        return {
            "candidate": dict(zip(self.names, self.candidate.tolist(), strict=True)),
            "skip": dict(zip(SKIP_FEATURES, self.skip.tolist(), strict=True)),
        }


@dataclass(frozen=True)
class Path:
    """A path through a lattice, from the first node.

    Attributes
    ----------
    candidates : tuple of int
        Indices of its candidates, from left to right.
    digits : tuple of int
        Digit of each candidate.
    score : float
    """

    candidates: tuple[int, ...]
    digits: tuple[int, ...]
    score: float


def score_arcs(lattice: Lattice, weights: Weights) -> tuple[Floats, Floats]:
    """Return the scores of candidates, shape (A, 10), and of segments left out, shape (P,)."""
    return lattice.features @ weights.candidate, lattice.skip_features @ weights.skip


def best_paths(lattice: Lattice, weights: Weights, count: int = 2) -> list[Path]:
    """Return the best paths of different numbers, the best first.

    The Viterbi algorithm with the `count` best paths to each node; of paths with the same digits
    only the best is kept.
    """
    scores, skip_scores = score_arcs(lattice, weights)
    best_digits = np.argsort(-scores, axis=1)[:, :count]  # A x count
    arriving = by_node(lattice.stops, len(skip_scores) + 1)
    best = [[Path(candidates=(), digits=(), score=0.0)]]  # of each node
    for node in range(1, len(skip_scores) + 1):
        extended = [
            Path(path.candidates, path.digits, path.score + skip_scores[node - 1])
            for path in best[node - 1]
        ]
        for k in arriving[node]:
            extended += [
                Path(
                    candidates=(*path.candidates, k),
                    digits=(*path.digits, digit),
                    score=path.score + float(scores[k, digit]),
                )
                for path in best[lattice.starts[k]]
                for digit in best_digits[k].tolist()
            ]
        best.append(_best_of_each_number(extended, count))
    return best[-1]


def _best_of_each_number(paths: list[Path], count: int) -> list[Path]:
    """Return the best path of each number, the `count` best of these."""
    by_digits: dict[tuple[int, ...], Path] = {}
    for path in sorted(paths, key=lambda path: -path.score):
        by_digits.setdefault(path.digits, path)
        if len(by_digits) == count:
            break
    return list(by_digits.values())


def forward_sums(
    lattice: Lattice, arc_scores: Floats, skip_scores: Floats, *, counts_digits: bool
) -> Floats:
    """Return the log of the sum of exp(score) over the paths from the first node to each state.

    This is the forward algorithm, on logarithms.

    Parameters
    ----------
    lattice : Lattice
    arc_scores : float64 array, shape (A, L) or (A, 1)
        Score of each arc as each digit of a number of L; or as any digit.
    skip_scores : float64 array, shape (P,)
    counts_digits : bool
        Whether a state is a node and the number of digits so far, or a node alone.

    Returns
    -------
    float64 array, shape (P + 1, L + 1) or (P + 1, 1)
    """
    step = int(counts_digits)
    sums = np.full((len(skip_scores) + 1, arc_scores.shape[1] + step), -np.inf)
    sums[0, 0] = 0
    for node, candidates in enumerate(by_node(lattice.stops, len(sums))):
        if node > 0:
            sums[node] = sums[node - 1] + skip_scores[node - 1]
        for k in candidates:
            arriving = sums[lattice.starts[k], : arc_scores.shape[1]] + arc_scores[k]
            sums[node, step:] = np.logaddexp(sums[node, step:], arriving)
    return sums


def candidate_probabilities(lattice: Lattice, scores: Floats, skip_scores: Floats) -> Floats:
    """Return the sum of the probabilities of the paths through each candidate, shape (A,).

    They come from the forward algorithm and, on the reversed graph, the backward algorithm.
    """
    arcs = any_digit(scores)
    forward = forward_sums(lattice, arcs, skip_scores, counts_digits=False)[:, 0]
    end = len(skip_scores)
    reversed_lattice = replace(lattice, starts=end - lattice.stops, stops=end - lattice.starts)
    backward = forward_sums(reversed_lattice, arcs, skip_scores[::-1], counts_digits=False)[::-1, 0]
    logs = forward[lattice.starts] + arcs[:, 0] + backward[lattice.stops] - forward[-1]
    probabilities: Floats = np.exp(np.minimum(logs, 0.0))
    return probabilities


def by_node(nodes: NDArray[np.intp], count: int) -> list[list[int]]:
    """Return the indices of the arcs at each of `count` nodes; `nodes` has the node of each arc."""
    arcs: list[list[int]] = [[] for _ in range(count)]
    for arc, node in enumerate(nodes.tolist()):
        arcs[node].append(arc)
    return arcs


def any_digit(scores: Floats) -> Floats:
    """Return the score of each arc as any digit, shape (A, 1)."""
    total: Floats = np.logaddexp.reduce(scores, axis=1, keepdims=True)  # over the digits
    return total


def number_probability(lattice: Lattice, weights: Weights, digits: tuple[int, ...]) -> float:
    """Return the probability of a number among all that the lattice can be read as."""
    [probability] = number_probabilities(lattice, weights, [digits])
    return probability


def number_probabilities(
    lattice: Lattice, weights: Weights, numbers: Iterable[tuple[int, ...]]
) -> list[float]:
    """Return the probability of each number, as `number_probability` does."""
    scores, skip_scores = score_arcs(lattice, weights)
    of_all = forward_sums(lattice, any_digit(scores), skip_scores, counts_digits=False)
    probabilities = []
    for digits in numbers:
        of_number = forward_sums(lattice, scores[:, list(digits)], skip_scores, counts_digits=True)
        probabilities.append(float(np.exp(min(of_number[-1, -1] - of_all[-1, -1], 0.0))))
    return probabilities
