"""Detection of the components of a number that are one digit each and need no cuts."""

import numpy as np
from numpy.typing import NDArray

from model.numbers import candidate_network
from model.numbers.candidate_images import candidate_images
from model.numbers.candidate_network import NON_DIGIT
from model.numbers.candidates import each_alone, with_edges
from model.numbers.cuts import Segments

MIN_LOG_PROBABILITY = float(np.log(0.95))
"""Minimum logarithm of the probability of a digit by the candidate network."""


def find_whole_digits(segments: Segments) -> NDArray[np.bool_]:
    """Return which segments the candidate network is sure to be one digit, shape (P,)."""
    X = candidate_images(segments, with_edges(segments), each_alone(segments))
    log_P = candidate_network.log_probabilities(X)[:, :NON_DIGIT]
    is_digit: NDArray[np.bool_] = log_P.max(axis=1) >= MIN_LOG_PROBABILITY  # over the digits
    return is_digit
