"""Forward pass: numerical stability, independence of rows, and properties of softmax."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from model.initialization import initialize
from model.network import (
    backward,
    cross_entropy,
    forward,
    layer_sizes,
    log_softmax,
    one_hot,
    sample_losses,
    sigmoid,
    softmax,
    with_ones,
)

logits = hnp.arrays(
    np.float64,
    hnp.array_shapes(min_dims=2, max_dims=2, max_side=12),
    elements=st.floats(-1000, 1000),
)
either_float = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def random_network(sizes, dtype=np.float64, seed=0):
    rng = np.random.default_rng(seed)
    return [
        W + rng.standard_normal(W.shape).astype(dtype) for W in initialize(sizes, rng, dtype=dtype)
    ]


@either_float
def test_sigmoid_large_numbers_saturates(dtype):
    H = sigmoid(np.array([-1000, 0, 1000], dtype))

    assert H.dtype == dtype
    np.testing.assert_array_equal(H, [0, 0.5, 1])


@either_float
def test_log_softmax_large_numbers_is_exact(dtype):
    result = log_softmax(np.array([[1000, -1000], [-1000, -1000], [1000, 1000]], dtype))

    assert result.dtype == dtype
    half = -0.6931471805599453  # -ln 2
    np.testing.assert_allclose(result, [[0, -2000], [half, half], [half, half]], rtol=1e-6)


@either_float
def test_cross_entropy_large_logits_is_exact(dtype):
    loss = cross_entropy(np.array([[1000, -1000]], dtype), np.array([[0, 1]], dtype))

    assert loss.dtype == dtype
    assert loss == 2000


@either_float
@pytest.mark.parametrize("scale", [-1000, 1000])
def test_backward_saturated_network_is_finite(dtype, scale):
    weights = [np.full((4, 3), scale, dtype), np.full((4, 2), scale, dtype)]
    X = np.array([[1, 1, 1], [0, 1, -1]], dtype)
    Y = np.array([[1, 0], [0, 1]], dtype)

    gradients = backward(weights, forward(weights, X), Y)

    assert [dW.dtype for dW in gradients.dW] == [dtype, dtype]
    np.testing.assert_array_equal(gradients.dW[0], np.zeros((4, 3)))  # flat: sigmoid is 0 or 1
    np.testing.assert_array_equal(gradients.delta[1], [[-0.25, 0.25], [0.25, -0.25]])


def test_sigmoid_known_arguments_equals_known_values():
    z = np.log([3, 1 / 3, 99])  # sigmoid(ln(p / (1 - p))) = p

    np.testing.assert_allclose(sigmoid(z), [0.75, 0.25, 0.99], rtol=1e-15)


@pytest.mark.parametrize(("dtype", "is_zero"), [(np.float32, True), (np.float64, False)])
def test_sigmoid_of_minus_25_is_zero_in_float32_only(dtype, is_zero):
    assert (sigmoid(np.array([-25], dtype)) == 0).all() == is_zero


@given(logits)
def test_softmax_is_a_distribution(z):
    P = softmax(z)

    np.testing.assert_allclose(P.sum(axis=1), np.ones(len(z)), rtol=1e-12)
    assert P.min() >= 0


@given(logits)
def test_softmax_in_float32_is_a_distribution(z):
    P = softmax(z.astype(np.float32))

    assert P.dtype == np.float32
    np.testing.assert_allclose(P.sum(axis=1), np.ones(len(z)), rtol=2e-6)


@given(logits, st.floats(-1000, 1000))
def test_softmax_shifted_logits_is_unchanged(z, constant):
    np.testing.assert_allclose(softmax(z + constant), softmax(z), rtol=1e-9, atol=1e-300)


@given(hnp.arrays(np.float64, st.tuples(st.integers(1, 9), st.just(5)), elements=st.floats(-9, 9)))
def test_forward_batch_equals_single_rows(X):
    weights = random_network([5, 4, 3, 3])

    batch = forward(weights, X).P
    one_by_one = np.concatenate([forward(weights, row[None, :]).P for row in X])

    np.testing.assert_allclose(batch, one_by_one, rtol=1e-12)


@pytest.mark.parametrize("rows", [0, 1, 2, 6, 16, 17])
def test_forward_of_a_wide_network_sums_over_all_inputs(rows):
    weights = random_network([784, 1200, 10])
    X = np.random.default_rng(rows).random((rows, 784))

    trace = forward(weights, X)

    assert trace.z[0].shape == (rows, 1200)
    for A, z, W in zip(trace.A, trace.z, weights, strict=True):
        np.testing.assert_allclose(z, np.einsum("ni,io->no", A, W), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("rows", [1, 6, 16])
def test_forward_of_a_wide_network_leaves_out_nothing_but_blank_pixels(rows):
    weights = random_network([784, 1200, 10])
    X = np.random.default_rng(rows).random((rows, 784))
    X[:, ::2] = 0
    X[:, 300:] = 0
    X[0, 400] = 1  # blank in the other rows

    trace = forward(weights, X)

    expected = np.einsum("ni,io->no", trace.A[0], weights[0])
    np.testing.assert_allclose(trace.z[0], expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128])
@pytest.mark.parametrize("sizes", [[5, 3], [5, 4, 3], [5, 4, 3, 3]])
def test_forward_and_backward_keep_dtype(dtype, sizes):
    weights = random_network(sizes, dtype)
    X = np.ones((2, 5), dtype)

    trace = forward(weights, X)
    gradients = backward(weights, trace, one_hot(np.array([0, 2]), 3, dtype))

    arrays = [*trace.A, *trace.z, trace.P, *gradients.dW, *gradients.delta]
    assert {array.dtype for array in arrays} == {np.dtype(dtype)}


def test_forward_and_backward_of_784_100_10_10_have_documented_shapes():
    weights = random_network([784, 100, 10, 10])
    trace = forward(weights, np.zeros((7, 784)))
    gradients = backward(weights, trace, np.full((7, 10), 0.1))

    assert layer_sizes(weights) == [784, 100, 10, 10]
    assert [W.shape for W in weights] == [(785, 100), (101, 10), (11, 10)]
    assert [A.shape for A in trace.A] == [(7, 785), (7, 101), (7, 11)]
    assert [z.shape for z in trace.z] == [(7, 100), (7, 10), (7, 10)]
    assert [dW.shape for dW in gradients.dW] == [(785, 100), (101, 10), (11, 10)]
    assert [delta.shape for delta in gradients.delta] == [(7, 100), (7, 10), (7, 10)]


def test_forward_does_not_modify_arguments():
    weights = random_network([5, 3])
    X = np.ones((2, 5))
    before = [weights[0].copy(), X.copy()]

    backward(weights, forward(weights, X), np.full((2, 3), 1 / 3))

    np.testing.assert_array_equal(weights[0], before[0])
    np.testing.assert_array_equal(X, before[1])


def test_with_ones_prepends_column_of_ones():
    np.testing.assert_array_equal(with_ones(np.array([[2.0, 3.0]])), [[1, 2, 3]])


def test_one_hot_labels_have_single_one():
    np.testing.assert_array_equal(one_hot(np.array([2, 0]), 3), [[0, 0, 1], [1, 0, 0]])


def test_one_hot_no_labels_is_empty():
    assert one_hot(np.array([], int), 3).shape == (0, 3)


def test_sample_losses_mean_equals_cross_entropy():
    z = np.log([[0.5, 0.5], [0.25, 0.75]])
    Y = np.array([[1.0, 0.0], [0.5, 0.5]])

    np.testing.assert_allclose(
        sample_losses(z, Y), [np.log(2), -0.5 * np.log(0.25) - 0.5 * np.log(0.75)], rtol=1e-15
    )
    np.testing.assert_allclose(cross_entropy(z, Y), sample_losses(z, Y).sum() / 2, rtol=1e-15)


@pytest.mark.parametrize(
    ("shape", "got"), [((2, 4), r"\(2, 4\)"), ((5,), r"\(5,\)"), ((1, 2, 5), r"\(1, 2, 5\)")]
)
def test_forward_wrong_shape_raises(shape, got):
    with pytest.raises(ValueError, match=rf"expected X of shape \(N, 5\), got {got}"):
        forward(random_network([5, 3]), np.zeros(shape))


def test_backward_wrong_targets_raises():
    weights = random_network([5, 3])
    trace = forward(weights, np.zeros((3, 5)))

    with pytest.raises(ValueError, match=r"expected Y of shape \(3, 3\), got \(3,\)"):
        backward(weights, trace, np.zeros(3))


def test_cross_entropy_wrong_targets_raises():
    with pytest.raises(ValueError, match=r"expected Y of shape \(3, 3\), got \(3,\)"):
        cross_entropy(np.zeros((3, 3)), np.zeros(3))


@pytest.mark.parametrize("labels", [[0, 3], [-1, 0]])
def test_one_hot_invalid_label_raises(labels):
    with pytest.raises(
        ValueError, match=f"expected labels from 0 to 2, got {labels[0]} to {labels[1]}"
    ):
        one_hot(np.array(labels), 3)


@pytest.mark.parametrize("rows", [0, 1, 5, 16, 17])
@pytest.mark.parametrize("blank", ["all", "most", "none"])
def test_forward_with_many_weights_is_the_same_with_blank_inputs(rows, blank):
    rng = np.random.default_rng(3)
    weights = [rng.normal(size=(785, 1200)), rng.normal(size=(1201, 10))]
    X = rng.random((rows, 784))
    X[:, {"all": 0, "most": 700, "none": 784}[blank] :] = 0
    expected = np.hstack([np.ones((rows, 1)), X]) @ weights[0]
    assert np.allclose(forward(weights, X).z[0], expected, rtol=1e-9, atol=1e-9)
