"""In-place backpropagation compared with `model.network`."""

import numpy as np
import pytest

from model.initialization import initialize
from model.network import layer_sizes
from model.training import inplace
from model.training.inplace import InPlaceBackprop, flatten, unflatten
from tests.model.rounding import exact_pass, rounding_bounds

SIZES = [[784, 10], [784, 100, 10, 10], [784, 30, 20, 15, 10]]


def network(sizes) -> list[np.ndarray]:
    """Return a network whose units are all at work, in float32."""
    weights = initialize(sizes, np.random.default_rng(1))
    for W in weights:
        W[0] = np.linspace(-1, 1, W.shape[1])
    return weights


def batch(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the pixels of `n` noisy images, and soft targets whose rows sum to exactly 1."""
    rng = np.random.default_rng(2)
    Y = 0.6875 * np.eye(10)[rng.integers(0, 10, n)] + 0.03125
    return rng.integers(0, 256, (n, 784), dtype=np.uint8), Y


def calculate(weights, pixels, Y, max_batch_size) -> tuple[float, np.ndarray, list[np.ndarray]]:
    """Return loss, P and dW from buffers that have held another batch before."""
    dtype = weights[0].dtype
    backprop = InPlaceBackprop(layer_sizes(weights), max_batch_size, dtype)
    other_pixels = np.full((max_batch_size, 784), 230, dtype=np.uint8)
    backprop.compute_gradients(weights, other_pixels, np.full((max_batch_size, 10), 0.1, dtype))
    loss = backprop.compute_gradients(weights, pixels, Y.astype(dtype))
    return loss, backprop.P, backprop.dW


def largest_excess(weights, pixels, Y, max_batch_size, dtype) -> float:
    """Return the most by which an entry's rounding error in `dtype` exceeds its bound."""
    exact = [W.astype(np.float64) for W in weights]
    X = np.multiply(pixels, dtype(1 / 255)).astype(np.float64)
    bounds = rounding_bounds(exact, X, Y, dtype)
    expected_loss, expected_P, expected_dW = exact_pass(exact, X, Y)

    loss, P, dW = calculate([W.astype(dtype) for W in weights], pixels, Y, max_batch_size)

    # In float64 the plain pass, which serves as exact, has an error of its own.
    times = 2 if dtype == np.float64 else 1
    results = [loss, P, *dW]
    expected = [expected_loss, expected_P, *expected_dW]
    limits = [bounds.loss, bounds.P, *bounds.dW]
    return max(
        float(np.max(np.abs(ours - theirs) - times * limit))
        for ours, theirs, limit in zip(results, expected, limits, strict=True)
    )


@pytest.fixture(params=["one chunk", "chunks of 3", "inner sums in parts of 5"])
def summation(request, monkeypatch):
    """Sum in other orders than this machine's kernels do."""

    def matmul_in_parts(left, right, out):
        starts = range(0, left.shape[1], 5)
        out[:] = sum(left[:, i : i + 5] @ right[i : i + 5] for i in reversed(starts))
        return out

    if request.param == "chunks of 3":
        monkeypatch.setattr(inplace, "CHUNK_ROWS", 3)
    elif request.param == "inner sums in parts of 5":
        monkeypatch.setattr(np, "matmul", matmul_in_parts)


@pytest.mark.usefixtures("summation")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("order", ["as given", "inputs permuted"])
@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize("n", [1, 7, 16])
def test_compute_gradients_equals_network_backward(sizes, n, order, dtype):
    weights, (pixels, Y) = network(sizes), batch(n)
    if order == "inputs permuted":
        order = np.random.default_rng(n).permutation(784)
        pixels, weights[0][1:] = pixels[:, order], weights[0][1:][order]

    assert largest_excess(weights, pixels, Y, max_batch_size=16, dtype=dtype) <= 0


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_compute_gradients_in_chunks_equals_whole_batch(dtype):
    n = 2 * inplace.CHUNK_ROWS + 7
    weights, (pixels, Y) = network([784, 100, 10, 10]), batch(n)

    assert largest_excess(weights, pixels, Y, max_batch_size=n + 5, dtype=dtype) <= 0


def test_tolerance_in_float64_detects_wrong_formulas():
    weights, (pixels, Y) = network([784, 100, 10, 10]), batch(16)
    bounds = rounding_bounds([W.astype(np.float64) for W in weights], pixels / 255, Y, np.float64)

    assert bounds.loss < 1e-10
    assert bounds.P.max() < 1e-10
    assert max(bound.max() for bound in bounds.dW) < 1e-10


def test_compute_gradients_of_huge_logits_is_finite():
    weights = [W * np.float32(1000) for W in network([784, 100, 10, 10])]
    pixels, Y = batch(8)

    loss, _, dW = calculate(weights, pixels, Y, max_batch_size=8)

    assert np.isfinite(loss)
    assert all(np.isfinite(dW_k).all() for dW_k in dW)


def test_unflatten_returns_views_of_the_vector():
    weights = network([784, 100, 10, 10])
    vector = flatten(weights)

    for view, W in zip(unflatten(vector, [784, 100, 10, 10]), weights, strict=True):
        assert np.array_equal(view, W)
        assert np.shares_memory(view, vector)
