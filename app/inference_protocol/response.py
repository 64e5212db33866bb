"""Reply to a request for inference: a JSON document, and raw tensors behind it."""

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray
from starlette.responses import Response

from app.inference_protocol import binary, datatypes
from app.inference_protocol.datatypes import Tensor
from app.inference_protocol.request import InferenceRequest
from app.inference_protocol.schemas import OutputName
from model.serialization.model_file import Model

MAX_INLINE_PRODUCTS = 2**23
"""Up to this many products, an inference takes a few milliseconds."""

OUTPUT_TYPES: dict[OutputName, str] = {"probabilities": "FP32", "digit": "INT64"}


def is_expensive(model: Model, request: InferenceRequest) -> bool:
    """Return whether an inference takes more than a few milliseconds."""
    return len(request.pixels) * model.parameters > MAX_INLINE_PRODUCTS


def compute_outputs(model: Model, pixels: NDArray[np.float32]) -> dict[OutputName, Tensor]:
    """Return all outputs of `model` for N rows of 784 pixels, of the types `OUTPUT_TYPES`."""
    P = model.predict(pixels)  # N x 10
    return {
        "probabilities": P.astype(np.float32),
        "digit": P.argmax(axis=1),  # most probable class of each row
    }


def infer(model: Model, request: InferenceRequest) -> Response:
    """Return the reply of `model` to a request."""
    tensors = compute_outputs(model, request.pixels)
    outputs: list[dict[str, Any]] = []
    raw: list[bytes] = []
    for requested in request.outputs:
        tensor, datatype = tensors[requested.name], OUTPUT_TYPES[requested.name]
        output: dict[str, Any] = {
            "name": requested.name,
            "shape": list(tensor.shape),
            "datatype": datatype,
        }
        if requested.raw:
            raw.append(datatypes.to_raw(tensor, datatype))
            output["parameters"] = {"binary_data_size": len(raw[-1])}
        else:
            output["data"] = datatypes.to_json(tensor)
        outputs.append(output)
    document: dict[str, Any] = {"model_name": model.name, "model_version": model.version}
    if request.id is not None:
        document["id"] = request.id
    document["outputs"] = outputs
    content = json.dumps(document, separators=(",", ":")).encode("ascii")
    if not raw:
        return Response(content, media_type="application/json")
    return Response(
        b"".join([content, *raw]),
        headers={binary.LENGTH_HEADER: str(len(content))},
        media_type="application/octet-stream",
    )
