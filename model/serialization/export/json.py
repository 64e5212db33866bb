"""JSON: the metadata, and each matrix as a list of its rows."""

import json
from typing import Any

from model.network import Array
from model.serialization.export.metadata import metadata
from model.serialization.model_file import Model


def encode(model: Model) -> bytes:
    """Return the bytes of a ``.json`` file; its numbers read back as the same float32."""
    document: dict[str, Any] = {"metadata": metadata(model)}
    for k, W in enumerate(model.weights, 1):
        document[f"W{k}"] = _rows(W)
    return json.dumps(document, allow_nan=False).encode() + b"\n"


def _rows(W: Array) -> list[list[float]]:
    # The shortest text that is the same float32 is half as long as the float64 it stands for.
    return [[float(str(weight)) for weight in row] for row in W]
