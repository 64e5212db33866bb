"""Trained models: ``<name>.safetensors`` files saved, verified, loaded, found and listed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from model.network import Array, forward, layer_sizes, softmax
from model.serialization import atomic_write, checksums
from model.serialization.safetensors_format import WeightsError, decode, encode, read_metadata

__all__ = [
    "BUNDLED",
    "SUFFIX",
    "Model",
    "WeightsError",
    "list_models",
    "load",
    "locate",
    "metadata",
    "save",
]

BUNDLED = Path(__file__).parents[1] / "weights"
"""The folder of the models that ship."""

SUFFIX = ".safetensors"


@dataclass(frozen=True, eq=False)
class Model:
    """A trained network.

    Attributes
    ----------
    name : str
        The file's name without ``.safetensors``.
    weights : list of arrays
        W1, W2, ..., float32 and read-only; see `model.network` for the shapes.
    metadata : dict
        How the weights came to be, in values of JSON types: recipe, seed, hashes of the data,
        preprocessing version, scores, date. ``sizes`` and ``activations`` are always there.
    version : str
        The first 12 hexadecimal digits of the file's SHA-256.
    """

    name: str
    weights: list[Array]
    metadata: dict[str, Any]
    version: str

    @property
    def sizes(self) -> list[int]:
        """The number of units of every layer, inputs first."""
        return layer_sizes(self.weights)

    @property
    def parameters(self) -> int:
        """The number of weights and biases."""
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


def load(path: str | Path) -> Model:
    """Read and verify the model at `path`.

    If the folder has a list of hashes (``SHA256SUMS``) that names the file, the file must match it.

    Raises
    ------
    WeightsError
        If the file cannot be read, is not the one listed, or holds no finite network from 784
        inputs to 10 classes.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise WeightsError(f"{path}: expected a file of weights, got {reason}") from error
    try:
        checksums.verify(path, content)
    except checksums.ChecksumError as error:
        raise WeightsError(str(error)) from error
    return _model(path, content)


def metadata(path: str | Path) -> dict[str, Any]:
    """Read only the metadata of the model at `path`; neither hash nor numbers are verified.

    Raises
    ------
    WeightsError
        If the file cannot be read, or does not begin as a file of weights.
    """
    try:
        with Path(path).open("rb") as file:
            return read_metadata(file)
    except OSError as error:
        reason = error.strerror or error
        raise WeightsError(f"{path}: expected a file of weights, got {reason}") from error
    except WeightsError as error:
        raise WeightsError(f"{path}: {error}") from error


def save(path: str | Path, weights: Sequence[Array], metadata: Mapping[str, Any]) -> Model:
    """Write the model to `path`, atomically, and return what `load` would read back.

    The same weights and metadata give the same bytes. ``sizes`` and ``activations``, where the
    metadata lacks them, are filled in.

    Raises
    ------
    WeightsError
        If `load` would refuse the file; what was at `path` is then still there.
    """
    path = Path(path)
    if path.suffix != SUFFIX:
        raise WeightsError(f"expected a file name that ends in {SUFFIX}, got {path}")
    try:
        content = encode(weights, metadata)
    except WeightsError as error:
        raise WeightsError(f"{path}: {error}") from error
    atomic_write.write(path, content)
    return _model(path, content)


def list_models(folder: Path = BUNDLED) -> dict[str, Path]:
    """Return the files of weights in `folder` by the models' names, in alphabetical order."""
    return {path.stem: path for path in sorted(folder.glob(f"[!.]*{SUFFIX}"))}


def locate(reference: str | Path) -> Path:
    """Return the file for `reference`: the name of a bundled model, or the path of a file.

    Raises
    ------
    WeightsError
        If it is neither.
    """
    bundled = list_models()
    path = bundled.get(str(reference), Path(reference))
    if not path.is_file():
        names = ", ".join(bundled) or "none is there yet"
        raise WeightsError(
            f"expected the name of a bundled model ({names}) or a {SUFFIX} file, got {reference}"
        )
    return path


def _model(path: Path, content: bytes) -> Model:
    try:
        weights, metadata = decode(content)
    except WeightsError as error:
        raise WeightsError(f"{path}: {error}") from error
    return Model(path.stem, weights, metadata, checksums.sha256(content)[:12])
