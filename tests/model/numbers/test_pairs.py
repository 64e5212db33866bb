"""Candidates for pairs, and their images."""

import numpy as np
import pytest

from model.numbers.pairs import AROUND, OWN, PIXELS, find_pairs, pair_images
from tests.support.segmented_numbers import rectangles

# Two digits that touch, of which the right one is cut in two, and a digit apart.
JOINED = rectangles(
    (0, 0, 100, 50),
    (0, 50, 100, 80),
    (0, 80, 100, 110),
    (0, 130, 100, 190),
    cut_ink=[0, 9, 9, 0, 0],
)


def runs_of(segments):
    pairs = find_pairs(segments)
    return list(zip(pairs.starts.tolist(), pairs.stops.tolist(), strict=True))


def test_pairs_are_runs_of_joined_segments():
    assert runs_of(JOINED) == [(0, 2), (0, 3), (1, 3)]


def test_pairs_within_a_chain_are_left_out():
    chain = rectangles(*((0, 40 * k, 100, 40 * k + 40) for k in range(4)), cut_ink=[0, 9, 9, 9, 0])
    assert (1, 3) not in runs_of(chain)
    assert {(0, 2), (2, 4), (0, 4)} <= set(runs_of(chain))


def test_segments_without_a_cut_between_them_are_no_pair():
    assert runs_of(rectangles((0, 0, 100, 50), (0, 55, 100, 100))) == []


@pytest.mark.parametrize(
    "boxes",
    [
        [(0, 0, 100, 20), (0, 20, 100, 40)],  # too narrow
        [(0, 0, 45, 40), (0, 40, 45, 80)],  # too low
        [(0, 0, 100, 130), (0, 130, 100, 250)],  # too wide
    ],
)
def test_pairs_are_about_as_large_as_two_digits(boxes):
    assert runs_of(rectangles(*boxes, cut_ink=[0, 9, 0])) == []


def test_images_show_the_pair_and_its_neighbors():
    pairs = find_pairs(JOINED)
    X = pair_images(JOINED, pairs)
    assert X.shape == (3, PIXELS)
    [k] = np.flatnonzero((pairs.starts == 0) & (pairs.stops == 3))
    own, around = np.split(X[k], [OWN[0] * OWN[1]])
    is_ink = own.reshape(OWN) >= 128
    rows, columns = np.flatnonzero(is_ink.any(axis=1)), np.flatnonzero(is_ink.any(axis=0))
    assert len(rows) == pytest.approx(21, abs=1)
    assert len(columns) == pytest.approx(21 * 110 / 100, abs=1)
    assert (rows.mean(), columns.mean()) == pytest.approx((11.5, 17.5), abs=0.5)
    left, right = np.split(around.reshape(AROUND), 2, axis=1)
    assert right.max() == 255
    assert not left.any()


def test_wide_pairs_fit_into_their_images():
    wide = rectangles((0, 0, 100, 110), (0, 110, 100, 220), cut_ink=[0, 9, 0])
    own = pair_images(wide, find_pairs(wide))[0, : OWN[0] * OWN[1]].reshape(OWN)
    assert (own >= 128).any(axis=0).sum() == pytest.approx(31.5, abs=1)
