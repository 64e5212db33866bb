"""Safetensors: W1, W2, ... as in the model's own file, and metadata that says more."""

from model.exporting.described import metadata
from model.weights import Model
from model.weights_format import encode as encode_weights


def encode(model: Model) -> bytes:
    """Return the bytes of a ``.safetensors`` file, which Inkling itself reads too."""
    return encode_weights(model.weights, metadata(model))
