"""A model in the formats that other programs read, one file of this package for each.

Each format carries the same metadata, with a note of how a drawing becomes the input: the numbers
alone would be of little use.
"""

from collections.abc import Callable

from model.exporting import json_format, npz_format, onnx_format, safetensors_format
from model.exporting.described import ExportError
from model.weights import Model

__all__ = ["FORMATS", "ExportError"]

FORMATS: dict[str, Callable[[Model], bytes]] = {
    "onnx": onnx_format.encode,
    "npz": npz_format.encode,
    "safetensors": safetensors_format.encode,
    "json": json_format.encode,
}
"""The bytes of a file, by the format's name, which is also its suffix."""
