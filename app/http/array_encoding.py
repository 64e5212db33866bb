"""Arrays in JSON: nested lists to read, or the bytes of float32 to compute with."""

import base64
import json
from typing import Any, Literal, get_args

from starlette.responses import Response

from model.network import Array

Form = Literal["lists", "base64"]
FORMS: tuple[Form, ...] = get_args(Form)
DTYPE = "float32"


def encoded(array: Array, form: str) -> dict[str, Any]:
    """Return a two-dimensional array as a reply carries it.

    Parameters
    ----------
    array : array, shape (rows, columns)
        Finite, and within the range of float32.
    form : {"lists", "base64"}
        Lists hold all digits of the array; base64 holds little-endian float32, row after row.
    """
    shape = list(array.shape)
    if form == "lists":
        return {"shape": shape, "data": array.tolist()}
    content = base64.b64encode(array.astype("<f4").tobytes())
    return {"shape": shape, "dtype": DTYPE, "base64": content.decode("ascii")}


def response(body: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    """Return a reply with many numbers, written without a look at each of them."""
    content = json.dumps(body, allow_nan=False, separators=(",", ":"))
    return Response(content, 200, headers, "application/json")
