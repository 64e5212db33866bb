"""Spread of scores, worked by hand."""

import pytest

from model.evaluation.seed_spread import SeedSpread, seed_spread


def test_seed_spread_is_mean_and_sample_standard_deviation():
    spread = seed_spread([0.90, 0.92, 0.94])

    assert spread == SeedSpread(pytest.approx(0.92), pytest.approx(0.02), 3)


@pytest.mark.parametrize("scores", [[], [0.9]])
def test_seed_spread_of_fewer_than_two_scores_is_none(scores):
    assert seed_spread(scores) is None
