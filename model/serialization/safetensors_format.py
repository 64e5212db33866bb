"""Encoding of weights and metadata as safetensors bytes, and verified decoding.

Safetensors (https://github.com/huggingface/safetensors) is a JSON header followed by plain numbers,
so that reading a file executes no code. A file holds the float32 tensors W1, W2, ... and, as one
JSON text under the key ``inkling`` of the header, the metadata.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
import safetensors.numpy

from model.network import CLASSES, Array, layer_sizes

INPUTS = 784
METADATA_KEY = "inkling"


class WeightsError(ValueError):
    """Weights are missing, damaged, or not of this kind of network."""


def encode(
    weights: Sequence[Array],
    metadata: Mapping[str, Any],
    inputs: int = INPUTS,
    classes: int = CLASSES,
) -> bytes:
    """Return the bytes of a model file; the same arguments give the same bytes.

    ``sizes`` and ``activations`` are added to the metadata where they are missing. `inputs` and
    `classes` are the numbers of units that the first and last layer must have.

    Raises
    ------
    WeightsError
        If `decode` would reject the bytes.
    """
    tensors = {f"W{k}": np.ascontiguousarray(W) for k, W in enumerate(weights, 1)}
    _verify_tensors(tensors, inputs, classes)
    sizes = layer_sizes(weights)
    complete = {"sizes": sizes, "activations": _activations(sizes), **metadata}
    _verify_metadata(complete, sizes)
    try:
        text = json.dumps(complete, sort_keys=True, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise WeightsError(f"expected metadata of JSON types, got {error}") from error
    return safetensors.numpy.save(tensors, {METADATA_KEY: text})


def decode(
    content: bytes, inputs: int = INPUTS, classes: int = CLASSES
) -> tuple[list[Array], dict[str, Any]]:
    """Return the matrices, float32 and read-only, and the metadata in `content`.

    Raises
    ------
    WeightsError
        If the bytes are not a complete, finite network from `inputs` to `classes`.
    """
    try:
        entries = safetensors.deserialize(content)  # type: ignore[no-untyped-call]  # has no stubs
    except safetensors.SafetensorError as error:
        raise WeightsError(f"expected a whole safetensors file, got {error}") from error
    for name, entry in entries:
        if entry["dtype"] != "F32":
            raise WeightsError(f"expected {name} in F32 (float32), got {entry['dtype']}")
    tensors = {
        name: np.frombuffer(entry["data"], dtype="<f4").reshape(entry["shape"])
        for name, entry in entries
    }
    _verify_tensors(tensors, inputs, classes)
    weights: list[Array] = [tensors[f"W{k}"] for k in range(1, len(tensors) + 1)]
    for W in weights:
        W.setflags(write=False)
    metadata = _parse_metadata(_header_metadata(content))
    _verify_metadata(metadata, layer_sizes(weights))
    return weights, metadata


def read_metadata(path: Path) -> dict[str, Any]:
    """Return the metadata of the file at `path`, without reading its weights.

    Raises
    ------
    OSError
        If the file cannot be read.
    WeightsError
        If it is not a whole safetensors file with metadata.
    """
    try:
        with safetensors.safe_open(path, "numpy") as file:
            return _parse_metadata(file.metadata())
    except safetensors.SafetensorError as error:
        raise WeightsError(f"expected a whole safetensors file, got {error}") from error


def _header_metadata(content: bytes) -> Mapping[str, str] | None:
    # The library gives the metadata only of a file that it opens itself, and the file could have
    # changed since its hash was taken. The first 8 bytes are the length of the header, which is
    # JSON; `deserialize` has checked both.
    length = int.from_bytes(content[:8], "little")
    metadata: Mapping[str, str] | None = json.loads(content[8 : 8 + length]).get("__metadata__")
    return metadata


def _parse_metadata(entries: Mapping[str, str] | None) -> dict[str, Any]:
    text = (entries or {}).get(METADATA_KEY)
    if text is None:
        raise WeightsError(f"expected metadata under the key {METADATA_KEY!r}, got none")
    try:
        metadata = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WeightsError(f"expected metadata in JSON, got {error}") from error
    if not isinstance(metadata, dict):
        raise WeightsError(f"expected metadata as a JSON object, got {text[:80]!r}")
    return metadata


def _verify_metadata(metadata: Mapping[str, Any], sizes: list[int]) -> None:
    for key, expected in (("sizes", sizes), ("activations", _activations(sizes))):
        got = metadata.get(key)
        if got != expected:
            raise WeightsError(f"expected {key} {expected} in the metadata, got {got}")


def _verify_tensors(tensors: Mapping[str, Array], inputs: int, classes: int) -> None:
    names = [f"W{k}" for k in range(1, len(tensors) + 1)]
    if not tensors or set(names) != set(tensors):
        raise WeightsError(f"expected tensors W1, W2, ..., got {sorted(tensors) or 'none'}")
    for name in names:
        W = tensors[name]
        if W.dtype != np.float32:
            raise WeightsError(f"expected {name} in float32, got {W.dtype}")
        if W.ndim != 2 or W.shape[0] != 1 + inputs or W.shape[1] == 0:
            raise WeightsError(f"expected {name} of shape ({1 + inputs}, units), got {W.shape}")
        infinite = np.count_nonzero(~np.isfinite(W))
        if infinite:
            raise WeightsError(f"expected finite numbers in {name}, got {infinite} that are not")
        inputs = W.shape[1]
    if inputs != classes:
        raise WeightsError(f"expected {classes} classes, got {inputs} columns in {names[-1]}")


def _activations(sizes: Sequence[int]) -> list[str]:
    return ["sigmoid"] * (len(sizes) - 2) + ["softmax"]
