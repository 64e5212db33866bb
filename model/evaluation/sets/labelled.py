"""Labelled images of the user's own, and what about them could not be used."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


class EvaluationDataError(ValueError):
    """There is nothing to evaluate on, or not in the form that is needed."""


@dataclass(frozen=True)
class Problem:
    """Something that was left out.

    Attributes
    ----------
    file : str
    reason : str
        What was expected and what was found.
    """

    file: str
    reason: str


@dataclass(frozen=True)
class Labelled:
    """Images that a network can be judged by.

    Attributes
    ----------
    images : array, shape (N, 784)
        uint8 from 0 (paper) to 255, or float32 from 0 to 1.
    labels : uint8 array, shape (N,)
    problems : tuple of Problem
    """

    images: NDArray[np.uint8] | NDArray[np.float32]
    labels: NDArray[np.uint8]
    problems: tuple[Problem, ...] = ()
