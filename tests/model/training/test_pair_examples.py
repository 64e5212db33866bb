"""Parts of numbers that the pair network is trained on."""

import numpy as np
import pytest

from model.numbers.pairs import AROUND, OWN, PIXELS
from model.training.pair_examples import NEITHER, draw_parts
from tests.support.writer_styles import STYLES


@pytest.fixture(scope="module")
def parts():
    return draw_parts(STYLES, 1, 60)


def own(X):
    return X[:, : OWN[0] * OWN[1]].reshape(-1, *OWN)


def test_parts_are_pairs_of_all_digits_and_others(parts):
    X, digits = parts
    assert X.shape == (len(digits), PIXELS)
    is_pair = digits[:, 0] != NEITHER
    assert (digits[~is_pair] == NEITHER).all()
    assert 0.3 < is_pair.mean() < 0.9
    for column in digits[is_pair].T:
        assert set(column.tolist()) == set(range(10))


def test_pairs_are_wider_than_single_digits(parts):
    X, digits = parts
    is_pair = digits[:, 0] != NEITHER
    columns = (own(X) >= 128).any(axis=1).sum(axis=1)  # with ink
    assert np.median(columns[is_pair]) > 1.2 * np.median(columns[~is_pair])
    assert own(X).max(axis=(1, 2)).min() > 100


def test_some_parts_have_neighbors(parts):
    around = parts[0][:, OWN[0] * OWN[1] :].reshape(-1, *AROUND)
    assert 0.2 < (around.max(axis=(1, 2)) > 100).mean() < 1


def test_parts_are_the_same_each_time_and_others_by_another_seed(parts):
    X, digits = draw_parts(STYLES, 1, 60)
    assert (parts[0] == X).all()
    assert (digits == parts[1]).all()
    assert not np.array_equal(draw_parts(STYLES, 2, 60)[1], digits)
