"""The protocol's data types that are used here, and tensors of them, in JSON and raw.

Raw tensors are little-endian and row-major.
"""

import itertools
import math
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from app.http.problems import FieldError, FieldPath, InvalidRequest
from app.parsing.numbers import described, numbers

DATATYPES: dict[str, DTypeLike] = {"FP32": "<f4", "INT64": "<i8", "UINT8": "u1"}

Tensor = NDArray[Any]


def from_raw(content: memoryview, datatype: str, shape: tuple[int, ...], path: FieldPath) -> Tensor:
    """Return the tensor whose bytes `content` is.

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


def from_json(value: Any, datatype: str, shape: tuple[int, ...], path: FieldPath) -> Tensor:
    """Return the tensor that a list, flat or nested as the shape is, holds.

    Raises
    ------
    InvalidRequest
        If the list does not fit the shape, or holds anything but numbers of the data type.
    """
    nested = type(value) is list and bool(value) and type(value[0]) is list
    lengths = shape if nested else (math.prod(shape),)
    flat = [value]
    for depth, length in enumerate(lengths):
        _verify_lists(flat, length, lengths[:depth], path)
        flat = list(itertools.chain.from_iterable(flat))

    def locate(k: int) -> FieldPath:
        return (*path, *(int(step) for step in np.unravel_index(k, lengths)))

    array = numbers(flat, locate)
    dtype = np.dtype(DATATYPES[datatype])
    if dtype.kind in "iu":
        _verify_integers(array, dtype, locate)
    with np.errstate(over="ignore"):  # beyond float32 is infinite, which whoever uses it refuses
        return array.astype(dtype).reshape(shape)


def _verify_lists(lists: list[Any], length: int, outer: tuple[int, ...], path: FieldPath) -> None:
    errors = [
        FieldError(
            (*path, *(int(step) for step in np.unravel_index(k, outer or (1,))[: len(outer)])),
            f"expected a list of {length}, got {described(each)}",
        )
        for k, each in enumerate(lists)
        if type(each) is not list or len(each) != length
    ]
    if errors:
        raise InvalidRequest.for_fields(errors)


def _verify_integers(array: NDArray[np.float64], dtype: "np.dtype[Any]", locate: Any) -> None:
    limits = np.iinfo(dtype)
    wrong = (array != np.floor(array)) | (array < limits.min) | (array > limits.max)
    errors = [
        FieldError(
            locate(k), f"expected an integer from {limits.min} to {limits.max}, got {array[k]:g}"
        )
        for k in np.flatnonzero(wrong).tolist()
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
