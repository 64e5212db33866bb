"""Scores of paths: against sums over all paths, listed one by one."""

import itertools

import numpy as np
import pytest

from model.numbers.features import CANDIDATE_FEATURES, SKIP_FEATURES
from model.numbers.fitting import fit_calibration, log_likelihood
from model.numbers.lattice import Lattice
from model.numbers.scoring import Weights, best_paths, number_probability, score_arcs

ARCS = [(0, 1), (1, 2), (2, 3), (0, 2), (1, 3)]


@pytest.fixture
def lattice():
    rng = np.random.default_rng(3)
    starts, stops = np.array(ARCS).T
    count = len(ARCS)
    return Lattice(
        starts=starts,
        stops=stops,
        vectors=np.zeros((count, 784), dtype=np.float32),
        P=rng.dirichlet(np.ones(10), count),
        features=rng.normal(size=(count, 10, len(CANDIDATE_FEATURES))),
        skip_features=rng.normal(size=(3, len(SKIP_FEATURES))),
        boxes=np.zeros((count, 4), dtype=np.int64),
    )


@pytest.fixture
def weights():
    rng = np.random.default_rng(4)
    return Weights(
        rng.normal(0, 0.3, len(CANDIDATE_FEATURES)), rng.normal(0, 0.3, len(SKIP_FEATURES))
    )


def test_weights_by_name_return_the_same_weights(weights):
    names = weights.by_name()
    assert list(names["skip"]) == list(SKIP_FEATURES)
    again = Weights.from_names(**names)
    assert (again.candidate == weights.candidate).all()
    assert (again.skip == weights.skip).all()


@pytest.mark.parametrize("group", ["candidate", "skip"])
def test_weights_from_other_names_than_the_features_are_refused(weights, group):
    names = weights.by_name()
    names[group]["shade"] = names[group].pop("bias")
    with pytest.raises(ValueError, match=r"one weight for each feature, see \['bias', 'shade'\]"):
        Weights.from_names(**names)


def all_numbers(lattice, weights):
    """Return the total of exp(score) of each number, and the best single path's."""
    scores, skip_scores = score_arcs(lattice, weights)
    totals, best = {}, {}

    def walk(node, digits, score):
        if node == 3:
            totals[digits] = totals.get(digits, 0) + np.exp(score)
            best[digits] = max(best.get(digits, -np.inf), score)
            return
        walk(node + 1, digits, score + skip_scores[node])
        for (k, (start, stop)), digit in itertools.product(enumerate(ARCS), range(10)):
            if start == node:
                walk(stop, (*digits, digit), score + scores[k, digit])

    walk(0, (), 0.0)
    return totals, best


def test_number_probability_equals_the_share_of_its_paths(lattice, weights):
    totals, _ = all_numbers(lattice, weights)
    total = sum(totals.values())
    for digits in [(), (3,), (1, 2), (7, 7, 7)]:
        expected = totals[digits] / total
        assert number_probability(lattice, weights, digits) == pytest.approx(expected)


def test_best_paths_are_the_best_two_numbers(lattice, weights):
    _, best = all_numbers(lattice, weights)
    expected = sorted(best, key=best.__getitem__, reverse=True)[:2]
    paths = best_paths(lattice, weights)
    assert [path.digits for path in paths] == expected
    assert [path.score for path in paths] == pytest.approx([best[digits] for digits in expected])


@pytest.mark.parametrize("digits", [(3,), (1, 2), (7, 7, 7)])
def test_log_likelihood_gradient_equals_the_difference_quotient(lattice, weights, digits):
    likelihood, gradient = log_likelihood(lattice, digits, weights)
    assert likelihood == pytest.approx(np.log(number_probability(lattice, weights, digits)))
    flat = np.concatenate([weights.candidate, weights.skip])
    for index in (0, 3, 20, len(flat) - 1):
        step = np.zeros_like(flat)
        step[index] = 1e-5
        ahead, behind = (
            log_likelihood(lattice, digits, Weights(*np.split(w, [len(weights.candidate)])))
            for w in (flat + step, flat - step)
        )
        assert gradient[index] == pytest.approx((ahead[0] - behind[0]) / 2e-5, abs=1e-6)


def test_log_likelihood_of_a_number_that_is_too_long_is_minus_infinity(lattice, weights):
    assert log_likelihood(lattice, (1, 2, 3, 4), weights)[0] == -np.inf


def test_fit_calibration_recovers_slope_and_offset():
    rng = np.random.default_rng(5)
    odds = rng.normal(0, 3, 20_000)
    is_right = rng.random(len(odds)) < 1 / (1 + np.exp(-(0.5 * odds + 1)))
    slope, offset = fit_calibration(1 / (1 + np.exp(-odds)), is_right)
    assert (slope, offset) == pytest.approx((0.5, 1), abs=0.06)
