"""Numbers that came in JSON, verified one by one where it matters and all at once where not."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.http.problems import FieldError, FieldPath, InvalidRequest

Numbers = NDArray[np.float64]


def described(value: Any) -> str:
    """Return what a JSON value is, short enough for a message."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            text = repr(value)
            return text if len(text) <= 40 else f"{text[:12]}... of {len(text)} digits"
        case str():
            return "a text"
        case list():
            return f"a list of {len(value)}"
        case _:
            return "an object"


def is_number(value: Any) -> bool:
    """Tell whether a JSON value is a finite number; true and false are none."""
    if type(value) is int:
        return abs(value) <= 10**300
    return type(value) is float and math.isfinite(value)


def numbers(values: Sequence[Any], locate: Callable[[int], FieldPath]) -> Numbers:
    """Return JSON values as an array of finite numbers.

    Parameters
    ----------
    values : sequence of JSON values
    locate : function
        From an index of `values` to its path in the request.

    Raises
    ------
    InvalidRequest
        If one is not a finite number; names each.
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
        [
            FieldError(locate(k), f"expected a finite number, got {described(value)}")
            for k, value in enumerate(values)
            if not is_number(value)
        ]
    )
