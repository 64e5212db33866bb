"""The fast pass of training against the plain one of `model.network`."""

import numpy as np
import pytest

from model.network import backward, forward, initialise, layer_sizes, loss, one_hot
from model.training.inplace import AT_ONCE, Workspace, flat, matrices

SIZES = [[784, 10], [784, 100, 10, 10], [784, 30, 20, 15, 10]]


def network(sizes) -> list[np.ndarray]:
    """Return a network whose units are all at work, in float32."""
    weights = initialise(sizes, np.random.default_rng(1))
    for W in weights:
        W[0] = np.linspace(-1, 1, W.shape[1])
    return weights


def batch(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return `n` noisy images and soft targets, in float64."""
    rng = np.random.default_rng(2)
    Y = 0.7 * one_hot(rng.integers(0, 10, n), 10, np.float64) + 0.03
    return rng.random((n, 784)), Y


def calculate(weights, X, Y, capacity) -> tuple[float, list[np.ndarray], Workspace]:
    """Return loss and gradient from a workspace that has held another batch before."""
    workspace = Workspace(layer_sizes(weights), capacity)
    gradient = np.full_like(flat(weights), np.nan)
    dW = matrices(gradient, layer_sizes(weights))
    workspace.inputs[:], workspace.targets[:] = 0.9, 0.1
    workspace.gradient(weights, dW, capacity)
    workspace.inputs[: len(X)], workspace.targets[: len(X)] = X, Y
    return workspace.gradient(weights, dW, len(X)), dW, workspace


@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize("n", [1, 7, 16])
def test_gradient_and_loss_are_those_of_the_network(sizes, n):
    weights, (X, Y) = network(sizes), batch(n)

    mean_loss, dW, workspace = calculate(weights, X, Y, capacity=16)

    exact = [W.astype(np.float64) for W in weights]
    trace = forward(exact, X)
    assert mean_loss == pytest.approx(loss(exact, X, Y), rel=1e-5)
    np.testing.assert_allclose(workspace.probabilities[:n], trace.P, atol=1e-6)
    for ours, theirs in zip(dW, backward(exact, trace, Y).dW, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5 * np.abs(theirs).max())


def test_gradient_of_a_batch_that_goes_in_parts_is_that_of_the_whole():
    n = 2 * AT_ONCE + 7
    weights, (X, Y) = network([784, 100, 10, 10]), batch(n)

    mean_loss, dW, workspace = calculate(weights, X, Y, capacity=n + 5)

    exact = [W.astype(np.float64) for W in weights]
    trace = forward(exact, X)
    assert mean_loss == pytest.approx(loss(exact, X, Y), rel=1e-5)
    np.testing.assert_allclose(workspace.probabilities[:n], trace.P, atol=1e-6)
    for ours, theirs in zip(dW, backward(exact, trace, Y).dW, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5 * np.abs(theirs).max())


def test_gradient_with_logits_beyond_the_range_of_exp_is_finite():
    weights = [W * np.float32(1000) for W in network([784, 100, 10, 10])]
    X, Y = batch(8)

    mean_loss, dW, _ = calculate(weights, X, Y, capacity=8)

    assert np.isfinite(mean_loss)
    assert all(np.isfinite(each).all() for each in dW)


def test_matrices_are_views_that_give_the_vector_its_numbers():
    weights = network([784, 100, 10, 10])
    vector = flat(weights)

    for view, W in zip(matrices(vector, [784, 100, 10, 10]), weights, strict=True):
        assert np.array_equal(view, W)
        assert np.shares_memory(view, vector)
