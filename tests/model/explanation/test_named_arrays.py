"""Range check of arrays: finite and within float32."""

import numpy as np
import pytest

from model.explanation.named_arrays import (
    MAX_MAGNITUDE,
    NotFiniteError,
    require_finite_arrays,
    to_float64,
)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 4e38, -4e38])
def test_require_finite_arrays_not_finite_raises_with_array_name(value):
    with pytest.raises(NotFiniteError, match="expected dW1 within"):
        require_finite_arrays({"z1": np.ones((2, 2)), "dW1": np.array([[1.0, value]])})


def test_require_finite_arrays_float32_range_passes():
    arrays = {"z1": np.array([[MAX_MAGNITUDE, -MAX_MAGNITUDE, 0]])}

    require_finite_arrays(arrays)

    assert np.isfinite(arrays["z1"].astype(np.float32)).all()


def test_to_float64_keeps_values():
    W = np.array([[0.1, -3]], dtype=np.float32)
    [made] = to_float64([W])
    assert made.dtype == np.float64
    np.testing.assert_array_equal(made, W)
