"""Labelled images from a NumPy archive (.npz), in the form of MNIST."""

import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.evaluation.sets.labelled import EvaluationDataError, LabelledInputs

_UNREADABLE = (OSError, ValueError, EOFError, zipfile.BadZipFile, zlib.error, SyntaxError)


def read(path: Path) -> LabelledInputs:
    """Read the arrays ``images`` and ``labels``.

    ``images`` has the shape (N, 28, 28) or (N, 784) and holds uint8 from 0 (paper) to 255 (ink) or
    floats from 0 to 1; ``labels`` are N integers from 0 to 9. Nothing is ever unpickled.

    Raises
    ------
    EvaluationDataError
        If the file is anything else.
    """
    images, labels = _arrays(path)
    return LabelledInputs(_images(images, path), _labels(labels, len(images), path))


def _arrays(path: Path) -> tuple[NDArray[Any], NDArray[Any]]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.removesuffix(".npy") for name in archive.namelist()]
        if {"images", "labels"} <= set(names):
            with np.load(path, allow_pickle=False) as arrays:
                return arrays["images"], arrays["labels"]
    except _UNREADABLE as error:
        raise EvaluationDataError(f"{path}: expected an .npz archive, got {error}") from error
    listing = ", ".join(names) or "none"
    raise EvaluationDataError(f"{path}: expected the arrays images and labels, got {listing}")


def _images(images: NDArray[Any], path: Path) -> NDArray[np.uint8] | NDArray[np.float32]:
    if len(images.shape) < 2 or images.shape[1:] not in {(28, 28), (784,)} or not len(images):
        raise EvaluationDataError(
            f"{path}: expected images of shape (N, 28, 28) or (N, 784), N at least 1, "
            f"got {images.shape}"
        )
    flat = images.reshape(len(images), 784)
    if flat.dtype == np.uint8:
        return flat
    if not np.issubdtype(flat.dtype, np.floating):
        raise EvaluationDataError(
            f"{path}: expected images of uint8 or of floats from 0 to 1, got {flat.dtype}"
        )
    if not (np.isfinite(flat).all() and flat.min() >= 0 and flat.max() <= 1):
        advice = "; divide by 255" if np.isfinite(flat).all() and 1 < flat.max() <= 255 else ""
        raise EvaluationDataError(
            f"{path}: expected floats from 0 (paper) to 1 (ink) as images, "
            f"got {flat.min():g} to {flat.max():g}{advice}"
        )
    return flat.astype(np.float32)


def _labels(labels: NDArray[Any], count: int, path: Path) -> NDArray[np.uint8]:
    if labels.shape != (count,):
        raise EvaluationDataError(
            f"{path}: expected one label for each of {count} images, got shape {labels.shape}"
        )
    if not np.issubdtype(labels.dtype, np.integer):
        raise EvaluationDataError(f"{path}: expected integers as labels, got {labels.dtype}")
    if labels.min() < 0 or labels.max() > 9:
        raise EvaluationDataError(
            f"{path}: expected labels from 0 to 9, got {labels.min()} to {labels.max()}"
        )
    return labels.astype(np.uint8)
