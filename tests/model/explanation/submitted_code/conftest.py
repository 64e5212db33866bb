"""Networks and batches, and their gradients by autograd."""

import numpy as np
import pytest

from model.explanation.submitted_code.check import check
from model.initialization import initialize
from tests.app.explanation.oracle import backward_by_autograd

SIZES = (20, 8, 10, 10)


def batch(N, sizes=SIZES, seed=3):
    """Random weights, inputs and labels, whose gradients are all far from zero."""
    rng = np.random.default_rng(seed)
    weights = initialize(sizes, rng, "normal", np.float64)
    for W in weights:
        W[0] = rng.standard_normal(W.shape[1]) / 4
    return weights, rng.random((N, sizes[0])), rng.integers(0, sizes[-1], N)


@pytest.fixture(params=[1, 4], ids=["one-sample", "batch"])
def N(request):
    return request.param


@pytest.fixture
def checked(N):
    """Return a function from lines to their results, for one sample and for a batch."""

    def run(lines, sizes=SIZES, target=None):
        weights, X, labels = batch(N, sizes)
        return check(lines, weights, X, np.eye(sizes[-1])[labels], target)

    return run


@pytest.fixture
def autograd_gradients(N):
    """The gradients of the same batch by autograd."""
    weights, X, labels = batch(N)
    named = backward_by_autograd(weights, X, labels)[1]
    return named | {f"dH{k}": named[f"back{k}"] for k in (1, 2)}


@pytest.fixture
def numpy_scope(N):
    """Names and arrays for the same lines in Python itself, made without the network's code."""
    weights, X, labels = batch(N)
    ones = np.ones((N, 1))
    W1, W2, W3 = weights

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    def softmax(z, axis=1):
        return np.exp(z) / np.exp(z).sum(axis=axis, keepdims=True)

    A0 = np.hstack([ones, X])
    z1 = A0 @ W1
    H1 = sigmoid(z1)
    A1 = np.hstack([ones, H1])
    z2 = A1 @ W2
    H2 = sigmoid(z2)
    A2 = np.hstack([ones, H2])
    z3 = A2 @ W3
    P, Y = softmax(z3), np.eye(W3.shape[1])[labels]
    return {**locals(), "np": np, "exp": np.exp, "N": N, "sum": np.sum, "mean": np.mean}
