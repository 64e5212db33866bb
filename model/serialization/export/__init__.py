"""A model in the formats that other programs read, one file of this package for each.

Each format carries the same metadata, with a note of how a drawing becomes the input: the numbers
alone would be of little use.
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
"""The bytes of a file, by the format's name, which is also its suffix."""
