"""AUROC, false-accept rate and risk-coverage curve, against definitions that count one by one."""

import numpy as np
import pytest

from model.evaluation.selective import auroc, false_accept_rate, risk_coverage

SEEDS = range(8)


def scores(seed: int, count: int, shift: float = 0) -> list[float]:
    """Return random scores, many of which are equal."""
    rng = np.random.default_rng((seed, count))
    return [float(score) for score in rng.normal(shift, 2, count).round(rng.integers(0, 2))]


@pytest.mark.parametrize("seed", SEEDS)
def test_auroc_is_the_share_of_pairs_in_the_right_order(seed):
    positive, negative = scores(seed, 37, 1), scores(seed, 23)
    pairs = [(p > n) + 0.5 * (p == n) for p in positive for n in negative]
    assert auroc(positive, negative) == pytest.approx(sum(pairs) / len(pairs))


def test_auroc_of_separated_equal_and_swapped_scores():
    assert auroc([3, 4], [1, 2]) == 1
    assert auroc([1, 1], [1]) == 0.5
    assert auroc([1, 2], [3, 4]) == 0


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("acceptance", [0.05, 0.5, 0.95, 1])
def test_false_accept_rate_is_that_of_the_highest_threshold_that_suffices(seed, acceptance):
    digits, others = scores(seed, 40, 1), scores(seed, 25)
    thresholds = [t for t in digits if sum(d >= t for d in digits) >= acceptance * 40]
    accepted = sum(score >= max(thresholds) for score in others)
    assert false_accept_rate(digits, others, acceptance) == accepted / 25


def test_false_accept_rate_by_default_accepts_95_of_100_digits():
    assert false_accept_rate(range(100), [4, 5, 6, 200]) == 0.75


@pytest.mark.parametrize("seed", SEEDS)
def test_risk_is_the_error_rate_of_the_best_scores_averaged_over_orders_of_equal_ones(seed):
    trust = scores(seed, 60)
    is_correct = np.random.default_rng(seed).random(60) < 0.7
    coverage, risk = risk_coverage(trust, is_correct, 12)
    rng = np.random.default_rng((seed, 1))
    risks = []
    for _ in range(4000):
        order = sorted(range(60), key=lambda i: (-trust[i], rng.random()))
        wrong = np.cumsum([not is_correct[i] for i in order])
        risks.append([wrong[n - 1] / n for n in range(5, 61, 5)])
    assert coverage.tolist() == [n / 12 for n in range(1, 13)]
    np.testing.assert_allclose(risk, np.mean(risks, axis=0), atol=0.02)


def test_risk_of_distinct_scores_by_hand():
    coverage, risk = risk_coverage([4, 1, 3, 2], [True, False, False, True], points=4)
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1]
    assert risk.tolist() == pytest.approx([0, 1 / 2, 1 / 3, 1 / 2])


def test_more_points_than_samples_accept_at_least_one():
    assert risk_coverage([2, 1], [False, True], points=4)[1].tolist() == [1, 1, 0.5, 0.5]


@pytest.mark.parametrize("bad", [[], [1, float("nan")]])
def test_scores_that_are_missing_or_nan_raise(bad):
    for compute in (
        lambda: auroc(bad, [1]),
        lambda: auroc([1], bad),
        lambda: false_accept_rate(bad, [1]),
        lambda: risk_coverage(bad, [True] * len(bad)),
    ):
        with pytest.raises(ValueError, match="expected at least one and no NaN"):
            compute()
