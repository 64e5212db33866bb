"""The candidate network: the probability that a candidate is each digit, or no digit.

A multilayer perceptron of 806-144-40-11 units. The last class, "no digit", has halves of digits and
joined pairs. The input also shows the ink around a candidate (`model.numbers.candidate_images`), so
that the left half of a 0 can be told from a curved 1. `tools/train_candidates.py` trains it.
"""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.network import forward, log_softmax
from model.numbers.candidate_images import INPUTS
from model.serialization import model_file
from model.serialization.model_file import Model

PATH = Path(__file__).with_name("candidates.safetensors")
CLASSES = 11
NON_DIGIT = 10
"""The last class."""


@cache
def load() -> Model:
    """Load and verify the network; once in a process.

    Raises
    ------
    model.serialization.model_file.WeightsError
        If the file is missing, damaged or does not match its hash.
    """
    return model_file.load(PATH, INPUTS, CLASSES)


def log_probabilities(X: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the logarithm of the probability of each class, float64 of shape (A, 11).

    Parameters
    ----------
    X : uint8 array, shape (A, INPUTS)
        From `model.numbers.candidate_images`; 255 stands for 1.
    """
    logits = forward(load().weights, X.astype(np.float32) / np.float32(255)).z[-1]
    return log_softmax(logits.astype(np.float64))
