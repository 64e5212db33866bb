"""Synthetic drawings that are not digits."""

import numpy as np
import pytest

from model.data.synthesis import non_digits
from model.data.synthesis.letter_shapes import GLYPHS

DIGITS = [
    [np.array([[5.0, 0.0], [5.0, 10.0]])],
    [np.array([[0.0, 0.0], [8.0, 0.0], [3.0, 10.0]])],
]


@pytest.mark.parametrize("number", range(12))
def test_draw_same_seed_and_number_gives_same_drawing(number):
    first = non_digits.draw((3, number, DIGITS))
    again = non_digits.draw((3, number, DIGITS))

    assert first.dtype == np.uint8
    assert first.shape == (784,)
    assert np.array_equal(first, again)


def test_draw_other_seeds_and_numbers_give_distinct_drawings():
    drawings = [non_digits.draw((seed, number, DIGITS)) for seed in (1, 2) for number in range(10)]

    assert len(np.unique(drawings, axis=0)) == 20


@pytest.mark.parametrize("kind", non_digits.KINDS)
def test_random_strokes_each_kind_has_extent_in_both_axes(kind):
    strokes = non_digits.random_strokes(kind, DIGITS, np.random.default_rng(1))

    extent = np.ptp(np.concatenate(strokes), axis=0)  # over the points, for x and for y
    assert (extent > 0).all()


def test_random_strokes_unknown_kind_raises():
    with pytest.raises(ValueError, match=r"expected one of letter, .*, got 'poem'"):
        non_digits.random_strokes("poem", DIGITS, np.random.default_rng(1))


@pytest.mark.parametrize("seed", range(20))
def test_random_strokes_pair_is_side_by_side(seed):
    left, right = non_digits.random_strokes("pair", DIGITS, np.random.default_rng(seed))

    assert left[:, 0].max() <= right[:, 0].min()


@pytest.mark.parametrize("seed", range(20))
def test_random_strokes_frame_is_closed_within_jitter(seed):
    outer = non_digits.random_strokes("frame", DIGITS, np.random.default_rng(seed))[0]

    assert np.hypot(*(outer[0] - outer[-1])) < 0.3 * np.ptp(outer, axis=0).max()  # of its side


def test_perturb_strokes_only_curves_are_interpolated():
    written = non_digits.perturb_strokes(
        GLYPHS["R"][1], np.random.default_rng(2), curve_probability=0
    )

    assert [len(stroke) for stroke in written] == [2, 33, 2]
