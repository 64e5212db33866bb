"""What may be sent, and what may not."""

import numpy as np
import pytest

from model.explanation.named_arrays import (
    MAX_MAGNITUDE,
    NotFiniteError,
    require_finite_arrays,
    to_float64,
)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 4e38, -4e38])
def test_number_that_cannot_be_sent_is_named_with_its_array(value):
    with pytest.raises(NotFiniteError, match="expected dW1 within"):
        require_finite_arrays({"z1": np.ones((2, 2)), "dW1": np.array([[1.0, value]])})


def test_numbers_up_to_the_range_of_float32_may_be_sent():
    require_finite_arrays({"z1": np.array([[MAX_MAGNITUDE, -MAX_MAGNITUDE, 0]])})


def test_exact_weights_are_float64_of_the_same_values():
    W = np.array([[0.1, -3]], dtype=np.float32)
    [made] = to_float64([W])
    assert made.dtype == np.float64
    np.testing.assert_array_equal(made, W)
