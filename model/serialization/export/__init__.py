"""Export of models to other formats, one module for each.

Each format carries the same metadata, including how a drawing becomes the input.
"""

from collections.abc import Callable

from model.serialization.export import json, npz, onnx, safetensors
from model.serialization.export.metadata import ExportError
from model.serialization.model_file import Model

__all__ = ["FORMATS", "ExportError"]

FORMATS: dict[str, Callable[[Model], bytes]] = {
    "onnx": onnx.encode,
    "npz": npz.encode,
    "safetensors": safetensors.encode,
    "json": json.encode,
}
"""Encoders by the name of the format, which is also the file suffix."""
