"""Export to JSON: metadata, and each matrix as a list of rows."""

import json
from typing import Any

from model.network import Array
from model.serialization.export.metadata import export_metadata
from model.serialization.model_file import Model


def encode(model: Model) -> bytes:
    """Return the bytes of a ``.json`` file, whose numbers parse to the same float32."""
    document: dict[str, Any] = {"metadata": export_metadata(model)}
    for k, W in enumerate(model.weights, 1):
        document[f"W{k}"] = _rows(W)
    return json.dumps(document, allow_nan=False).encode() + b"\n"


def _rows(W: Array) -> list[list[float]]:
    # The shortest text of a float32 is half as long as that of the float64 it converts to.
    return [[float(str(weight)) for weight in row] for row in W]
