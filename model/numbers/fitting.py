"""Fitting of the weights of a lattice by maximum likelihood, and of the calibration.

Only the digits of each number need to be known, not where they are: the likelihood sums over all
paths with these digits. Its gradient is the expectation of the features over these paths less that
over all paths (Lafferty, McCallum and Pereira, "Conditional Random Fields", 2001). Expectations are
those of the forward-backward algorithm.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.numbers.features import CANDIDATE_FEATURES, FIRST_FEATURES, SKIP_FEATURES
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
_INITIAL_FIRST_WEIGHTS = {"bias": 2.0, "candidate_log_probability": 1.0}
_INITIAL_SKIP_WEIGHTS = {"bias": -1.0, "height": -4.0}
"""The weights of all other features start at 0."""

_DOT_WEIGHT = 1.5
"""Weight of leaving out a dot, set by hand: with or without a dot beside it a digit is the same, so
that the likelihood of the digits does not tell."""

_FIXED_WEIGHTS, _FIXED_SKIP_WEIGHTS = {"inner_dots": -_DOT_WEIGHT}, {"dot": _DOT_WEIGHT}

_EPOCHS, _FIRST_EPOCHS = 12, 8
_BATCH_SIZE = 50
_LEARNING_RATE = 0.05
"""Constant for half of the epochs, then falling in a line."""

_WEIGHT_DECAY = 1e-3
_ADAM_BETA2, _ADAM_EPSILON = 0.99, 1e-6

_MIN_PROBABILITY = 1e-9
"""Probabilities are limited to this and 1 less this, so that their log odds are finite."""

_NEWTON_STEPS = 20
_RIDGE = 1e-6
"""Added to the diagonal of the Hessian, so that it can be inverted."""


def fit_weights(
    examples: Sequence[tuple[Lattice, tuple[int, ...]]],
    rng: np.random.Generator,
    *,
    is_first: bool = False,
) -> Weights:
    """Return the weights of the largest mean log likelihood less weight decay; by Adam.

    Parameters
    ----------
    examples : sequence of (Lattice, tuple of int)
        Numbers with their digits. Those without a path with these digits are ignored.
    rng : numpy.random.Generator
        For the order of the batches.
    is_first : bool, optional
        Whether the lattices are those of the first search.
    """
    names = FIRST_FEATURES if is_first else CANDIDATE_FEATURES
    initial = (_INITIAL_FIRST_WEIGHTS if is_first else _INITIAL_WEIGHTS) | _FIXED_WEIGHTS
    initial_skip = _INITIAL_SKIP_WEIGHTS | _FIXED_SKIP_WEIGHTS
    epochs = _FIRST_EPOCHS if is_first else _EPOCHS
    size = len(names)
    w = np.array(
        [initial.get(name, 0.0) for name in names]
        + [initial_skip.get(name, 0.0) for name in SKIP_FEATURES]
    )
    is_fixed = np.array(
        [name in _FIXED_WEIGHTS for name in names]
        + [name in _FIXED_SKIP_WEIGHTS for name in SKIP_FEATURES]
    )
    optimizer = Adam([w], _ADAM_BETA2, _ADAM_EPSILON)
    for epoch in range(epochs):
        rate = _LEARNING_RATE * min(1.0, 2 * (1 - epoch / epochs))
        order = rng.permutation(len(examples))
        for batch in np.array_split(order, max(1, len(order) // _BATCH_SIZE)):
            weights = Weights(candidate=w[:size], skip=w[size:], names=names)
            likelihoods = [
                log_likelihood(lattice, digits, weights)
                for lattice, digits in (examples[i] for i in batch)
            ]
            finite = [gradient for likelihood, gradient in likelihoods if np.isfinite(likelihood)]
            if not finite:
                continue
            gradient = _WEIGHT_DECAY * w - np.mean(finite, axis=0)  # over the numbers
            gradient[is_fixed] = 0
            optimizer.step([w], [gradient], rate)
    return Weights(candidate=w[:size], skip=w[size:], names=names)


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
    zero = np.zeros(len(weights.candidate) + len(weights.skip))
    if not len(scores):
        return -np.inf, zero
    log_sum, arcs, skips = _forward_backward(lattice, scores, skip_scores, None)
    number_log_sum, number_arcs, number_skips = _forward_backward(
        lattice, scores, skip_scores, digits
    )
    if not np.isfinite(number_log_sum):
        return -np.inf, zero
    gradient = [
        np.einsum("ad,adf->f", number_arcs - arcs, lattice.features),
        (number_skips - skips) @ lattice.skip_features,
    ]
    return number_log_sum - log_sum, np.concatenate(gradient)


def _forward_backward(
    lattice: Lattice, scores: Floats, skip_scores: Floats, digits: tuple[int, ...] | None
) -> tuple[float, Floats, Floats]:
    """Return the log of the sum of exp(score) over paths, and the expected counts of their arcs.

    Counts are those of candidates as each digit, shape (A, 10), and of segments left out, shape
    (P,). With `digits`, paths are those with these digits, and a state is a node and the number of
    digits so far; else a state is a node, and an arc stands for any digit.
    """
    counts_digits = digits is not None
    arc_scores = any_digit(scores) if digits is None else scores[:, list(digits)]
    forward = forward_sums(lattice, arc_scores, skip_scores, counts_digits=counts_digits)
    count, step = len(forward), int(counts_digits)
    tails, heads = slice(arc_scores.shape[1]), slice(step, None)  # states that arcs join
    leaving = by_node(lattice.starts, count)
    backward = np.full(forward.shape, -np.inf)
    backward[-1, -1] = 0
    for node in range(count - 2, -1, -1):
        backward[node] = backward[node + 1] + skip_scores[node]
        for k in leaving[node]:
            through = backward[lattice.stops[k], heads] + arc_scores[k]
            backward[node, tails] = np.logaddexp(backward[node, tails], through)
    log_sum = float(forward[-1, -1])
    if not np.isfinite(log_sum):
        return log_sum, scores, skip_scores
    skip_posteriors = np.exp(forward[:-1] + skip_scores[:, None] + backward[1:] - log_sum)
    skip_counts = skip_posteriors.sum(axis=1)  # over the numbers of digits
    posteriors = np.exp(
        forward[lattice.starts, tails] + arc_scores + backward[lattice.stops, heads] - log_sum
    )
    if digits is None:
        digit_posteriors = np.exp(scores - arc_scores)  # of each digit on its arc
        return log_sum, posteriors * digit_posteriors, skip_counts
    counts = np.zeros_like(scores)
    for position, digit in enumerate(digits):
        counts[:, digit] += posteriors[:, position]
    return log_sum, counts, skip_counts


def fit_calibration(
    probabilities: NDArray[np.float64], is_correct: NDArray[Any]
) -> tuple[float, float]:
    """Return slope and offset of a logistic regression of `is_correct` on the log odds.

    Parameters have shape (N,), one entry for each number.
    """
    p = np.clip(probabilities, _MIN_PROBABILITY, 1 - _MIN_PROBABILITY)
    X = np.stack([np.log(p / (1 - p)), np.ones(len(p))], axis=1)  # N x 2
    slope, offset = fit_logistic(X, is_correct)
    return float(slope), float(offset)


def fit_logistic(X: Floats, is_positive: NDArray[Any], penalty: float = 0.0) -> Floats:
    """Return the weights of a logistic regression, shape (F,), by Newton's method.

    Parameters
    ----------
    X : float64 array, shape (N, F)
    is_positive : bool array, shape (N,)
    penalty : float, optional
        Of half the squared length of the weights, against the sum of the losses. Needed if a plane
        may part the classes.
    """
    w = np.zeros(X.shape[1])
    for _ in range(_NEWTON_STEPS):
        q = 1 / (1 + np.exp(-X @ w))
        hessian = (X * (q * (1 - q))[:, None]).T @ X + (penalty + _RIDGE) * np.eye(len(w))
        w = w + np.linalg.solve(hessian, X.T @ (is_positive - q) - penalty * w)
    return w
