"""One entry of a gradient, measured."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.explanation.finite_difference import Entry, compare
from model.gradcheck import numeric_gradient
from model.initialization import initialize


@given(data=st.data(), hidden=st.lists(st.integers(1, 5), max_size=3), N=st.integers(1, 4))
def test_finite_difference_equals_complex_step(data, hidden, N):
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    weights = initialize([6, *hidden, 3], rng, "normal", np.float64)
    X, Y = rng.random((N, 6)), rng.dirichlet(np.ones(3), N)
    k = data.draw(st.integers(0, len(hidden)))
    rows, columns = weights[k].shape
    row, column = data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1))

    measured = compare(weights, X, Y, k, (row, column), 0.0, 1e-5)
    exact = numeric_gradient(weights, X, Y, k, (np.array([row]), np.array([column])))

    assert measured.numeric == pytest.approx(exact[0], rel=1e-6, abs=1e-9)


def test_compare_does_not_modify_weights():
    weights = initialize([3, 2, 2], np.random.default_rng(0), dtype=np.float64)
    before = [W.copy() for W in weights]
    compare(weights, np.ones((1, 3)), np.array([[1.0, 0.0]]), 0, (1, 1), 0.5, 0.1)

    for W, kept in zip(weights, before, strict=True):
        np.testing.assert_array_equal(W, kept)


@pytest.mark.parametrize(
    ("analytic", "numeric", "relative"),
    [(0, 0, 0), (2, 1, 0.5), (1, 2, 0.5), (-1, 1, 2), (0, 1e-9, 1)],
)
def test_relative_difference_is_relative_to_larger_value(analytic, numeric, relative):
    entry = Entry(analytic, numeric, 0, 0)

    assert entry.difference == analytic - numeric
    assert entry.relative == relative
