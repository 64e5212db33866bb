"""The pair network: the probability that joined ink is two digits, and which two.

It reads both digits without a cut between them, since the right cut may be missing, or hard to tell
from others: Ciresan, "Avoiding Segmentation in Multi-Digit Numeral String Recognition by Combining
Single and Two-Digit Classifiers Trained without Negative Examples", 2008.

A multilayer perceptron of 2016-512-160-21 units, with one softmax over the ten left digits, the ten
right digits and "no pair". The targets of a pair are one half for its left digit and one half for
its right digit, so that the outputs are half of the probabilities of each. The input is the
gradient features of the ink, and the ink around it.
`tools/train_pairs.py` trains it.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.network import forward, log_softmax
from model.numbers.gradient_features import feature_count, with_gradient_features
from model.numbers.pairs import AROUND, OWN, find_pairs, pair_images
from model.numbers.segments import Segments
from model.serialization import model_file
from model.serialization.model_file import Model

PATH = Path(__file__).with_name("pairs.safetensors")
CLASSES = 21
INPUTS = feature_count(*OWN) + AROUND[0] * AROUND[1]
NO_PAIR = 20
"""The last class."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PairReadings:
    """What the pair network says of candidates for pairs, B of them; natural logarithms.

    Attributes
    ----------
    starts, stops : integer arrays, shape (B,)
        First segment of each, and the segment after its last.
    log_left, log_right : float64 arrays, shape (B, 10)
        Log probabilities of its left and right digit if it is a pair.
    log_pair, log_no_pair : float64 arrays, shape (B,)
    """

    starts: NDArray[np.intp]
    stops: NDArray[np.intp]
    log_left: Floats
    log_right: Floats
    log_pair: Floats
    log_no_pair: Floats


@cache
def load() -> Model:
    """Load and verify the network; once in a process.

    Raises
    ------
    model.serialization.model_file.WeightsError
        If the file is missing, damaged or does not match its hash.
    """
    return model_file.load(PATH, INPUTS, CLASSES)


def read_pairs(segments: Segments) -> PairReadings:
    """Return what the network says of all candidates for pairs of a number."""
    if not segments.cut_ink.any():
        return _no_pairs()
    pairs = find_pairs(segments)
    if not len(pairs):
        return _no_pairs()
    X = pair_images(segments, pairs)
    return PairReadings(pairs.starts, pairs.stops, *log_probabilities(X))


def _no_pairs() -> PairReadings:
    indices, nothing, no_digits = np.zeros(0, dtype=np.intp), np.zeros(0), np.zeros((0, 10))
    return PairReadings(indices, indices, no_digits, no_digits, nothing, nothing)


def log_probabilities(X: NDArray[np.uint8]) -> tuple[Floats, Floats, Floats, Floats]:
    """Return log probabilities of left and right digits, of a pair, and of none.

    Parameters
    ----------
    X : uint8 array, shape (B, PIXELS)
        From `model.numbers.pairs`; 255 stands for 1.
    """
    inputs = network_inputs(X).astype(np.float32) / np.float32(255)
    logits = forward(load().weights, inputs).z[-1]
    log_Q = log_softmax(logits.astype(np.float64))
    left, right = log_Q[:, :10], log_Q[:, 10:NO_PAIR]
    log_pair = np.logaddexp.reduce(log_Q[:, :NO_PAIR], axis=1)  # over both digits
    return log_softmax(left), log_softmax(right), log_pair, log_Q[:, NO_PAIR]


def network_inputs(X: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return what the network is given of candidates for pairs, shape (B, INPUTS); 255 is 1."""
    return with_gradient_features(X, OWN)
