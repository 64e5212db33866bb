"""Division of writers, and the weight of each."""

import numpy as np
import pytest

from model.data.unipen_1a import WrittenDigit
from model.training.stroke_sources import split_unipen_writers
from model.training.writers import renderings_per_digit, split_writers


@pytest.mark.parametrize(
    ("held_out", "expected"),
    [(0, set()), (1, {10}), (2, {10, 40}), (3, {10, 30, 50}), (6, {10, 20, 30, 40, 50, 60})],
)
def test_split_writers_held_out_are_evenly_spread(held_out, expected):
    assert split_writers([60, 10, 20, 30, 40, 50, 10], held_out) == expected


def test_renderings_per_digit_nine_times_the_digits_weigh_three_times_as_much():
    writers = ["a"] * 10 + ["b"] * 90
    counts = renderings_per_digit(writers, 1200)
    assert counts[:10].tolist() == [30] * 10  # 300 of 1200
    assert counts[10:].tolist() == [10] * 90  # 900 of 1200


def test_renderings_per_digit_draws_every_digit_at_least_once():
    assert renderings_per_digit(["a"] * 5, 1).tolist() == [1] * 5
    assert renderings_per_digit([], 100).tolist() == []


def test_split_unipen_writers_are_disjoint_and_whole():
    line = (np.array([[0.0, 0.0], [0.0, 9.0]]),)
    digits = [WrittenDigit(line, 1, "apa", f"apa/{name}") for name in "abcdefgh" for _ in range(2)]
    validation, calibration = split_unipen_writers(digits, 3, 1)
    assert (len(validation), len(calibration)) == (3, 1)
    assert not validation & calibration
