"""Segmentation of drawings into digits side by side."""

import numpy as np

from model.preprocessing.connected_components import connected_components
from model.preprocessing.digit_segmentation import MAX_SEGMENTS, segment_digits
from model.preprocessing.pipeline import preprocess
from model.preprocessing.rasterization import draw


def segment_sizes(*boxes):
    """Draw filled boxes (top, left, bottom, right); return the components in each segment."""
    mask = np.zeros((100, 300), dtype=bool)
    for top, left, bottom, right in boxes:
        mask[top:bottom, left:right] = True
    components = connected_components(mask)
    return [
        group.sum() for group in segment_digits(components, np.ones(len(components), dtype=bool))
    ]


def test_segment_digits_one_component_returns_empty():
    assert segment_sizes((10, 10, 90, 60)) == []


def test_segment_digits_two_tall_components_returns_two_segments():
    assert segment_sizes((10, 10, 90, 60), (12, 80, 88, 130)) == [1, 1]


def test_segment_digits_bar_above_digit_is_one_segment():
    assert segment_sizes((10, 30, 20, 90), (30, 10, 90, 60)) == []


def test_segment_digits_split_digit_beside_another_returns_two_segments():
    assert segment_sizes((10, 10, 20, 60), (30, 10, 90, 60), (10, 100, 90, 150)) == [2, 1]


def test_segment_digits_short_component_beside_digit_returns_empty():
    assert segment_sizes((10, 10, 90, 60), (70, 80, 90, 100)) == []


def test_segment_digits_more_than_maximum_returns_empty():
    bars = [(10, 20 * number, 90, 20 * number + 10) for number in range(MAX_SEGMENTS + 1)]
    assert segment_sizes(*bars) == []


def test_segment_digits_specks_are_ignored():
    mask = np.zeros((100, 300), dtype=bool)
    mask[10:90, 10:60] = mask[10:90, 200:250] = True
    mask[50, 100] = True
    components = connected_components(mask)
    assert len(segment_digits(components, components.areas > 1)) == 2


def test_preprocess_two_bars_gives_vector_of_each_segment():
    bars = [np.array([[x, 60.0], [x, 220.0]]) for x in (80, 200)]
    alone = preprocess(draw(bars[:1], 16, (280, 280)))
    both = preprocess(draw(bars, 16, (280, 280)))
    assert len(both.segment_vectors) == 2
    assert alone.segment_vectors == ()
    # A segment loses the faint fringe outside its edge: less than a gray level on average.
    assert np.abs(both.segment_vectors[0] - alone.vector).mean() < 0.01
