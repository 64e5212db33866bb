"""Distance transform against brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.testing import assert_allclose

from model.preprocessing.distance_transform import distance_to

MASKS = arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=14))


def brute_force(mask):
    """Return the distance of each pixel to the nearest true one; infinite without any."""
    rows, columns = np.indices(mask.shape)
    true_rows, true_columns = np.nonzero(mask)
    apart = np.hypot(rows[..., None] - true_rows, columns[..., None] - true_columns)
    return apart.min(axis=-1, initial=np.inf)  # over the true pixels


@given(mask=MASKS, limit=st.floats(0, 30))
def test_distance_to_within_maximum_is_exact(mask, limit):
    expected = brute_force(mask)
    distance = distance_to(mask, limit)
    reached = expected <= limit
    assert_allclose(distance[reached], expected[reached], rtol=1e-6)


@given(mask=MASKS, limit=st.floats(0, 30))
def test_distance_to_beyond_maximum_is_larger_than_maximum(mask, limit):
    assert (distance_to(mask, limit)[brute_force(mask) > limit] > limit).all()


@given(mask=MASKS)
def test_distance_to_any_mask_is_finite_float32_and_zero_only_on_mask(mask):
    distance = distance_to(mask, 3)
    assert (distance.dtype, distance.shape) == (np.float32, mask.shape)
    assert np.isfinite(distance).all()
    assert ((distance == 0) == mask).all()


@pytest.mark.parametrize("limit", [0, 0.5, 5, 50])
def test_distance_to_3_4_offset_is_5(limit):
    mask = np.zeros((4, 5), dtype=bool)
    mask[0, 0] = True
    assert min(distance_to(mask, limit)[3, 4], limit + 1) == min(5, limit + 1)
