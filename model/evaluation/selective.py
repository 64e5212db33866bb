"""Selective classification: how well a score separates right answers, at any threshold.

A higher score means more trust. Equal scores are accepted or rejected together, so no result
depends on the order of the samples.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def auroc(positive_scores: ArrayLike, negative_scores: ArrayLike) -> float:
    """Return the area under the ROC curve.

    It is the probability that a positive sample has a higher score than a negative one, where equal
    scores count half (Hanley and McNeil, "The meaning and use of the area under a receiver
    operating characteristic (ROC) curve", 1982).

    Parameters
    ----------
    positive_scores : array_like, shape (P,)
        Scores of what should be accepted, such as digits.
    negative_scores : array_like, shape (N,)
        Scores of what should be rejected, such as letters.

    Raises
    ------
    ValueError
        If there are no scores, or one is not a number.
    """
    positive, negative = _scores(positive_scores), np.sort(_scores(negative_scores))
    below = np.searchsorted(negative, positive, side="left")
    below_or_equal = np.searchsorted(negative, positive, side="right")
    return float((below + below_or_equal).mean() / (2 * len(negative)))


def false_accept_rate(
    digit_scores: ArrayLike, other_scores: ArrayLike, acceptance: float = 0.95
) -> float:
    """Return the share of non-digits accepted at the threshold that accepts a share of the digits.

    Parameters
    ----------
    digit_scores, other_scores : array_like, shapes (D,) and (N,)
    acceptance : float
        Share of the digits to accept, above 0 to 1. The threshold is the highest that accepts at
        least as many.

    Raises
    ------
    ValueError
        If there are no scores, or one is not a number.
    """
    digits, others = np.sort(_scores(digit_scores))[::-1], _scores(other_scores)
    threshold = digits[_count(acceptance, len(digits)) - 1]
    return float((others >= threshold).mean())


def risk_coverage(
    scores: ArrayLike, is_correct: ArrayLike, points: int = 20
) -> tuple[Floats, Floats]:
    """Return the risk-coverage curve: the share of errors among the answers with the best scores.

    R. El-Yaniv and Y. Wiener, "On the Foundations of Noise-free Selective Classification", 2010.

    Parameters
    ----------
    scores : array_like, shape (N,)
    is_correct : array_like of bool, shape (N,)
    points : int
        Number of points, at equal distances of coverage.

    Returns
    -------
    coverage, risk : float64 arrays, shape (points,)
        Shares: of the answers that are accepted, up to 1, and of these that are wrong. Of answers
        with equal scores that are accepted in part, the mean is taken.

    Raises
    ------
    ValueError
        If there are no scores, or one is not a number.
    """
    values, group, sizes = np.unique(_scores(scores), return_inverse=True, return_counts=True)
    is_wrong = ~np.asarray(is_correct, dtype=bool)
    share_wrong = np.bincount(group, is_wrong, minlength=len(values)) / sizes  # of equal scores
    wrong = np.cumsum(np.repeat(share_wrong[::-1], sizes[::-1]))
    coverage = np.arange(1, points + 1) / points
    accepted = np.array([_count(share, len(wrong)) for share in coverage])
    return coverage, wrong[accepted - 1] / accepted


def _scores(scores: ArrayLike) -> Floats:
    values = np.asarray(scores, dtype=np.float64)
    if not len(values) or np.isnan(values).any():
        raise ValueError("scores: expected at least one and no NaN")
    return values


def _count(share: float, total: int) -> int:
    """Return the smallest number, at least 1, that is no less than a share of the total."""
    return max(int(np.ceil(round(share * total, 9))), 1)
