"""The candidate network: the probability that a candidate is each digit, or no digit.

A multilayer perceptron of 1382-256-64-11 units. The last class, "no digit", has halves of digits,
joined pairs, letters and currency signs. The input is the gradient features of a candidate's ink,
the ink around it, so that the left half of a 0 can be told from a curved 1, and its place.
`tools/train_candidates.py` trains it.
"""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.network import forward, log_softmax
from model.numbers.candidate_images import AROUND, OWN_SIDE, PLACE_FEATURES
from model.numbers.gradient_features import feature_count, with_gradient_features
from model.serialization import model_file
from model.serialization.model_file import Model

PATH = Path(__file__).with_name("candidates.safetensors")
CLASSES = 11
INPUTS = feature_count(OWN_SIDE, OWN_SIDE) + AROUND[0] * AROUND[1] + PLACE_FEATURES
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
    X : uint8 array, shape (A, VALUES)
        From `model.numbers.candidate_images`; 255 stands for 1.
    """
    inputs = network_inputs(X).astype(np.float32) / np.float32(255)
    return log_softmax(forward(load().weights, inputs).z[-1].astype(np.float64))


def network_inputs(X: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return what the network is given of candidates, shape (A, INPUTS); 255 stands for 1."""
    return with_gradient_features(X, (OWN_SIDE, OWN_SIDE))
