"""Inputs of the candidate network, of rectangles of ink."""

import numpy as np
import pytest

from model.numbers.candidate_images import (
    AROUND,
    OWN_SIDE,
    PLACE_FEATURES,
    VALUES,
    candidate_images,
)
from model.numbers.candidates import find_candidates
from tests.support.segmented_numbers import rectangles

PAIR = rectangles((0, 0, 100, 40), (0, 60, 100, 100))


def inputs_of(segments):
    """Return own ink, ink around and place of each candidate."""
    X = candidate_images(segments, find_candidates(segments))
    own, around, place = np.split(X, [OWN_SIDE**2, VALUES - PLACE_FEATURES], axis=1)
    return own.reshape(-1, OWN_SIDE, OWN_SIDE), around.reshape(-1, *AROUND), place


def candidate(segments, start, stop):
    candidates = find_candidates(segments)
    [k] = np.flatnonzero((candidates.starts == start) & (candidates.stops == stop))
    return k


def test_own_ink_is_centered_and_19_pixels_high():
    own, _, _ = inputs_of(PAIR)
    is_ink = own[candidate(PAIR, 0, 1)] >= 128
    rows, columns = np.flatnonzero(is_ink.any(axis=1)), np.flatnonzero(is_ink.any(axis=0))
    assert len(rows) == pytest.approx(19, abs=1)
    assert len(columns) == pytest.approx(19 * 40 / 100, abs=1)
    assert (rows.mean(), columns.mean()) == pytest.approx((11.5, 11.5), abs=0.5)


def test_own_ink_of_a_dot_stays_small():
    dot = rectangles((0, 0, 31, 31), (0, 200, 100, 240))
    own, _, _ = inputs_of(dot)
    is_ink = own[candidate(dot, 0, 1)] >= 128
    assert is_ink.any(axis=1).sum() == pytest.approx(19 * 31 / 60, abs=1)


def test_ink_around_is_that_of_the_neighbors():
    _, around, _ = inputs_of(PAIR)
    first, second = around[candidate(PAIR, 0, 1)], around[candidate(PAIR, 1, 2)]
    assert first[:, 12:].max() == 255  # to the right
    assert not first[:, :11].any()
    assert (second == first[:, ::-1]).all()
    assert not around[candidate(PAIR, 0, 2)].any()


@pytest.mark.parametrize(
    ("run", "place"),
    [
        # Height, width, top, bottom, pen; cuts; whether cut; gaps; components, segments, slant.
        ((0, 1), [0.5, 0.2, 0.5, 0.5, 0.3, 0, 0, 0, 0, 1, 0.7, 0, 0.2, 0.25]),
        ((1, 2), [0.5, 0.2, 0.5, 0.5, 0.3, 0, 0, 0, 0, 0.7, 1, 0, 0.2, 0.25]),
        ((0, 2), [0.5, 0.5, 0.5, 0.5, 0.3, 0, 0, 0, 0, 1, 1, 1 / 3, 0.4, 0.25]),
    ],
)
def test_place_describes_size_and_gaps(run, place):
    _, _, places = inputs_of(PAIR)
    assert (places[candidate(PAIR, *run)] / 255).round(2).tolist() == pytest.approx(place, abs=0.01)


def test_place_describes_the_cuts_at_the_sides():
    cut = rectangles((0, 0, 100, 40), (0, 40, 100, 80), cut_ink=[0, 20, 0])
    _, _, places = inputs_of(cut)
    left, right = places[candidate(cut, 0, 1), 5:9], places[candidate(cut, 1, 2), 5:9]
    assert (left / 255).round(1).tolist() == [0, 0.5, 0, 1]  # 20 px of 4 x 10 px
    assert (right / 255).round(1).tolist() == [0.5, 0, 1, 0]
