"""Export to safetensors: the model file with extended metadata."""

from model.serialization.export.metadata import export_metadata
from model.serialization.model_file import Model
from model.serialization.safetensors_format import encode as encode_weights


def encode(model: Model) -> bytes:
    """Return the bytes of a ``.safetensors`` file, which `load` accepts too."""
    return encode_weights(model.weights, export_metadata(model))
