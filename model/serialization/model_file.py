"""Model files: save, verify, load, find and list ``<name>.safetensors``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from model.network import CLASSES, Array, forward, layer_sizes, softmax
from model.serialization import atomic_write, checksums, safetensors_format
from model.serialization.safetensors_format import INPUTS, WeightsError, decode, encode

__all__ = [
    "BUNDLED",
    "SUFFIX",
    "Model",
    "WeightsError",
    "find_model",
    "list_models",
    "load",
    "read_metadata",
    "save",
]

BUNDLED = Path(__file__).resolve().parents[1] / "weights"
"""Folder of the bundled models."""

_PACKAGE = BUNDLED.parent

SUFFIX = ".safetensors"


@dataclass(frozen=True, eq=False)
class Model:
    """A trained network.

    Attributes
    ----------
    name : str
        File name without ``.safetensors``.
    weights : list of arrays
        W1, W2, ..., float32 and read-only; see `model.network` for the shapes.
    metadata : dict
        Provenance in values of JSON types: recipe, seed, hashes of the data, preprocessing version,
        scores, date. ``sizes`` and ``activations`` are always present.
    version : str
        The first 12 hexadecimal digits of the file's SHA-256.
    verified : bool
        Whether ``SHA256SUMS`` in its folder confirmed the hash.
    """

    name: str
    weights: list[Array]
    metadata: dict[str, Any]
    version: str
    verified: bool = False

    @property
    def sizes(self) -> list[int]:
        """Number of units of every layer, inputs first."""
        return layer_sizes(self.weights)

    @property
    def parameters(self) -> int:
        """Number of weights and biases."""
        return sum(W.size for W in self.weights)

    def predict(self, X: Array) -> Array:
        """Return the probabilities, float64 of shape (N, 10), for `X` of shape (N, 784).

        The network computes in float32; the softmax in float64 lets each row sum to 1.

        Raises
        ------
        ValueError
            If `X` does not have as many columns as the network has inputs.
        """
        logits = forward(self.weights, np.asarray(X, dtype=np.float32)).z[-1]
        return softmax(logits.astype(np.float64))


def load(path: str | Path, inputs: int = INPUTS, classes: int = CLASSES) -> Model:
    """Load and verify the model at `path`, a network from `inputs` to `classes`.

    If the folder has a ``SHA256SUMS``, as each of this package must have, it has to list the file
    with its hash. A file of another folder without one is loaded, but not `Model.verified`.

    Raises
    ------
    WeightsError
        If the file cannot be read, is not listed, does not match its hash, or holds no finite
        network of this size.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise WeightsError(f"{path}: expected a model file, got {reason}") from error
    try:
        verified = checksums.verify(path, content)
    except checksums.ChecksumError as error:
        raise WeightsError(str(error)) from error
    folder = path.parent.resolve()
    if not verified and folder.is_relative_to(_PACKAGE):
        raise WeightsError(f"expected {checksums.FILE_NAME} in {folder}, got none")
    return _model(path, content, inputs, classes, verified=verified)


def read_metadata(path: str | Path) -> dict[str, Any]:
    """Return the metadata of the model at `path`, without verifying its hash or weights.

    Raises
    ------
    WeightsError
        If the file cannot be read, or is not a whole safetensors file with metadata.
    """
    try:
        return safetensors_format.read_metadata(Path(path))
    except (OSError, WeightsError) as error:
        raise WeightsError(f"{path}: {error}") from error


def save(
    path: str | Path,
    weights: Sequence[Array],
    metadata: Mapping[str, Any],
    inputs: int = INPUTS,
    classes: int = CLASSES,
) -> Model:
    """Write a model to `path` atomically, and return it as `load` would.

    The same weights and metadata give the same bytes. ``sizes`` and ``activations`` are added to
    the metadata where they are missing.

    Raises
    ------
    WeightsError
        If `load` would reject the file; a former file at `path` is then kept.
    """
    path = Path(path)
    if path.suffix != SUFFIX:
        raise WeightsError(f"expected a file name that ends in {SUFFIX}, got {path}")
    try:
        content = encode(weights, metadata, inputs, classes)
    except WeightsError as error:
        raise WeightsError(f"{path}: {error}") from error
    atomic_write.write(path, content)
    return _model(path, content, inputs, classes, verified=False)


def from_bytes(name: str, content: bytes) -> Model:
    """Return the model called `name` whose file has this content.

    Raises
    ------
    WeightsError
        If it holds no finite network from 784 inputs to 10 classes.
    """
    return _model(Path(f"{name}{SUFFIX}"), content, INPUTS, CLASSES, verified=False)


def list_models(folder: Path = BUNDLED) -> dict[str, Path]:
    """Return the model files in `folder` by name, in alphabetical order."""
    return {path.stem: path for path in sorted(folder.glob(f"[!.]*{SUFFIX}"))}


def find_model(reference: str | Path) -> Path:
    """Return the file of a bundled model, given by name, or of any other, given by path.

    Raises
    ------
    WeightsError
        If it is neither.
    """
    bundled = list_models()
    path = bundled.get(str(reference), Path(reference))
    if not path.is_file():
        names = ", ".join(bundled) or "none yet"
        raise WeightsError(
            f"expected the name of a bundled model ({names}) or a {SUFFIX} file, got {reference}"
        )
    return path


def _model(path: Path, content: bytes, inputs: int, classes: int, *, verified: bool) -> Model:
    try:
        weights, metadata = decode(content, inputs, classes)
    except WeightsError as error:
        raise WeightsError(f"{path}: {error}") from error
    return Model(path.stem, weights, metadata, checksums.sha256(content)[:12], verified)
