"""Conversion of the protocol's tensors, in JSON or raw, from and to arrays.

Raw tensors are little-endian and row-major.
"""

import itertools
import math
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from app.http.problems import MAX_ERRORS, FieldError, FieldPath, InvalidRequest
from app.http.validation import describe_value
from app.parsing.float_arrays import to_array

DATATYPES: dict[str, DTypeLike] = {"FP32": "<f4", "INT64": "<i8", "UINT8": "u1"}

Tensor = NDArray[Any]


def from_raw(content: memoryview, datatype: str, shape: tuple[int, ...], path: FieldPath) -> Tensor:
    """Return the tensor of raw bytes.

    Raises
    ------
    InvalidRequest
        If the number of bytes does not fit the shape.
    """
    dtype = np.dtype(DATATYPES[datatype])
    expected = math.prod(shape) * dtype.itemsize
    if len(content) != expected:
        raise InvalidRequest.for_field(
            path,
            f"expected {expected} bytes for {datatype} of shape {list(shape)}, got {len(content)}",
        )
    return np.frombuffer(content, dtype).reshape(shape)


def from_json(value: list[Any], datatype: str, shape: tuple[int, ...], path: FieldPath) -> Tensor:
    """Return the tensor of a list, flat or nested as the shape is.

    Raises
    ------
    InvalidRequest
        If the list does not fit the shape, or holds anything but numbers of the data type.
    """
    nested = bool(value) and type(value[0]) is list
    lengths = shape if nested else (math.prod(shape),)
    flat: list[Any] = [value]
    for depth, length in enumerate(lengths):
        _check_lists(flat, length, lengths[:depth], path)
        flat = list(itertools.chain.from_iterable(flat))

    def path_of(k: int) -> FieldPath:
        return (*path, *(int(step) for step in np.unravel_index(k, lengths)))

    array = to_array(flat, path_of)
    dtype = np.dtype(DATATYPES[datatype])
    if dtype.kind in "iu":
        _check_integers(array, dtype, path_of)
    with np.errstate(over="ignore"):  # beyond float32 is infinite, which the caller rejects
        return array.astype(dtype).reshape(shape)


def _check_lists(lists: list[Any], length: int, outer: tuple[int, ...], path: FieldPath) -> None:
    wrong = (k for k, item in enumerate(lists) if type(item) is not list or len(item) != length)
    errors = [
        FieldError(
            (*path, *(int(step) for step in np.unravel_index(k, outer or (1,))[: len(outer)])),
            f"expected a list of {length}, got {describe_value(lists[k])}",
        )
        for k in itertools.islice(wrong, MAX_ERRORS)
    ]
    if errors:
        raise InvalidRequest.for_fields(errors)


def _check_integers(array: NDArray[np.float64], dtype: "np.dtype[Any]", path_of: Any) -> None:
    limits = np.iinfo(dtype)
    invalid = (array != np.floor(array)) | (array < limits.min) | (array > limits.max)
    errors = [
        FieldError(
            path_of(k), f"expected an integer from {limits.min} to {limits.max}, got {array[k]:g}"
        )
        for k in np.flatnonzero(invalid)[:MAX_ERRORS].tolist()
    ]
    if errors:
        raise InvalidRequest.for_fields(errors)


def to_json(tensor: Tensor) -> list[Any]:
    """Return the tensor's elements in one flat list, row by row."""
    elements: list[Any] = tensor.ravel().tolist()
    return elements


def to_raw(tensor: Tensor, datatype: str) -> bytes:
    """Return the tensor's bytes."""
    return tensor.astype(DATATYPES[datatype]).tobytes()
