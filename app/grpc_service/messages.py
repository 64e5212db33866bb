"""Requests for inference from messages, and replies as messages."""

from typing import Any

import numpy as np

from app.grpc_service.protocol import message_class
from app.http.problems import InvalidRequest
from app.inference_protocol import datatypes
from app.inference_protocol.binary import RawBytes
from app.inference_protocol.request import InferenceRequest, to_request
from app.inference_protocol.response import OUTPUT_TYPES, compute_outputs
from model.serialization.model_file import Model

ModelInferResponse = message_class("ModelInferResponse")

CONTENTS = {"FP32": "fp32_contents", "INT64": "int64_contents", "UINT8": "uint_contents"}
"""The field of `InferTensorContents` for each data type."""

MAX_TENSORS = len(OUTPUT_TYPES) + 1
"""Maximum number of inputs and of outputs that are parsed; a request with as many is invalid."""


def parse_request(message: Any) -> InferenceRequest:
    """Return the request in a `ModelInferRequest`.

    Raises
    ------
    InvalidRequest
        Names each invalid field, as for the same request in JSON.
    """
    raw = message.raw_input_contents
    if raw and len(raw) != len(message.inputs):
        raise InvalidRequest.for_field(
            ("body", "raw_input_contents"),
            f"expected one element for each of the {len(message.inputs)} inputs, got {len(raw)}",
        )
    inputs = [
        _tensor(tensor, len(raw[k]) if raw else None, ("body", "inputs", k))
        for k, tensor in enumerate(message.inputs[:MAX_TENSORS])
    ]
    fields = {
        "id": message.id or None,
        "inputs": inputs,
        "outputs": [_named(output) for output in message.outputs[:MAX_TENSORS]] or None,
        "parameters": _parameters(message),
    }
    return to_request(fields, RawBytes(memoryview(b"".join(raw))))


def _tensor(tensor: Any, raw_size: int | None, path: tuple[str | int, ...]) -> dict[str, Any]:
    fields = _named(tensor) | {"datatype": tensor.datatype, "shape": list(tensor.shape)}
    if raw_size is not None:
        if tensor.HasField("contents"):
            raise InvalidRequest.for_field(
                (*path, "contents"), "expected none beside raw_input_contents"
            )
        fields["parameters"]["binary_data_size"] = raw_size
        return fields
    field = CONTENTS.get(tensor.datatype)
    for other, _ in tensor.contents.ListFields():
        if field is not None and other.name != field:
            raise InvalidRequest.for_field(
                (*path, "contents"), f"expected {field} for {tensor.datatype}, got {other.name}"
            )
    fields["data"] = [] if field is None else list(getattr(tensor.contents, field))
    return fields


def _named(message: Any) -> dict[str, Any]:
    return {"name": message.name, "parameters": _parameters(message)}


def _parameters(message: Any) -> dict[str, Any]:
    """Return the parameters that mean the same in both protocols; raw tensors are HTTP's."""
    parameters = {}
    for name, parameter in message.parameters.items():
        if not name.startswith("binary_data"):
            choice = parameter.WhichOneof("parameter_choice")
            parameters[name] = None if choice is None else getattr(parameter, choice)
    return parameters


def infer(model: Model, request: InferenceRequest, raw: bool) -> Any:
    """Return the `ModelInferResponse` of `model` to a request.

    Parameters
    ----------
    model : Model
    request : InferenceRequest
    raw : bool
        Whether the tensors are raw bytes, as those of the request were.
    """
    tensors = compute_outputs(model, request.pixels)
    reply = ModelInferResponse(
        model_name=model.name, model_version=model.version, id=request.id or ""
    )
    for requested in request.outputs:
        tensor, datatype = tensors[requested.name], OUTPUT_TYPES[requested.name]
        output = reply.outputs.add(name=requested.name, datatype=datatype, shape=tensor.shape)
        if raw:
            reply.raw_output_contents.append(datatypes.to_raw(tensor, datatype))
        else:
            getattr(output.contents, CONTENTS[datatype]).extend(np.ravel(tensor).tolist())
    return reply
