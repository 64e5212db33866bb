"""Probabilities to answer with: those of the derivation's forward pass, nearly to its digits."""

import numpy as np
import pytest

from model.data import mnist
from model.inference.predictor import AT_ONCE, Inference
from model.network import forward, initialize
from model.serialization import model_file


def exact(network, X):
    return forward([W.astype(np.float64) for W in network], X.astype(np.float64)).P


@pytest.mark.parametrize("sizes", [(784, 100, 10, 10), (784, 10), (5, 4, 3), (784, 16, 16, 16, 10)])
@pytest.mark.parametrize("count", [0, 1, 3, AT_ONCE, AT_ONCE + 1, 3 * AT_ONCE + 7])
def test_probabilities_are_those_of_the_forward_pass(sizes, count):
    rng = np.random.default_rng(len(sizes))
    network = initialize(sizes, rng)
    for W in network:
        W[0] = rng.normal(0, 0.1, W.shape[1])
    X = rng.random((count, sizes[0]), dtype=np.float32)

    P = Inference(network).probabilities(X)

    assert P.dtype == np.float64
    np.testing.assert_allclose(P, exact(network, X), atol=2e-7, rtol=0)
    np.testing.assert_allclose(P.sum(axis=1), 1, rtol=1e-15)


def test_sums_over_many_pixels_lose_less_than_in_float32():
    rng = np.random.default_rng(1)
    network = initialize((784, 100, 10, 10), rng, "normal")
    X = rng.random((500, 784), dtype=np.float32)

    lost = np.abs(Inference(network).probabilities(X) - exact(network, X)).max()
    in_float32 = np.abs(forward(network, X).P - exact(network, X)).max()

    assert lost < in_float32 / 2


@pytest.mark.mnist
@pytest.mark.parametrize("name", ["seed", "wide"])
def test_probabilities_of_mnist_are_exact_to_1e_6(name):
    images, _ = mnist.load("train")
    model = model_file.load(model_file.locate(name))
    lost = []
    for n in range(0, 20_000, 1000):
        X = images[n : n + 1000].reshape(-1, 784) / np.float32(255)
        lost.append(np.abs(model.predict(X) - exact(model.weights, X)).max())
    assert max(lost) < 1.5e-6  # kernels for other processors add in another order
    assert np.median(lost) < 1e-6


@pytest.mark.parametrize("shape", [(784,), (2, 783), (1, 28, 28)])
def test_other_shapes_are_refused(shape):
    with pytest.raises(ValueError, match=r"expected X of shape \(N, 784\), got "):
        Inference(initialize((784, 10), np.random.default_rng(1))).probabilities(np.ones(shape))
