"""The fast pass of training against the plain one of `model.network`."""

import numpy as np
import pytest

from model.network import initialize, layer_sizes
from model.training import inplace
from model.training.inplace import Workspace, flat, matrices
from tests.model.training.rounding import exact_pass, rounding_bounds

SIZES = [[784, 10], [784, 100, 10, 10], [784, 30, 20, 15, 10]]


def network(sizes) -> list[np.ndarray]:
    """Return a network whose units are all at work, in float32."""
    weights = initialize(sizes, np.random.default_rng(1))
    for W in weights:
        W[0] = np.linspace(-1, 1, W.shape[1])
    return weights


def batch(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return `n` noisy images and soft targets in float64, each number exact in float32."""
    rng = np.random.default_rng(2)
    Y = 0.6875 * np.eye(10)[rng.integers(0, 10, n)] + 0.03125
    return rng.integers(0, 257, (n, 784)) / 256, Y


def calculate(weights, X, Y, capacity) -> tuple[float, np.ndarray, list[np.ndarray]]:
    """Return loss, P and dW from a workspace that has held another batch before."""
    dtype = weights[0].dtype
    workspace = Workspace(layer_sizes(weights), capacity, dtype)
    gradient = np.full_like(flat(weights), np.nan)
    dW = matrices(gradient, layer_sizes(weights))
    workspace.inputs[:], workspace.targets[:] = 0.9, 0.1
    workspace.gradient(weights, dW, capacity)
    workspace.inputs[: len(X)], workspace.targets[: len(X)] = X, Y
    loss = workspace.gradient(weights, dW, len(X))
    return loss, workspace.probabilities[: len(X)], dW


def assert_within_bounds(weights, X, Y, capacity, dtype) -> None:
    """Compare the pass in `dtype` with the exact one, entry by entry."""
    exact = [W.astype(np.float64) for W in weights]
    bounds = rounding_bounds(exact, X, Y, dtype)
    expected_loss, expected_P, expected_dW = exact_pass(exact, X, Y)

    loss, P, dW = calculate([W.astype(dtype) for W in weights], X, Y, capacity)

    # In float64 the plain pass, which serves as exact, has an error of its own.
    times = 2 if dtype == np.float64 else 1
    assert abs(loss - expected_loss) <= times * bounds.loss
    assert (np.abs(P - expected_P) <= times * bounds.P).all()
    for ours, theirs, bound in zip(dW, expected_dW, bounds.dW, strict=True):
        assert (np.abs(ours - theirs) <= times * bound).all()


@pytest.fixture(params=["one chunk", "chunks of 3", "inner sums in parts of 5"])
def summation(request, monkeypatch):
    """Sum in other orders than this machine's kernels do."""

    def matmul_in_parts(left, right, out):
        starts = range(0, left.shape[1], 5)
        out[:] = sum(left[:, i : i + 5] @ right[i : i + 5] for i in reversed(starts))
        return out

    if request.param == "chunks of 3":
        monkeypatch.setattr(inplace, "AT_ONCE", 3)
    elif request.param == "inner sums in parts of 5":
        monkeypatch.setattr(np, "matmul", matmul_in_parts)


@pytest.mark.usefixtures("summation")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("order", ["as given", "inputs permuted"])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize("n", [1, 7, 16])
def test_gradient_and_loss_are_those_of_the_network(sizes, n, order, dtype):
    weights, (X, Y) = network(sizes), batch(n)
    if order == "inputs permuted":
        pixels = np.random.default_rng(n).permutation(784)
        X, weights[0][1:] = X[:, pixels], weights[0][1:][pixels]

    assert_within_bounds(weights, X, Y, capacity=16, dtype=dtype)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_gradient_of_a_batch_that_goes_in_parts_is_that_of_the_whole(dtype):
    n = 2 * inplace.AT_ONCE + 7
    weights, (X, Y) = network([784, 100, 10, 10]), batch(n)

    assert_within_bounds(weights, X, Y, capacity=n + 5, dtype=dtype)


def test_bounds_in_float64_are_far_below_any_wrong_formula():
    weights, (X, Y) = network([784, 100, 10, 10]), batch(16)
    bounds = rounding_bounds([W.astype(np.float64) for W in weights], X, Y, np.float64)

    assert bounds.loss < 1e-10
    assert bounds.P.max() < 1e-10
    assert max(bound.max() for bound in bounds.dW) < 1e-10


def test_gradient_with_logits_beyond_the_range_of_exp_is_finite():
    weights = [W * np.float32(1000) for W in network([784, 100, 10, 10])]
    X, Y = batch(8)

    loss, _, dW = calculate(weights, X, Y, capacity=8)

    assert np.isfinite(loss)
    assert all(np.isfinite(each).all() for each in dW)


def test_matrices_are_views_that_give_the_vector_its_numbers():
    weights = network([784, 100, 10, 10])
    vector = flat(weights)

    for view, W in zip(matrices(vector, [784, 100, 10, 10]), weights, strict=True):
        assert np.array_equal(view, W)
        assert np.shares_memory(view, vector)
