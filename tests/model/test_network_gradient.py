"""Backward pass compared with three independent oracles, and mistakes that they find.

1. Complex steps: dL/dw = Im L(w + ih) / h, with no subtraction and so no cancellation.
2. The `autograd` package on the network of the design, written there with separate biases.
3. An example small enough to be worked with pencil and paper.
"""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from model.initialization import initialize
from model.network import backward, forward, loss, one_hot

STEP = 1e-30


def complex_step_gradient(weights, X, Y):
    """The derivative of `loss` for each parameter, each by a forward pass of its own."""
    gradient = []
    for k, W in enumerate(weights):
        dW = np.empty(W.shape)
        for entry in np.ndindex(W.shape):
            moved = [V.astype(np.complex128) for V in weights]
            moved[k][entry] += 1j * STEP
            dW[entry] = loss(moved, X.astype(np.complex128), Y).imag / STEP
        gradient.append(dW)
    return gradient


def problem(sizes, N=4, seed=0):
    """A random network with biases, random inputs and random target distributions."""
    rng = np.random.default_rng(seed)
    weights = initialize(sizes, rng, "normal", np.float64)
    for W in weights:
        W[0] = rng.standard_normal(W.shape[1])
    return weights, rng.random((N, sizes[0])), rng.dirichlet(np.ones(sizes[-1]), N)


@pytest.mark.parametrize("N", [1, 4])
@pytest.mark.parametrize("hidden", [[], [4], [4, 3], [3, 6, 4], [1], [2, 2, 2, 2]])
def test_backward_all_parameters_equal_complex_step(hidden, N):
    weights, X, Y = problem([5, *hidden, 3], N)

    analytic = backward(weights, forward(weights, X), Y).dW
    numeric = complex_step_gradient(weights, X, Y)

    assert len(analytic) == len(numeric) == len(hidden) + 1
    for dW, expected in zip(analytic, numeric, strict=True):
        np.testing.assert_allclose(dW, expected, rtol=1e-9, atol=1e-15)


def test_backward_delta_equals_complex_step():
    # The derivative for the bias of one sample's unit is the derivative for its weighted sum.
    weights, X, Y = problem([5, 4, 3, 3], N=1)

    delta = backward(weights, forward(weights, X), Y).delta
    numeric = complex_step_gradient(weights, X, Y)

    np.testing.assert_allclose(delta[0][0], numeric[0][0], rtol=1e-9)
    np.testing.assert_allclose(delta[1][0], numeric[1][0], rtol=1e-9)
    np.testing.assert_allclose(delta[2][0], numeric[2][0], rtol=1e-9)


def loss_with_separate_biases(parameters, X, labels):
    """The same network as a textbook writes it: no column of ones, no stable forms."""
    W1, b1, W2, b2, W3, b3 = parameters
    H1 = 1 / (1 + anp.exp(-(anp.dot(X, W1) + b1)))
    H2 = 1 / (1 + anp.exp(-(anp.dot(H1, W2) + b2)))
    z3 = anp.dot(H2, W3) + b3
    total = anp.sum(anp.exp(z3), axis=1)
    right = z3[anp.arange(len(labels)), labels]
    return anp.mean(anp.log(total) - right)


def test_backward_784_100_10_10_equals_autograd():
    rng = np.random.default_rng(7)
    weights = initialize([784, 100, 10, 10], rng, dtype=np.float64)
    for W in weights:
        W[0] = 0.1 * rng.standard_normal(W.shape[1])
    X, labels = rng.random((16, 784)), rng.integers(0, 10, 16)
    W1, W2, W3 = weights

    separate = [W1[1:], W1[0], W2[1:], W2[0], W3[1:], W3[0]]
    value, gradient = autograd.value_and_grad(loss_with_separate_biases)(separate, X, labels)
    dW1, db1, dW2, db2, dW3, db3 = gradient

    Y = one_hot(labels, 10, np.float64)
    ours = backward(weights, forward(weights, X), Y).dW
    np.testing.assert_allclose(loss(weights, X, Y), value, rtol=1e-13)
    np.testing.assert_allclose(ours[0], np.vstack([db1, dW1]), rtol=1e-9, atol=1e-16)
    np.testing.assert_allclose(ours[1], np.vstack([db2, dW2]), rtol=1e-9, atol=1e-16)
    np.testing.assert_allclose(ours[2], np.vstack([db3, dW3]), rtol=1e-9, atol=1e-16)


def test_backward_equals_hand_worked_example():
    # docs/derivation.md works it step by step. L is ln 3: sigmoid(L) = 3/4, sigmoid(-L) = 1/4.
    L = np.log(3)
    W1 = L * np.array([[1, 2], [2, -2], [-1, 0]])
    W2 = L * np.array([[1, -2], [-4, 4], [2, -2]])
    W3 = L * np.array([[1, 0], [4, -4], [-2, 2]])
    X, Y = np.array([[1.0, 2.0]]), np.array([[0.0, 1.0]])

    trace = forward([W1, W2, W3], X)
    gradients = backward([W1, W2, W3], trace, Y)

    np.testing.assert_allclose(trace.z[0], [[L, 0]], atol=1e-15)
    np.testing.assert_allclose(trace.A[1], [[1, 3 / 4, 1 / 2]])
    np.testing.assert_allclose(trace.z[1], [[-L, 0]], atol=1e-15)
    np.testing.assert_allclose(trace.A[2], [[1, 1 / 4, 1 / 2]])
    np.testing.assert_allclose(trace.z[2], [[L, 0]], atol=1e-15)
    np.testing.assert_allclose(trace.P, [[3 / 4, 1 / 4]])
    np.testing.assert_allclose(loss([W1, W2, W3], X, Y), 2 * np.log(2))

    np.testing.assert_allclose(gradients.delta[2], [[3 / 4, -3 / 4]])
    np.testing.assert_allclose(
        gradients.dW[2], [[3 / 4, -3 / 4], [3 / 16, -3 / 16], [3 / 8, -3 / 8]]
    )
    np.testing.assert_allclose(gradients.delta[1], L * np.array([[9 / 8, -3 / 4]]))
    np.testing.assert_allclose(
        gradients.dW[1], L * np.array([[9 / 8, -3 / 4], [27 / 32, -9 / 16], [9 / 16, -3 / 8]])
    )
    np.testing.assert_allclose(gradients.delta[0], L**2 * np.array([[-45 / 32, 15 / 16]]))
    np.testing.assert_allclose(
        gradients.dW[0],
        L**2 * np.array([[-45 / 32, 15 / 16], [-45 / 32, 15 / 16], [-45 / 16, 15 / 8]]),
    )


def test_delta_with_bias_row_has_wrong_shape():
    W3, H2, delta3 = np.ones((4, 3)), np.full((2, 3), 0.5), np.full((2, 3), 0.25)

    assert (delta3 @ W3.T).shape == (2, 4)  # one column for each unit, and one for the bias
    with pytest.raises(ValueError, match="could not be broadcast"):
        (delta3 @ W3.T) * H2 * (1 - H2)


def test_delta_without_wrong_row_differs_from_complex_step():
    weights, X, Y = problem([5, 4, 3, 3])
    trace = forward(weights, X)
    right = backward(weights, trace, Y)
    H2 = trace.A[2][:, 1:]

    wrong_delta2 = (right.delta[2] @ weights[2][:-1].T) * H2 * (1 - H2)  # fits, yet is not W3[1:]
    wrong_dW2 = trace.A[1].T @ wrong_delta2

    numeric = complex_step_gradient(weights, X, Y)
    np.testing.assert_allclose(right.dW[1], numeric[1], rtol=1e-9)
    assert wrong_dW2.shape == numeric[1].shape
    assert np.abs(wrong_dW2 - numeric[1]).max() > 0.1 * np.abs(numeric[1]).max()


def test_delta_with_column_of_ones_has_column_of_zeros():
    # With A2 instead of H2 the shapes do join: the bias column comes out as 1 * (1 - 1) = 0, so the
    # gradient is right but has a column for a unit that does not exist.
    weights, X, Y = problem([5, 4, 3, 3])
    trace = forward(weights, X)
    right = backward(weights, trace, Y)
    A2 = trace.A[2]

    padded_delta2 = (right.delta[2] @ weights[2].T) * A2 * (1 - A2)

    np.testing.assert_array_equal(padded_delta2[:, 0], np.zeros(4))
    np.testing.assert_allclose(padded_delta2[:, 1:], right.delta[1])
    assert (trace.A[1].T @ padded_delta2).shape == (5, 4)  # W2 is 5 x 3


def test_delta_without_elementwise_product_differs_from_complex_step():
    weights, X, Y = problem([5, 4, 3, 3])
    trace = forward(weights, X)
    right = backward(weights, trace, Y)

    wrong_dW2 = trace.A[1].T @ (right.delta[2] @ weights[2][1:].T)

    numeric = complex_step_gradient(weights, X, Y)
    assert wrong_dW2.shape == numeric[1].shape
    assert np.abs(wrong_dW2 - numeric[1]).max() > 0.1 * np.abs(numeric[1]).max()
