"""The pair network, with its bundled weights."""

import numpy as np
import pytest

from model.numbers import pair_network
from model.numbers.pair_network import read_pairs
from model.numbers.pairs import PIXELS
from model.numbers.whole_digits import find_whole_digits
from model.training.number_examples import cut_example
from tests.support import written_numbers


def read(text, step):
    """Return the segments of a number, and the readings of its pairs."""
    page = written_numbers.page([(text, 0)], side=80, step=step)
    segments = cut_example(page, find_whole_digits)
    return segments, read_pairs(segments)


@pytest.mark.parametrize("text", ["30", "85", "26", "90"])
def test_joined_digits_are_read_without_a_cut(text):
    segments, pairs = read(text, step=0.5)
    [whole] = np.flatnonzero((pairs.starts == 0) & (pairs.stops == len(segments)))
    assert pairs.log_pair[whole] > np.log(0.5)
    digits = pairs.log_left[whole].argmax(), pairs.log_right[whole].argmax()
    assert digits == (int(text[0]), int(text[1]))


def test_digits_apart_are_not_asked_about():
    _, pairs = read("30", step=written_numbers.STEP)
    assert len(pairs.starts) == len(pairs.log_pair) == len(pairs.log_no_pair) == 0
    assert pairs.log_left.shape == pairs.log_right.shape == (0, 10)


def test_probabilities_sum_to_one():
    X = np.random.default_rng(1).integers(0, 256, (5, PIXELS), dtype=np.uint8)
    left, right, pair, no_pair = map(np.exp, pair_network.log_probabilities(X))
    for total in (left.sum(axis=1), right.sum(axis=1), pair + no_pair):
        assert total == pytest.approx(np.ones(5))


@pytest.mark.parametrize("text", ["30", "85", "26", "90"])
def test_parts_of_two_digits_are_no_pairs(text):
    segments, pairs = read(text, step=0.5)
    widths = segments.spans[pairs.stops - 1, 1] - segments.spans[pairs.starts, 0]
    is_part = widths < 0.6 * widths.max()
    assert is_part.any()
    assert (pairs.log_no_pair[is_part] > np.log(0.9)).all()
