"""Gradient check, of correct and of wrong gradients."""

import numpy as np
import pytest

from model.gradcheck import MatrixCheck, check, numeric_gradient, random_batch
from model.initialization import initialize
from model.network import backward, forward, loss, one_hot


def problem(sizes, N=4, seed=0):
    rng = np.random.default_rng(seed)
    weights = initialize(sizes, rng, "normal", np.float64)
    X, labels = random_batch(sizes[0], sizes[-1], N, rng)
    return weights, X, one_hot(labels, sizes[-1], np.float64)


def check_with(weights, X, Y, dW):
    return check(weights, X, Y, dW, np.random.default_rng(0))


def derivative_of_the_loss(weights, X, Y, k, entry):
    """One entry's derivative by a central difference of the real loss, in plain float64."""
    above = [W.copy() for W in weights]
    below = [W.copy() for W in weights]
    above[k][entry] += 1e-5
    below[k][entry] -= 1e-5
    return (loss(above, X, Y) - loss(below, X, Y)) / 2e-5


@pytest.mark.parametrize("sizes", [[5, 3], [5, 4, 3], [5, 4, 3, 3], [784, 100, 10, 10]])
def test_check_backward_pass_passes(sizes):
    weights, X, Y = problem(sizes, N=2)

    checks = check_with(weights, X, Y, backward(weights, forward(weights, X), Y).dW)

    assert [matrix.shape for matrix in checks] == [W.shape for W in weights]
    assert [matrix.checked for matrix in checks] == [W.size for W in weights]
    assert max(matrix.relative for matrix in checks) < 1e-8
    assert all(matrix.passed for matrix in checks)


@pytest.mark.parametrize(
    ("k", "entry"), [(0, (0, 0)), (0, (784, 99)), (1, (7, 3)), (1, (0, 9)), (2, (10, 0))]
)
def test_numeric_gradient_equals_central_differences(k, entry):
    weights, X, Y = problem([784, 100, 10, 10], N=2)
    row, column = np.array([entry[0]]), np.array([entry[1]])

    (numeric,) = numeric_gradient(weights, X, Y, k, (row, column))

    expected = derivative_of_the_loss(weights, X, Y, k, entry)
    assert numeric == pytest.approx(expected, rel=1e-5, abs=1e-10)


def test_numeric_gradient_is_independent_of_chunk_size():
    weights, X, Y = problem([5, 4, 3], N=3)
    rows, columns = np.indices((6, 4)).reshape(2, -1)

    together = numeric_gradient(weights, X, Y, 0, (rows, columns))
    alone = [
        numeric_gradient(weights, X, Y, 0, (rows[n : n + 1], columns[n : n + 1]))[0]
        for n in range(24)
    ]

    np.testing.assert_allclose(together, alone, rtol=1e-12)


def test_check_wrong_bias_row_fails():
    weights, X, Y = problem([5, 4, 3, 3])
    trace = forward(weights, X)
    right = backward(weights, trace, Y)
    H2 = trace.A[2][:, 1:]
    wrong_delta2 = (right.delta[2] @ weights[2][:-1].T) * H2 * (1 - H2)  # instead of W3[1:]

    W1, W2, W3 = check_with(weights, X, Y, [right.dW[0], trace.A[1].T @ wrong_delta2, right.dW[2]])

    assert W1.passed
    assert not W2.passed
    assert W2.relative > 0.01
    assert W3.passed


def test_check_missing_elementwise_product_fails():
    weights, X, Y = problem([5, 4, 3])
    trace = forward(weights, X)
    right = backward(weights, trace, Y)
    wrong_delta1 = right.delta[1] @ weights[1][1:].T

    W1, W2 = check_with(weights, X, Y, [trace.A[0].T @ wrong_delta1, right.dW[1]])

    assert not W1.passed
    assert W2.passed


def test_check_sum_instead_of_mean_fails():
    weights, X, Y = problem([5, 4, 3], N=4)
    summed = [4 * dW for dW in backward(weights, forward(weights, X), Y).dW]

    assert [matrix.relative for matrix in check_with(weights, X, Y, summed)] == pytest.approx(
        [0.75, 0.75]
    )


def test_check_one_wrong_entry_fails():
    weights, X, Y = problem([784, 3, 10])
    dW = backward(weights, forward(weights, X), Y).dW
    dW[0][400, 1] *= 1.001

    W1, W2 = check_with(weights, X, Y, dW)

    assert W1.relative == pytest.approx(0.001, rel=0.01)
    assert W2.passed


def test_check_vanished_gradient_passes():
    weights = [np.full((6, 3), 1000.0), np.zeros((4, 2))]  # the sigmoids stand at exactly 1
    X, Y = np.ones((2, 5)), np.array([[1.0, 0.0], [0.0, 1.0]])

    checks = check_with(weights, X, Y, backward(weights, forward(weights, X), Y).dW)

    assert [(matrix.absolute, matrix.relative) for matrix in checks] == [(0, 0), (0, 0)]


def test_check_nan_gradient_fails():
    weights, X, Y = problem([5, 3])

    (W1,) = check_with(weights, X, Y, [np.full((6, 3), np.nan)])

    assert not W1.passed


@pytest.mark.slow
def test_check_very_large_matrix_samples_entries():
    weights, X, Y = problem([50, 2000, 3], N=1)

    W1, W2 = check_with(weights, X, Y, backward(weights, forward(weights, X), Y).dW)

    assert W1.checked == 5000  # of 102,000
    assert W1.passed
    assert W2.checked == 2001 * 3


def test_check_101_by_1_gradient_raises_with_shapes():
    weights, X, Y = problem([784, 100, 10])
    dW = backward(weights, forward(weights, X), Y).dW

    with pytest.raises(ValueError, match=r"\(101, 10\)\], got \[\(785, 100\), \(101, 1\)\]"):
        check_with(weights, X, Y, [dW[0], dW[1][:, :1]])


def test_matrix_check_difference_up_to_1e_6_passes():
    assert MatrixCheck("W1", (2, 3), 6, 0, 1e-6).passed
    assert not MatrixCheck("W1", (2, 3), 6, 0, 1.1e-6).passed


def test_random_batch_has_mean_ink_of_mnist_and_no_zeros():
    X, labels = random_batch(784, 10, 50, np.random.default_rng(0))

    assert X.shape == (50, 784)
    assert X.min() > 0
    assert X.max() < 1
    assert X.mean() == pytest.approx(1 / 7, abs=0.01)
    assert set(labels) == set(range(10))


def test_check_with_a_limit_compares_as_many_entries_of_each_matrix():
    weights, X, Y = problem([50, 20, 3], N=2)
    dW = backward(weights, forward(weights, X), Y).dW
    checks = check(weights, X, Y, dW, np.random.default_rng(0), max_entries=70)

    assert [matrix.checked for matrix in checks] == [70, 63]
    assert all(matrix.passed for matrix in checks)
