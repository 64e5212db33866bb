"""Fitting of the weights of a lattice, and of the calibration."""

from dataclasses import replace

import numpy as np
import pytest

from model.numbers.features import CANDIDATE_FEATURES, FIRST_FEATURES
from model.numbers.fitting import fit_calibration, fit_logistic, fit_weights, log_likelihood
from model.numbers.scoring import Weights, best_paths, number_probability
from tests.support.lattices import random_lattice, random_weights

NUMBERS = [(3,), (1, 2), (7, 7, 7)]


@pytest.mark.parametrize("digits", NUMBERS)
def test_log_likelihood_is_the_logarithm_of_the_probability(digits):
    lattice, weights = random_lattice(), random_weights()
    expected = np.log(number_probability(lattice, weights, digits))
    assert log_likelihood(lattice, digits, weights)[0] == pytest.approx(expected)


@pytest.mark.parametrize("digits", NUMBERS)
@pytest.mark.parametrize("seed", [1, 2])
def test_log_likelihood_gradient_equals_the_difference_quotient(digits, seed):
    lattice, weights = random_lattice(), random_weights()
    step = random_weights(seed)  # a direction in which all weights change
    ahead, behind = (
        log_likelihood(
            lattice,
            digits,
            Weights(
                candidate=weights.candidate + sign * 1e-5 * step.candidate,
                skip=weights.skip + sign * 1e-5 * step.skip,
            ),
        )[0]
        for sign in (1, -1)
    )
    _, gradient = log_likelihood(lattice, digits, weights)
    slope = gradient @ np.concatenate([step.candidate, step.skip])
    assert slope == pytest.approx((ahead - behind) / 2e-5, abs=1e-6)


def test_log_likelihood_of_a_number_that_is_too_long_is_minus_infinity():
    likelihood, gradient = log_likelihood(random_lattice(), (1, 2, 3, 4), random_weights())
    assert likelihood == -np.inf
    assert not gradient.any()


def test_fit_weights_finds_weights_that_tell_the_digits():
    truth = random_weights()
    lattices = [random_lattice(seed) for seed in range(60)]
    examples = [(lattice, best_paths(lattice, truth)[0].digits) for lattice in lattices]
    fitted = fit_weights(examples, np.random.default_rng(1))
    assert fitted.candidate @ truth.candidate > 0
    likelihoods = [log_likelihood(lattice, digits, fitted)[0] for lattice, digits in examples]
    chance = [log_likelihood(lattice, digits, random_weights(5))[0] for lattice, digits in examples]
    assert np.mean(likelihoods) > np.mean(chance) + 1


def test_fit_weights_of_the_first_search_knows_its_features():
    lattice = random_lattice()
    first = replace(lattice, features=lattice.features[:, :, : len(FIRST_FEATURES)])
    fitted = fit_weights([(first, (1, 2))], np.random.default_rng(1), is_first=True)
    assert fitted.names == FIRST_FEATURES
    likelihood, _ = log_likelihood(first, (1, 2), fitted)
    assert likelihood > np.log(1e-2)  # of the thousand numbers and more


def test_fit_weights_keeps_the_weights_of_dots():
    rng = np.random.default_rng(1)
    for is_first, names in ((False, CANDIDATE_FEATURES), (True, FIRST_FEATURES)):
        lattice = random_lattice()
        lattice = replace(lattice, features=lattice.features[:, :, : len(names)])
        by_name = fit_weights([(lattice, (1, 2))], rng, is_first=is_first).by_name()
        assert by_name["candidate"]["inner_dots"] == -by_name["skip"]["dot"] < -1
        assert by_name["skip"]["high"] != 0  # which is fitted


def test_fit_weights_ignores_numbers_without_a_path():
    impossible = (random_lattice(), (1, 2, 3, 4))
    alone = fit_weights([impossible], np.random.default_rng(1))
    again = fit_weights([impossible, impossible], np.random.default_rng(2))
    assert (alone.candidate == again.candidate).all()  # the initial weights
    assert (alone.skip == again.skip).all()


def test_fit_calibration_recovers_slope_and_offset():
    rng = np.random.default_rng(5)
    odds = rng.normal(0, 3, 20_000)
    is_correct = rng.random(len(odds)) < 1 / (1 + np.exp(-(0.5 * odds + 1)))
    slope, offset = fit_calibration(1 / (1 + np.exp(-odds)), is_correct)
    assert (slope, offset) == pytest.approx((0.5, 1), abs=0.06)


def test_fit_logistic_with_a_penalty_is_finite_where_a_plane_parts_the_classes():
    X = np.array([[1.0, -2.0], [1.0, -1.0], [1.0, 1.0], [1.0, 2.0]])

    weights = fit_logistic(X, np.array([False, False, True, True]), penalty=1.0)

    residuals = np.array([0, 0, 1, 1]) - 1 / (1 + np.exp(-X @ weights))
    np.testing.assert_allclose(X.T @ residuals, weights, atol=1e-5)  # the gradient is zero
    assert weights[1] > 0
