"""Encoding of arrays in JSON: nested lists to read, or base64 of float32 to compute with."""

import base64
from typing import Any, Literal

import pydantic_core
from pydantic import BaseModel
from starlette.responses import Response

from model.network import Array

ArrayFormat = Literal["lists", "base64"]
DTYPE = "float32"


def encode_array(array: Array, array_format: ArrayFormat) -> dict[str, Any]:
    """Return a two-dimensional array as an object for `array_response`.

    Parameters
    ----------
    array : array, shape (rows, columns)
        Finite, and within the range of float32.
    array_format : {"lists", "base64"}
        Lists hold all digits of the array; base64 holds little-endian float32, row after row.
    """
    shape = list(array.shape)
    if array_format == "lists":
        return {"shape": shape, "data": array}
    content = base64.b64encode(array.astype("<f4").tobytes())
    return {"shape": shape, "dtype": DTYPE, "base64": content.decode("ascii")}


def array_response(
    body: dict[str, Any] | BaseModel, headers: dict[str, str] | None = None
) -> Response:
    """Return a JSON response of many numbers, without validating each of them.

    Arrays become nested lists; numbers that are not finite become null.
    """
    content = pydantic_core.to_json(body, inf_nan_mode="null", fallback=_to_list)
    return Response(content, 200, headers, "application/json")


def _to_list(array: Array) -> list[Any]:
    """Return a row as numbers, and a matrix as its rows.

    The encoder would hold the GIL throughout a matrix of numbers, and no other thread would run,
    the event loop's neither. Between two rows it comes here, into Python, and others have a turn.
    """
    return list(array) if array.ndim > 1 else array.tolist()
