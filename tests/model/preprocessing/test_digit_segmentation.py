"""Several digits in one drawing: what geometry proposes."""

import numpy as np

from model.preprocessing.connected_components import connected_components
from model.preprocessing.digit_segmentation import MAX_SEGMENTS, segment_digits
from model.preprocessing.pipeline import preprocess
from model.preprocessing.rasterization import draw


def groups(*boxes):
    """Draw filled boxes (top, left, bottom, right) and return the pieces of each group."""
    mask = np.zeros((100, 300), dtype=bool)
    for top, left, bottom, right in boxes:
        mask[top:bottom, left:right] = True
    pieces = connected_components(mask)
    return [group.sum() for group in segment_digits(pieces, np.ones(len(pieces), dtype=bool))]


def test_segment_digits_one_piece_proposes_nothing():
    assert groups((10, 10, 90, 60)) == []


def test_segment_digits_two_tall_pieces_proposes_two_groups():
    assert groups((10, 10, 90, 60), (12, 80, 88, 130)) == [1, 1]


def test_segment_digits_hat_above_its_digit_is_one_group():
    assert groups((10, 30, 20, 90), (30, 10, 90, 60)) == []


def test_segment_digits_digit_in_two_pieces_beside_another_is_two_groups():
    assert groups((10, 10, 20, 60), (30, 10, 90, 60), (10, 100, 90, 150)) == [2, 1]


def test_segment_digits_short_piece_beside_a_digit_proposes_nothing():
    assert groups((10, 10, 90, 60), (70, 80, 90, 100)) == []


def test_segment_digits_many_pieces_are_texture():
    bars = [(10, 20 * number, 90, 20 * number + 10) for number in range(MAX_SEGMENTS + 1)]
    assert groups(*bars) == []


def test_segment_digits_specks_between_digits_do_not_count():
    mask = np.zeros((100, 300), dtype=bool)
    mask[10:90, 10:60] = mask[10:90, 200:250] = True
    mask[50, 100] = True
    pieces = connected_components(mask)
    assert len(segment_digits(pieces, pieces.areas > 1)) == 2


def test_preprocess_two_bars_gives_each_bar_as_a_part():
    bars = [np.array([[x, 60.0], [x, 220.0]]) for x in (80, 200)]
    alone = preprocess(draw(bars[:1], 16, (280, 280)))
    both = preprocess(draw(bars, 16, (280, 280)))
    assert len(both.segment_vectors) == 2
    assert alone.segment_vectors == ()
    # Cut apart, a part loses the faint fringe outside its edge: less than a grey level on average.
    assert np.abs(both.segment_vectors[0] - alone.vector).mean() < 0.01
