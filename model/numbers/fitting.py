"""Fitting of the weights of a lattice by maximum likelihood.

Only the digits of each number need to be known, not where they are: the likelihood sums over all
paths with these digits. Its gradient is the difference of the features that are expected on them
and on all paths (Lafferty, McCallum and Pereira, "Conditional Random Fields", 2001).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.numbers.features import CANDIDATE_FEATURES, SKIP_FEATURES
from model.numbers.lattice import Lattice
from model.numbers.scoring import (
    Floats,
    Weights,
    any_digit,
    by_node,
    forward_sums,
    score_arcs,
)
from model.optimizers import Adam

_INITIAL_WEIGHTS = {
    "bias": 2.0,
    "log_probability": 1.0,
    "evidence_below": 1.0,
    "evidence_above": 0.5,
}
_INITIAL_SKIP_WEIGHTS = {"bias": -1.0, "height": -4.0}
"""The weights of all other features start at 0."""

_EPOCHS = 12
_BATCH = 50
_LEARNING_RATE = 0.05
_WEIGHT_DECAY = 1e-3
_BETA2, _EPSILON = 0.99, 1e-6


def fit_weights(
    examples: Sequence[tuple[Lattice, tuple[int, ...]]], rng: np.random.Generator
) -> Weights:
    """Return the weights that make the digits of lattices likely; Adam in batches.

    Parameters
    ----------
    examples : sequence of (Lattice, tuple of int)
        Numbers with their digits.
    rng : numpy.random.Generator
        For the order of the batches.
    """
    size = len(CANDIDATE_FEATURES)
    w = np.array(
        [_INITIAL_WEIGHTS.get(name, 0.0) for name in CANDIDATE_FEATURES]
        + [_INITIAL_SKIP_WEIGHTS.get(name, 0.0) for name in SKIP_FEATURES]
    )
    optimizer = Adam([w], _BETA2, _EPSILON)
    for epoch in range(_EPOCHS):
        rate = _LEARNING_RATE * min(1.0, 2 * (1 - epoch / _EPOCHS))
        order = rng.permutation(len(examples))
        for batch in np.array_split(order, max(1, len(order) // _BATCH)):
            weights = Weights(candidate=w[:size], skip=w[size:])
            gradients = [
                log_likelihood(lattice, digits, weights)
                for lattice, digits in (examples[i] for i in batch)
            ]
            finite = [gradient for likelihood, gradient in gradients if np.isfinite(likelihood)]
            if not finite:
                continue
            g = _WEIGHT_DECAY * w - np.mean(finite, axis=0)  # over the numbers
            optimizer.step([w], [g], rate)
    return Weights(candidate=w[:size], skip=w[size:])


def log_likelihood(
    lattice: Lattice, digits: tuple[int, ...], weights: Weights
) -> tuple[float, Floats]:
    """Return the logarithm of a number's probability, and its gradient for all weights.

    Returns
    -------
    float
        Minus infinity if no path has these digits.
    float64 array, shape (F + S,)
        For the weights of candidates and of segments left out.
    """
    scores, skip_scores = score_arcs(lattice, weights)
    nothing = np.zeros(len(weights.candidate) + len(weights.skip))
    if not len(scores):
        return -np.inf, nothing
    log_sum, all_arcs, all_skips = _sum_paths(lattice, scores, skip_scores, None)
    number_log_sum, number_arcs, number_skips = _sum_paths(lattice, scores, skip_scores, digits)
    if not np.isfinite(number_log_sum):
        return -np.inf, nothing
    arc_counts, skip_counts = number_arcs - all_arcs, number_skips - all_skips
    gradient = [
        np.einsum("ad,adf->f", arc_counts, lattice.features),
        skip_counts @ lattice.skip_features,
    ]
    return number_log_sum - log_sum, np.concatenate(gradient)


def _sum_paths(
    lattice: Lattice, scores: Floats, skip_scores: Floats, digits: tuple[int, ...] | None
) -> tuple[float, Floats, Floats]:
    """Return log of the sum over paths, and how often each arc and skip is expected on them.

    With `digits`, a state is a node and the number of digits so far; else a node alone, and every
    arc stands for any digit.
    """
    counts_digits = digits is not None
    arc_scores = any_digit(scores) if digits is None else scores[:, list(digits)]
    forward = forward_sums(lattice, arc_scores, skip_scores, counts_digits=counts_digits)
    count, step = len(forward), int(counts_digits)
    before, after = slice(arc_scores.shape[1]), slice(step, None)  # the states that an arc joins
    leaving = by_node(lattice.starts, count)
    backward = np.full(forward.shape, -np.inf)
    backward[-1, -1] = 0
    for node in range(count - 2, -1, -1):
        backward[node] = backward[node + 1] + skip_scores[node]
        for k in leaving[node]:
            total = backward[lattice.stops[k], after] + arc_scores[k]
            backward[node, before] = np.logaddexp(backward[node, before], total)
    log_sum = float(forward[-1, -1])
    if not np.isfinite(log_sum):
        return log_sum, scores, skip_scores
    skipped = np.exp(forward[:-1] + skip_scores[:, None] + backward[1:] - log_sum).sum(axis=1)
    passing = np.exp(
        forward[lattice.starts, before] + arc_scores + backward[lattice.stops, after] - log_sum
    )
    if digits is None:
        share = np.exp(scores - arc_scores)  # of each digit in its arc
        return log_sum, passing * share, skipped
    expected = np.zeros_like(scores)
    for position, digit in enumerate(digits):
        expected[:, digit] += passing[:, position]
    return log_sum, expected, skipped


def fit_calibration(
    probabilities: NDArray[np.float64], is_right: NDArray[Any]
) -> tuple[float, float]:
    """Return slope and offset of a logistic regression of `is_right` on the log odds.

    Newton's method, as for any logistic regression.
    """
    p = np.clip(probabilities, 1e-9, 1 - 1e-9)
    X = np.stack([np.log(p / (1 - p)), np.ones(len(p))], axis=1)
    w = np.zeros(2)
    for _ in range(20):
        q = 1 / (1 + np.exp(-X @ w))
        hessian = (X * (q * (1 - q))[:, None]).T @ X + 1e-6 * np.eye(2)
        w = w + np.linalg.solve(hessian, X.T @ (is_right - q))
    return float(w[0]), float(w[1])
