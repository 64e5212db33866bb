"""Parser of the form ``{"pixels": ...}``: 784 numbers, or 28 rows of 28."""

import itertools
from typing import Any

import numpy as np

from app.http.problems import FieldError, FieldPath, InvalidRequest
from app.http.validation import describe_value
from app.parsing.drawing import PixelDrawing
from app.parsing.float_arrays import FloatArray, to_array
from model.preprocessing.array_types import INPUT_SIDE

COUNT = INPUT_SIDE * INPUT_SIDE

_EXPECTED = f"expected {COUNT} numbers or {INPUT_SIDE} rows of {INPUT_SIDE}"


def parse(value: Any, path: FieldPath, *, may_hold_booleans: bool = True) -> PixelDrawing:
    """Return the drawing of a value of `pixels`; see `to_array` for `may_hold_booleans`.

    Raises
    ------
    InvalidRequest
        If it is not 784 finite numbers from 0 to 1.
    """
    if type(value) is not list:
        raise InvalidRequest.for_field(path, f"{_EXPECTED}, got {describe_value(value)}")
    in_rows = len(value) != COUNT and list in set(map(type, value))
    if in_rows:
        _check_rows(value, path)
        flat = list(itertools.chain.from_iterable(value))
    else:
        flat = value
        if len(flat) != COUNT:
            raise InvalidRequest.for_field(path, f"{_EXPECTED}, got {len(flat)} numbers")

    def path_of(k: int) -> FieldPath:
        return (*path, *divmod(k, INPUT_SIDE)) if in_rows else (*path, k)

    array = to_array(flat, path_of, may_hold_booleans=may_hold_booleans)
    if array.min() < 0 or array.max() > 1:
        outside = np.flatnonzero((array < 0) | (array > 1))
        advice = _advice(array)
        raise InvalidRequest.for_fields(
            [
                FieldError(path_of(k), f"expected a number from 0 to 1, got {array[k]:g}{advice}")
                for k in outside.tolist()
            ]
        )
    return PixelDrawing(path, array.astype(np.float32))


def _check_rows(rows: list[Any], path: FieldPath) -> None:
    if len(rows) != INPUT_SIDE:
        raise InvalidRequest.for_field(path, f"{_EXPECTED}, got {len(rows)} rows")
    errors = [
        FieldError((*path, k), f"expected a row of {INPUT_SIDE} numbers, got {describe_value(row)}")
        for k, row in enumerate(rows)
        if type(row) is not list or len(row) != INPUT_SIDE
    ]
    if errors:
        raise InvalidRequest.for_fields(errors)


def _advice(array: FloatArray) -> str:
    is_grayscale = array.min() >= 0 and array.max() <= 255
    return "; divide grey levels from 0 to 255 by 255" if is_grayscale else ""
