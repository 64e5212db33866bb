"""Candidates: runs of neighboring segments, limited in size."""

import numpy as np
import pytest

from model.numbers.candidates import DIGIT_LIMITS, find_candidates
from tests.support.segmented_numbers import rectangles


def runs_of(segments):
    candidates = find_candidates(segments)
    return set(zip(candidates.starts.tolist(), candidates.stops.tolist(), strict=True))


def test_candidates_of_close_segments_are_all_runs():
    segments = rectangles((0, 0, 100, 20), (0, 25, 100, 45), (0, 50, 100, 70))
    assert runs_of(segments) == {(0, 1), (1, 2), (2, 3), (0, 2), (1, 3), (0, 3)}


def test_candidates_of_segments_with_a_wide_gap_are_each_alone():
    segments = rectangles((0, 0, 100, 20), (0, 60, 100, 80))
    assert runs_of(segments) == {(0, 1), (1, 2)}


def test_candidates_of_several_segments_are_at_most_as_wide_as_a_digit():
    segments = rectangles((0, 0, 100, 70), (0, 70, 100, 140), (0, 140, 100, 400))
    assert runs_of(segments) == {(0, 1), (1, 2), (2, 3)}


def test_candidates_have_a_limited_number_of_segments():
    segments = rectangles(*((0, 10 * k, 100, 10 * k + 10) for k in range(9)))
    candidates = find_candidates(segments)
    assert (candidates.stops - candidates.starts).max() == DIGIT_LIMITS.segments


@pytest.mark.parametrize("box", [(0, 60, 20, 90), (0, 60, 100, 61)])  # low; thin
def test_candidates_exclude_small_segments_alone(box):
    assert runs_of(rectangles((0, 0, 100, 50), box)) == {(0, 1), (0, 2)}


def test_candidate_box_and_span_enclose_its_segments():
    candidates = find_candidates(rectangles((10, 0, 100, 20), (0, 25, 90, 45)))
    [k] = np.flatnonzero(candidates.stops - candidates.starts == 2)
    assert candidates.boxes[k].tolist() == [0, 0, 100, 45]
    assert candidates.spans[k].tolist() == [0, 45]


def test_candidate_measures_describe_what_lies_between_its_segments():
    # A gap of 5, an overlap of 3, and an overlap of more than half of the height.
    boxes = [(0, 0, 100, 20), (0, 25, 90, 45), (0, 42, 100, 102), (0, 43, 100, 47)]
    candidates = find_candidates(rectangles(*boxes, cut_ink=[0, 0, 8, 0, 0]))
    measures = {
        (start, stop): values
        for start, stop, *values in zip(
            candidates.starts.tolist(),
            candidates.stops.tolist(),
            candidates.inner_gaps.tolist(),
            candidates.overlaps.tolist(),
            candidates.component_counts.tolist(),
            strict=True,
        )
    }
    assert measures[0, 1] == [0, 0, 1]
    assert measures[0, 2] == [5, 0, 2]
    assert measures[1, 3] == [0, 3, 1]
    assert measures[0, 4] == [5, 3 + 50, 3]


def test_take_returns_the_chosen_candidates():
    candidates = find_candidates(rectangles((0, 0, 100, 20), (0, 25, 100, 45)))
    chosen = candidates.take(candidates.stops - candidates.starts == 2)
    assert (len(chosen), chosen.starts.tolist(), chosen.stops.tolist()) == (1, [0], [2])


def test_edge_labels_label_pixels_beside_ink():
    labels = rectangles((2, 2, 5, 5), (0, 9, 7, 12)).edge_labels
    assert labels[:, 1:10].tolist() == [
        [-1, -1, -1, -1, -1, -1, -1, 1, 1],
        *[[0, 0, 0, 0, 0, -1, -1, 1, 1]] * 5,
        [-1, -1, -1, -1, -1, -1, -1, 1, 1],
    ]
