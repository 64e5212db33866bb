"""Conversion of JSON numbers to arrays: all at once, and one by one only to name an invalid one."""

import math
import struct
from collections.abc import Callable
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, TypeAdapter, ValidationError

from app.http.problems import FieldError, FieldPath, InvalidRequest
from app.http.validation import describe_value

FloatArray = NDArray[np.float64]

_FINITE_NUMBERS = TypeAdapter(
    Annotated[
        list[Annotated[float, Field(strict=True, allow_inf_nan=False)]], Field(fail_fast=True)
    ]
)


def to_array(
    values: list[Any], path_of: Callable[[int], FieldPath], *, may_hold_booleans: bool = True
) -> FloatArray:
    """Return JSON values as an array of finite numbers.

    Parameters
    ----------
    values : list of JSON values, not empty
    path_of : function
        Maps an index of `values` to its path in the request.
    may_hold_booleans : bool
        Whether `values` may hold true and false, which are numbers in Python but not here. If not,
        the type of each value is not checked.

    Raises
    ------
    InvalidRequest
        If one is not a finite number; names the first ones.
    """
    try:
        floats = _FINITE_NUMBERS.validate_python(values) if may_hold_booleans else values
        # Numpy takes several times as long to convert the list as to read the numbers as bytes.
        array = np.frombuffer(struct.pack(f"{len(floats)}d", *floats)).copy()
    except (ValidationError, struct.error, OverflowError):
        pass  # the errors are worded below
    else:
        if may_hold_booleans or np.isfinite(array).all():
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
