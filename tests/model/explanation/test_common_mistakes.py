"""The two mistakes, for networks and batches of any size."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.explanation import common_mistakes, named_arrays
from model.initialization import initialize
from model.network import forward

sizes = st.lists(st.integers(1, 6), min_size=1, max_size=3)


def variants_of(mistake, hidden, N, seed=0):
    """The variants of a mistake by name, for a random network and batch."""
    rng = np.random.default_rng(seed)
    weights = initialize([5, *hidden, 3], rng, "normal", np.float64)
    trace = forward(weights, rng.random((N, 5)))
    named = named_arrays.forward_arrays(trace)
    named |= named_arrays.backward_arrays(weights, trace, rng.dirichlet(np.ones(3), N))
    return {
        variant.name: variant
        for variant in common_mistakes.run_mistake(mistake, weights, named, 0.5)
    }


@given(hidden=sizes, N=st.integers(1, 7))
def test_matrix_product_fits_only_a_batch_as_large_as_the_layer(hidden, N):
    assert variants_of("matrix-product", hidden, N)["as-it-stands"].fits == (hidden[-1] == N)


@given(hidden=sizes, N=st.integers(1, 7))
def test_matrix_product_transposed_fits_as_many_drawings_as_units(hidden, N):
    variant = variants_of("matrix-product", hidden, N)["transposed"]
    # One drawing broadcasts at the update, unless a product on the way to the input stops it.
    assert variant.fits == (hidden[-1] == N or (N == 1 and len(hidden) == 1))


@given(hidden=sizes, N=st.integers(1, 7))
def test_arrays_of_a_variant_that_fits_reach_the_first_layer(hidden, N):
    for mistake in common_mistakes.MISTAKES:
        for variant in variants_of(mistake, hidden, N).values():
            assert not variant.fits or "dW1" in variant.arrays


@given(hidden=sizes, N=st.integers(1, 7))
def test_bias_row_kept_never_fits(hidden, N):
    assert not variants_of("bias-row", hidden, N)["whole"].fits


@given(hidden=sizes, N=st.integers(1, 7))
def test_wrong_row_dropped_always_fits(hidden, N):
    variant = variants_of("bias-row", hidden, N)["wrong-row"]
    k = len(hidden)
    assert variant.fits
    assert variant.arrays[f"dW{k}"].shape == (1 + [5, *hidden][k - 1], hidden[-1])


@given(mistake=st.sampled_from(common_mistakes.MISTAKES), hidden=sizes, N=st.integers(1, 7))
def test_variant_names_two_operands_and_a_message(mistake, hidden, N):
    for variant in variants_of(mistake, hidden, N).values():
        assert variant.message
        assert len(variant.operands) == 2
        assert all(len(shape) == 2 for _, shape in variant.operands)


def test_run_mistake_without_a_hidden_layer_raises():
    with pytest.raises(ValueError, match="expected a network with a hidden layer"):
        variants_of("bias-row", [], 1)
