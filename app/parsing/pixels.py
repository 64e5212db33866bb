"""The form ``{"pixels": ...}``: 784 numbers, or 28 rows of 28."""

import itertools
from typing import Any

import numpy as np

from app.http.problems import FieldError, FieldPath, InvalidRequest
from app.parsing.drawing import PixelDrawing
from app.parsing.numbers import Numbers, described, numbers

SIDE = 28
COUNT = SIDE * SIDE

_EXPECTED = f"expected {COUNT} numbers or {SIDE} rows of {SIDE}"


def drawing(value: Any, path: FieldPath) -> PixelDrawing:
    """Return the drawing that a value of `pixels` gives.

    Raises
    ------
    InvalidRequest
        If it does not hold 784 finite numbers from 0 to 1.
    """
    if type(value) is not list:
        raise InvalidRequest.for_field(path, f"{_EXPECTED}, got {described(value)}")
    in_rows = len(value) != COUNT and list in set(map(type, value))
    if in_rows:
        _verify_rows(value, path)
        flat = list(itertools.chain.from_iterable(value))
    else:
        flat = value
        if len(flat) != COUNT:
            raise InvalidRequest.for_field(path, f"{_EXPECTED}, got {len(flat)} numbers")

    def locate(k: int) -> FieldPath:
        return (*path, *divmod(k, SIDE)) if in_rows else (*path, k)

    array = numbers(flat, locate)
    outside = np.flatnonzero((array < 0) | (array > 1))
    if outside.size:
        advice = _advice(array)
        errors = [
            FieldError(locate(k), f"expected a number from 0 to 1, got {array[k]:g}{advice}")
            for k in outside.tolist()
        ]
        raise InvalidRequest.for_fields(errors)
    return PixelDrawing(path, array.astype(np.float32))


def _verify_rows(rows: list[Any], path: FieldPath) -> None:
    if len(rows) != SIDE:
        raise InvalidRequest.for_field(path, f"{_EXPECTED}, got {len(rows)} rows")
    errors = [
        FieldError((*path, k), f"expected a row of {SIDE} numbers, got {described(row)}")
        for k, row in enumerate(rows)
        if type(row) is not list or len(row) != SIDE
    ]
    if errors:
        raise InvalidRequest.for_fields(errors)


def _advice(array: Numbers) -> str:
    grey_levels = array.min() >= 0 and array.max() <= 255
    return "; divide grey levels from 0 to 255 by 255" if grey_levels else ""
