"""Digits that were cut wrongly, each kind as contact sheets show it."""

from dataclasses import dataclass

import numpy as np
import pytest

from model.data.miscut_digits import is_miscut


@dataclass(frozen=True)
class Drawn:
    label: int
    strokes: tuple[np.ndarray, ...]
    donor: str = "apb"


def drawn(label: int, *strokes: str, donor: str = "apb") -> Drawn:
    points = [[[float(n) for n in p.split()] for p in stroke.split(",")] for stroke in strokes]
    return Drawn(label, tuple(np.array(stroke) for stroke in points), donor)


RING = "5 0, 0 5, 5 10, 10 5, 5 0"
SECOND_RING = "17 0, 12 5, 17 10, 22 5, 17 0"
BACK_AND_FORTH = ", ".join(f"{10 * (i % 2)} {i % 3}" for i in range(40))


@pytest.mark.parametrize(
    "digit",
    [
        pytest.param(drawn(6, "3 3, 3 3"), id="dot"),
        pytest.param(drawn(0, "0 10, 5 5, 10 0"), id="slash-of-a-zero"),
        pytest.param(drawn(4, "0 0, 0 10"), id="bar-of-a-4"),
        pytest.param(drawn(4, "2 0, 0 8, 9 9", donor="ibm"), id="4-without-its-bar"),
        pytest.param(drawn(1, "0 5, 10 5"), id="foot-of-a-1"),
        pytest.param(drawn(0, RING, SECOND_RING), id="two-zeros"),
        pytest.param(drawn(8, BACK_AND_FORTH), id="crossed-out"),
        pytest.param(drawn(8, RING, RING, RING, RING, RING), id="too-many-strokes"),
    ],
)
def test_is_miscut_part_or_more_than_a_digit_returns_true(digit):
    assert is_miscut(digit.strokes, digit.label, digit.donor)


@pytest.mark.parametrize(
    "digit",
    [
        pytest.param(drawn(0, RING), id="zero"),
        pytest.param(drawn(0, RING, "0 10, 10 0"), id="slashed-zero"),
        pytest.param(drawn(1, "5 0, 5 10"), id="1"),
        pytest.param(drawn(1, "0 3, 5 0, 5 10", "0 10, 10 10"), id="1-with-foot"),
        pytest.param(drawn(4, "3 0, 0 5, 6 5", "7 2, 7 10"), id="4-with-a-gap"),
        pytest.param(drawn(5, "0 0, 0 4, 6 6, 0 10", "7 0, 10 0"), id="5-with-its-flag-apart"),
        pytest.param(drawn(7, "0 0, 10 0, 4 10"), id="7"),
    ],
)
def test_is_miscut_whole_digit_returns_false(digit):
    assert not is_miscut(digit.strokes, digit.label, digit.donor)
