"""Steps of gradient descent on a copy."""

import numpy as np
import pytest

from model.explanation.gradient_descent import descend
from model.explanation.named_arrays import NotFiniteError
from model.initialization import initialize


def test_descend_one_step_equals_hand_worked_example():
    # One layer, all weights 0: both classes get 1/2, and the gradient is A^T (1/2, -1/2).
    X, Y = np.array([[2.0]]), np.array([[0.0, 1.0]])
    descent = descend([np.zeros((2, 2))], X, Y, rate=0.4, steps=1)

    # z = (-0.2 - 0.8, 0.2 + 0.8) = (-1, 1)
    np.testing.assert_allclose(descent.losses, [np.log(2), np.log(1 + np.exp(-2))])
    np.testing.assert_allclose(descent.probabilities[1][0, 1], 1 / (1 + np.exp(-2)))


def test_descend_does_not_modify_weights():
    weights = initialize([3, 2, 2], np.random.default_rng(0), dtype=np.float64)
    before = [W.copy() for W in weights]
    descend(weights, np.ones((1, 3)), np.array([[1.0, 0.0]]), rate=9, steps=9)

    for W, kept in zip(weights, before, strict=True):
        np.testing.assert_array_equal(W, kept)


def test_descend_overflow_raises_with_step():
    # Two of three equal samples pull to one class; the third then pays for the enormous weights.
    X, Y = np.ones((3, 1)), np.array([[0.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    with pytest.raises(NotFiniteError, match=r"expected a loss within 3.4e\+38, got .* step 1"):
        descend([np.zeros((2, 2))], X, Y, rate=1e300, steps=1)
