"""Safetensors: W1, W2, ... as in the model's own file, and metadata that says more."""

from model.serialization.export.metadata import metadata
from model.serialization.model_file import Model
from model.serialization.safetensors_format import encode as encode_weights


def encode(model: Model) -> bytes:
    """Return the bytes of a ``.safetensors`` file, which Inkling itself reads too."""
    return encode_weights(model.weights, metadata(model))
