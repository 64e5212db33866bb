"""Weight initialization: scale, biases, reproducibility and refused arguments."""

import numpy as np
import pytest

from model.initialization import initialize


@pytest.mark.parametrize(
    ("scheme", "deviation"),
    [("xavier", np.sqrt(2 / 500)), ("lecun", np.sqrt(1 / 400)), ("normal", 1)],
)
def test_initialize_has_standard_deviation_of_scheme(scheme, deviation):
    (W,) = initialize([400, 100], np.random.default_rng(1), scheme)

    assert W.dtype == np.float32
    np.testing.assert_array_equal(W[0], np.zeros(100))
    # 40,000 draws: the estimate is off by 0.35 % (one sigma); 2 % is more than five.
    np.testing.assert_allclose(W[1:].std(), deviation, rtol=0.02)
    assert abs(W[1:].mean()) < 5 * deviation / 200


def test_initialize_zeros_has_no_other_weights():
    assert not any(W.any() for W in initialize([5, 4, 3], np.random.default_rng(3), "zeros"))


def test_initialize_same_seed_gives_same_weights():
    first = initialize([5, 4, 3], np.random.default_rng(3))
    second = initialize([5, 4, 3], np.random.default_rng(3))

    np.testing.assert_array_equal(first[0], second[0])
    np.testing.assert_array_equal(first[1], second[1])


@pytest.mark.parametrize("sizes", [[], [784], [784, 0, 10], [-1, 10]])
def test_initialize_invalid_sizes_raises(sizes):
    with pytest.raises(ValueError, match="expected at least two layers of at least one unit, got"):
        initialize(sizes, np.random.default_rng(0))


def test_initialize_unknown_scheme_raises():
    with pytest.raises(
        ValueError, match="expected xavier, lecun, normal or zeros as scheme, got 'he'"
    ):
        initialize([5, 3], np.random.default_rng(0), "he")
