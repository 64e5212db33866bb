"""Labelled images from the user's own files, and the files that had to be skipped."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.preprocessing.pipeline import Prepared


class EvaluationDataError(ValueError):
    """Evaluation data that is missing or malformed."""


@dataclass(frozen=True)
class SkippedFile:
    """A file that was skipped.

    Attributes
    ----------
    file : str
    reason : str
        Expected and actual content.
    """

    file: str
    reason: str


@dataclass(frozen=True)
class LabelledDrawings:
    """Preprocessed images with their labels.

    Attributes
    ----------
    inputs : sequence of Prepared, length N
    labels : uint8 array, shape (N,)
    skipped : tuple of SkippedFile
    """

    inputs: Sequence[Prepared]
    labels: NDArray[np.uint8]
    skipped: tuple[SkippedFile, ...] = ()


@dataclass(frozen=True)
class LabelledInputs:
    """Inputs of the network with their labels.

    Attributes
    ----------
    images : array, shape (N, 784)
        uint8 from 0 (paper) to 255, or float32 from 0 to 1.
    labels : uint8 array, shape (N,)
    """

    images: NDArray[np.uint8] | NDArray[np.float32]
    labels: NDArray[np.uint8]
