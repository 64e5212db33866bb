"""Pairs that are cut as a search cuts them."""

import numpy as np
import pytest

from model.numbers.pairs import OWN, PIXELS
from model.training.pair_cuts import draw_cut_pairs
from model.training.pair_examples import NEITHER
from tests.support.writer_styles import STYLES


@pytest.fixture(scope="module")
def cut_pairs():
    return draw_cut_pairs(STYLES, 1, 60)


def test_candidates_are_pairs_of_all_digits_and_others(cut_pairs):
    X, digits = cut_pairs
    assert X.shape == (len(digits), PIXELS)
    assert X.dtype == np.uint8
    is_pair = digits[:, 0] != NEITHER
    assert (digits[~is_pair] == NEITHER).all()
    assert 0.2 < is_pair.mean() < 0.9
    for column in digits[is_pair].T:
        assert set(column.tolist()) == set(range(10))


def test_equal_digits_have_like_images(cut_pairs):
    X, digits = cut_pairs
    own = X[:, : OWN[0] * OWN[1]].astype(float)
    own -= own.mean(axis=1, keepdims=True)
    own /= np.linalg.norm(own, axis=1, keepdims=True)
    is_pair = digits[:, 0] != NEITHER
    own, pairs = own[is_pair], digits[is_pair]
    is_equal = (pairs[:, None] == pairs).all(axis=2) & ~np.eye(len(own), dtype=bool)
    similarity = own @ own.T
    assert similarity[is_equal].mean() > similarity[~is_equal].mean() + 0.1


def test_candidates_are_the_same_each_time_and_others_by_another_seed(cut_pairs):
    X, digits = draw_cut_pairs(STYLES, 1, 60)
    assert (cut_pairs[0] == X).all()
    assert (digits == cut_pairs[1]).all()
    assert not np.array_equal(draw_cut_pairs(STYLES, 2, 60)[1], digits)
