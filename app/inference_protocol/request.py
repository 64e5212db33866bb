"""Parser of requests for inference: the pixels, and the requested outputs."""

from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from app.http.problems import MAX_ERRORS, FieldError, FieldPath, InvalidRequest
from app.http.validation import validate
from app.inference_protocol import binary, datatypes
from app.inference_protocol.binary import RawBytes
from app.inference_protocol.datatypes import Tensor
from app.inference_protocol.schemas import Inference, InputTensor, OutputName
from app.parsing.json_body import parse_json
from app.parsing.pixels import COUNT


@dataclass(frozen=True)
class Output:
    """An output of the reply, and whether it is raw."""

    name: OutputName
    raw: bool


@dataclass(frozen=True)
class InferenceRequest:
    """A validated request.

    Attributes
    ----------
    id : str or None
        To be repeated in the reply.
    pixels : float32 array, shape (N, 784)
        0 paper to 1 ink.
    outputs : tuple of Output
        In the order of the reply.
    """

    id: str | None
    pixels: NDArray[np.float32]
    outputs: tuple[Output, ...]


def parse_inference_request(body: bytes, length_header: str | None) -> InferenceRequest:
    """Return the request in a body.

    Parameters
    ----------
    body : bytes
    length_header : str or None
        The value of ``Inference-Header-Content-Length``.

    Raises
    ------
    InvalidRequest
        Names each invalid field.
    """
    content, raw = binary.split(body, length_header)
    return to_request(parse_json(content), raw)


def to_request(fields: object, raw: RawBytes) -> InferenceRequest:
    """Return the request of a document's fields and of the bytes behind them.

    Raises
    ------
    InvalidRequest
        Names each invalid field.
    """
    document = validate(Inference, fields)
    [tensor] = document.inputs
    pixels = _pixels(tensor, raw)
    raw.require_end()
    return InferenceRequest(document.id, pixels, _outputs(document))


def _outputs(document: Inference) -> tuple[Output, ...]:
    raw = document.parameters is not None and bool(document.parameters.binary_data_output)
    if not document.outputs:
        return tuple(Output(name, raw) for name in get_args(OutputName))
    return tuple(
        Output(output.name, raw if output.binary_data is None else output.binary_data)
        for output in document.outputs
    )


def _pixels(tensor: InputTensor, raw: RawBytes) -> NDArray[np.float32]:
    """Return the ink, float32 of shape (N, 784), in the input tensor."""
    path: FieldPath = ("body", "inputs", 0)
    shape = tuple(tensor.shape)
    if tensor.data is not None:
        array = datatypes.from_json(tensor.data, tensor.datatype, shape, (*path, "data"))
    else:
        size = tensor.binary_data_size or 0
        path_of_size = (*path, "parameters", "binary_data_size")
        array = datatypes.from_raw(raw.read(size), tensor.datatype, shape, path_of_size)
    return _to_ink(array.reshape(-1, COUNT), tensor, path)


def _to_ink(array: Tensor, tensor: InputTensor, path: FieldPath) -> NDArray[np.float32]:
    """Return the pixels scaled to 0 to 1."""
    if tensor.datatype == "UINT8":
        return np.divide(array, 255, dtype=np.float32)
    outside = np.argwhere(~((array >= 0) & (array <= 1)))[:MAX_ERRORS]  # NaN is neither
    if len(outside):
        raise InvalidRequest.for_fields(
            [
                FieldError(
                    (*path, "data", int(row), int(column)),
                    f"expected a number from 0 to 1, got {array[row, column]:g}; "
                    "send grey levels from 0 to 255 as UINT8",
                )
                for row, column in outside
            ]
        )
    return array.astype(np.float32)
