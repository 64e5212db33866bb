"""The one input tensor, `pixels`, verified."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.http.problems import FieldError, FieldPath, InvalidRequest
from app.inference_protocol import binary, datatypes, fields
from app.inference_protocol.binary import RawBytes
from app.inference_protocol.datatypes import Tensor
from app.parsing.json_body import MAX_BATCH
from app.parsing.numbers import described
from app.parsing.pixels import COUNT, SIDE

INPUT = "pixels"
INPUT_TYPES = ("FP32", "UINT8")


def pixels(document: Mapping[str, Any], raw: RawBytes) -> NDArray[np.float32]:
    """Return the ink, float32 of shape (N, 784), that the input tensor of `document` holds.

    Raises
    ------
    InvalidRequest
        If there is not exactly this tensor, of a shape and type and with values that are read.
    """
    tensor = _only(document)
    path: FieldPath = ("body", "inputs", 0)
    if tensor.get("name") != INPUT:
        got = f"{tensor['name']!a:.80}" if "name" in tensor else "no name"
        raise InvalidRequest.for_field((*path, "name"), f"expected {INPUT!r}, got {got}")
    datatype = tensor.get("datatype")
    if type(datatype) is not str or datatype not in INPUT_TYPES:
        got = f"{datatype!a:.40}" if "datatype" in tensor else "none"
        raise InvalidRequest.for_field(
            (*path, "datatype"), f"expected {' or '.join(INPUT_TYPES)}, got {got}"
        )
    shape = _shape(tensor.get("shape"), (*path, "shape"))
    parameters = fields.parameters(tensor, path)
    size = parameters.get(binary.SIZE)
    if size is None:
        if "data" not in tensor:
            raise InvalidRequest.for_field(path, f"expected data, or the parameter {binary.SIZE}")
        array = datatypes.from_json(tensor["data"], datatype, shape, (*path, "data"))
    elif "data" in tensor:
        raise InvalidRequest.for_field(path, f"expected data or {binary.SIZE}, got both")
    else:
        here = (*path, "parameters", binary.SIZE)
        if type(size) is not int or size < 0:
            raise InvalidRequest.for_field(
                here, f"expected a number of bytes, got {described(size)}"
            )
        array = datatypes.from_raw(raw.take(size), datatype, shape, here)
    return _ink(array.reshape(-1, COUNT), datatype, path)


def _only(document: Mapping[str, Any]) -> Mapping[str, Any]:
    path: FieldPath = ("body", "inputs")
    inputs = document.get("inputs")
    if type(inputs) is not list or len(inputs) != 1:
        got = described(inputs) if "inputs" in document else "no such field"
        raise InvalidRequest.for_field(path, f"expected a list of one tensor, {INPUT}, got {got}")
    return fields.mapping(inputs[0], (*path, 0))


def _shape(value: Any, path: FieldPath) -> tuple[int, ...]:
    fits = (
        type(value) is list
        and all(type(size) is int for size in value)
        and value[1:] in ([COUNT], [SIDE, SIDE])
        and 1 <= value[0] <= MAX_BATCH
    )
    if not fits:
        shown = value if type(value) is list and len(value) <= 8 else described(value)
        raise InvalidRequest.for_field(
            path,
            f"expected [N, {COUNT}] or [N, {SIDE}, {SIDE}] with N from 1 to {MAX_BATCH}, "
            f"got {str(shown)[:80]}",
        )
    return tuple(value)


def _ink(array: Tensor, datatype: str, path: FieldPath) -> NDArray[np.float32]:
    if datatype == "UINT8":
        return np.divide(array, 255, dtype=np.float32)
    wrong = np.argwhere(~((array >= 0) & (array <= 1)))[:10]  # not a number is neither
    if len(wrong):
        raise InvalidRequest.for_fields(
            [
                FieldError(
                    (*path, "data", int(row), int(column)),
                    f"expected a number from 0 to 1, got {array[row, column]:g}; "
                    "send grey levels from 0 to 255 as UINT8",
                )
                for row, column in wrong
            ]
        )
    return array.astype(np.float32)
