"""Spread of scores, worked by hand."""

import pytest

from model.evaluation.seed_spread import Spread, spread


def test_spread_is_mean_and_sample_standard_deviation():
    found = spread([0.90, 0.92, 0.94])

    assert found == Spread(pytest.approx(0.92), pytest.approx(0.02), 3)


@pytest.mark.parametrize("scores", [[], [0.9]])
def test_spread_of_less_than_two_scores_is_none(scores):
    assert spread(scores) is None
