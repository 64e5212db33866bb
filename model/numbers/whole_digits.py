"""Detection of the components of a number that are one digit each and need no cuts."""

import numpy as np
from numpy.typing import NDArray

from model.numbers import candidate_network
from model.numbers.candidate_images import candidate_images
from model.numbers.candidate_network import NON_DIGIT
from model.numbers.candidates import each_alone
from model.numbers.segments import Segments

MIN_LOG_PROBABILITY = float(np.log(0.9))
"""Minimum logarithm of the probability of a digit by the candidate network."""

MAX_WIDTH = 2.0
"""Maximum width of one digit along the slant, as a ratio of the height of the number's digits. The
candidate network is trained on none that is as wide, and takes 000 for one digit."""


def find_whole_digits(segments: Segments) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return which segments the candidate network is sure to be one digit, shape (P,).

    The second result has the logarithms of its probabilities for each segment, shape (P, 11).
    """
    log_P = candidate_network.log_probabilities(candidate_images(segments, each_alone(segments)))
    is_narrow = np.ptp(segments.spans, axis=1) <= MAX_WIDTH * segments.height  # right less left
    is_digit: NDArray[np.bool_] = is_narrow & (
        log_P[:, :NON_DIGIT].max(axis=1) >= MIN_LOG_PROBABILITY  # over the digits
    )
    return is_digit, log_P
