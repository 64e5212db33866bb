"""Handwriting as other devices would show it: reproducible, distorted, dashed, small."""

from itertools import pairwise

import numpy as np
import pytest

from model.data.synthesis.handwriting import KINDS, _draw, dashes, render

SEVEN = (np.array([[10.0, 10.0], [60.0, 12.0], [30.0, 110.0]]),)


def test_render_same_seed_and_number_gives_same_image():
    first, again, other = render((1, 2, SEVEN)), render((1, 2, SEVEN)), render((1, 3, SEVEN))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("number", range(12))
def test_render_fills_the_box_of_the_network(number):
    image = render((1, number, SEVEN)).reshape(28, 28)
    rows, columns = np.nonzero(image > 64)
    assert 16 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 24


@pytest.mark.parametrize("kind", KINDS)
def test_draw_every_kind_has_ink_on_paper(kind):
    levels = np.asarray(_draw(kind, list(SEVEN), np.random.default_rng(3)))
    assert levels.min() < 100
    assert np.median(levels) > 200


def test_draw_small_is_no_larger_than_a_thumbnail():
    sizes = [_draw("small", list(SEVEN), np.random.default_rng(seed)).size for seed in range(20)]
    assert max(max(size) for size in sizes) <= 42


def test_draw_cut_off_drawing_touches_the_rim():
    for seed in range(8):
        levels = np.asarray(_draw("cut", list(SEVEN), np.random.default_rng(seed)))
        rim = np.concatenate([levels[0], levels[-1], levels[:, 0], levels[:, -1]])
        assert rim.min() < 128


def test_dashes_leave_gaps_wider_than_the_pen():
    line = (np.array([[0.0, 0.0], [100.0, 0.0]]),)
    for seed in range(6):
        pieces = dashes(line, 0.05, np.random.default_rng(seed))
        gaps = [b[0, 0] - a[-1, 0] for a, b in pairwise(pieces)]
        assert len(pieces) >= 4
        assert min(gaps) > 5


def test_dashes_of_a_dot_are_the_dot():
    (dot,) = dashes((np.array([[3.0, 4.0]]),), 0.05, np.random.default_rng(0))
    assert np.unique(dot, axis=0).tolist() == [[3.0, 4.0]]
