"""The shipped weights of the scores, and the calibration."""

import numpy as np
import pytest

from model.numbers.features import CANDIDATE_FEATURES, FIRST_FEATURES, SKIP_FEATURES
from model.numbers.weights import FIRST_WEIGHTS, WEIGHTS, calibrated


def test_shipped_weights_prefer_digits_that_both_networks_find_probable():
    names = WEIGHTS.by_name()["candidate"]
    for name in ("log_probability", "candidate_log_probability"):
        assert names[name] > 0
        assert names[name] + names[f"cut_{name}"] > 0
    assert names["non_digit_log_probability"] < 0


def test_shipped_weights_are_one_for_each_feature():
    assert WEIGHTS.candidate.shape == (len(CANDIDATE_FEATURES),)
    assert WEIGHTS.skip.shape == (len(SKIP_FEATURES),)
    assert FIRST_WEIGHTS.candidate.shape == (len(FIRST_FEATURES),)
    assert FIRST_WEIGHTS.skip.shape == (len(SKIP_FEATURES),)


def test_calibrated_log_odds_are_a_rising_line_of_the_log_odds():
    odds = np.linspace(-10, 10, 21)
    p = np.array([calibrated(float(x)) for x in 1 / (1 + np.exp(-odds))])
    slopes = np.diff(np.log(p / (1 - p)))
    assert slopes == pytest.approx(np.full(20, slopes[0]), rel=1e-4)
    assert slopes[0] > 0


@pytest.mark.parametrize("probability", [0.0, 1.0])
def test_calibrated_certainty_is_a_probability_within_its_limits(probability):
    assert 0 < calibrated(probability) < 1
