"""Every convention, and gradients of autograd arranged by it."""

from itertools import product

import numpy as np
import pytest

from model.explanation.conventions.convention import CHOICES, NOTATIONS, Convention
from tests.app.explanation.oracle import backward_by_autograd
from tests.model.explanation.submitted_code.conftest import batch

SIZES = (20, 8, 10, 10)
LAYERS = len(SIZES) - 1
SAMPLES = 4
CONVENTIONS = [
    Convention(*words, notation) for words in product(*CHOICES.values()) for notation in NOTATIONS
]


@pytest.fixture(params=CONVENTIONS, ids=str)
def convention(request):
    return request.param


@pytest.fixture(scope="session")
def problem():
    """Weights, inputs and labels, and the gradients that autograd has for them."""
    weights, X, labels = batch(SAMPLES, SIZES)
    return weights, X, labels, backward_by_autograd(weights, X, labels)[1]


@pytest.fixture
def arrange(convention):
    """Return a function that arranges an array with samples as rows, by hand."""

    def arranged(array, sums=False):
        array = array * SAMPLES if sums else array
        return array.T if convention.samples == "columns" else array

    return arranged


@pytest.fixture
def expected(convention, problem, arrange):
    """The gradients of autograd by kind and layer, arranged and scaled as the convention says."""
    autograd, named = problem[3], {}
    sums_deltas = convention.mean in ("mean-at-dw", "mean-at-update")
    sums_gradients = convention.mean == "mean-at-update"
    for k in range(1, LAYERS + 1):
        dW = autograd[f"dW{k}"]
        named["delta", k] = arrange(autograd[f"delta{k}"], sums_deltas)
        back = f"back{k - 1}" if k > 1 else "dX"
        named["dH", k - 1] = arrange(autograd[back], sums_deltas)
        if convention.bias == "bias-folded":
            named["dW", k] = arrange(dW, sums_gradients)
        else:
            named["dW", k] = arrange(dW[1:], sums_gradients)
            named["db", k] = arrange(dW[:1], sums_gradients)
    return named


@pytest.fixture
def weights_of(convention, problem, arrange):
    """Return a function that returns the weights, and biases if apart, arranged by hand."""

    def arranged(k):
        W = problem[0][k - 1]
        if convention.bias == "bias-folded":
            return {"W": arrange(W)}
        return {"W": arrange(W[1:]), "b": arrange(np.atleast_2d(W[0]))}

    return arranged
