"""Conversion of JSON numbers to arrays: all at once, and one by one only to name an invalid one."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.http.problems import FieldError, FieldPath, InvalidRequest
from app.http.validation import describe_value

Numbers = NDArray[np.float64]


def to_array(values: Sequence[Any], path_of: Callable[[int], FieldPath]) -> Numbers:
    """Return JSON values as an array of finite numbers.

    Parameters
    ----------
    values : sequence of JSON values
    path_of : function
        Maps an index of `values` to its path in the request.

    Raises
    ------
    InvalidRequest
        If one is not a finite number; names the first ones.
    """
    if set(map(type, values)) <= {int, float}:
        try:
            array = np.array(values, dtype=np.float64)
        except OverflowError:  # an integer beyond the range of float64
            pass
        else:
            if np.isfinite(array).all():
                return array
    raise InvalidRequest.for_fields(
        FieldError(path_of(k), f"expected a finite number, got {describe_value(value)}")
        for k, value in enumerate(values)
        if not _is_finite_number(value)
    )


def _is_finite_number(value: Any) -> bool:
    """Return whether a JSON value is a number in float64's range; a boolean is not."""
    try:
        return type(value) in {int, float} and math.isfinite(value)
    except OverflowError:
        return False
