"""Connected components, against a flood fill that visits pixel by pixel."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.testing import assert_array_equal

from model.preprocessing.connected_components import components

ACROSS = [(-1, 0), (1, 0), (0, -1), (0, 1)]
CORNERS = [(-1, -1), (-1, 1), (1, -1), (1, 1)]
MASKS = arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=14))


def flood_fill(mask, diagonal):
    """Return the components as a set of frozen sets of (row, column)."""
    left = set(zip(*np.nonzero(mask), strict=True))
    found = set()
    while left:
        piece, queue = set(), [left.pop()]
        while queue:
            row, column = queue.pop()
            piece.add((int(row), int(column)))
            steps = ACROSS + CORNERS * diagonal
            near = {(row + down, column + right) for down, right in steps} & left
            left -= near
            queue += near
        found.add(frozenset(piece))
    return found


def pixels(mask):
    return frozenset((int(row), int(column)) for row, column in zip(*np.nonzero(mask), strict=True))


@given(mask=MASKS, diagonal=st.booleans())
def test_components_paint_the_pieces_of_a_flood_fill(mask, diagonal):
    found = components(mask, diagonal=diagonal)
    each = np.eye(len(found), dtype=bool)
    assert {pixels(found.paint(one)) for one in each} == flood_fill(mask, diagonal)


@given(mask=MASKS, diagonal=st.booleans())
def test_components_have_the_areas_and_boxes_of_a_flood_fill(mask, diagonal):
    found = components(mask, diagonal=diagonal)
    expected = sorted(
        (len(piece), min(rows), min(columns), max(rows) + 1, max(columns) + 1)
        for piece in flood_fill(mask, diagonal)
        for rows, columns in [zip(*piece, strict=True)]
    )
    assert sorted(
        (int(a), *map(int, b)) for a, b in zip(found.areas, found.boxes, strict=True)
    ) == (expected)


@given(mask=MASKS, diagonal=st.booleans())
def test_components_label_each_pixel_with_its_piece(mask, diagonal):
    found = components(mask, diagonal=diagonal)
    labels = np.full(mask.shape, -1)
    labels[mask] = found.of_pixels()
    each = range(len(found))
    assert {pixels(labels == one) for one in each} == flood_fill(mask, diagonal)


@given(mask=MASKS, seed=st.integers(0, 99))
def test_components_largest_is_that_of_the_pixels_with_the_same_label(mask, seed):
    assume(mask.any())
    found = components(mask)
    values = np.random.default_rng(seed).random(mask.sum())
    labels = found.of_pixels()
    expected = [values[labels == one].max() for one in range(len(found))]
    assert found.largest(values).tolist() == expected


@given(mask=MASKS)
def test_components_painted_all_are_the_mask(mask):
    found = components(mask)
    assert_array_equal(found.paint(np.ones(len(found), dtype=bool)), mask)


@pytest.mark.parametrize(("diagonal", "count"), [(True, 1), (False, 2)])
def test_components_corners_touch_only_where_diagonals_count(diagonal, count):
    assert len(components(np.eye(2, dtype=bool), diagonal=diagonal)) == count


def test_components_spiral_is_one_piece():
    rows = ["#######", "......#", "#####.#", "#...#.#", "#.###.#", "#.....#", "#######"]
    mask = np.array([[pixel == "#" for pixel in row] for row in rows])
    found = components(mask)
    assert (len(found), found.areas.tolist(), found.boxes.tolist()) == (1, [31], [[0, 0, 7, 7]])


def test_components_comb_whose_teeth_meet_at_the_last_row_is_one_piece():
    mask = np.zeros((400, 401), dtype=bool)
    mask[:, ::2] = True
    mask[-1] = True
    assert components(mask).areas.tolist() == [201 * 400 + 200]


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (7, 1), (3, 3)])
def test_components_empty_mask_has_none(shape):
    found = components(np.zeros(shape, dtype=bool))
    assert len(found) == 0
    assert_array_equal(found.paint(np.zeros(0, dtype=bool)), np.zeros(shape, dtype=bool))
