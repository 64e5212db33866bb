"""Connected components against a flood fill that visits pixel by pixel."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.testing import assert_array_equal

from model.preprocessing.connected_components import connected_components

ACROSS = [(-1, 0), (1, 0), (0, -1), (0, 1)]
CORNERS = [(-1, -1), (-1, 1), (1, -1), (1, 1)]
MASKS = arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=14))


def flood_fill(mask, diagonal):
    """Return the components as a set of frozen sets of (row, column)."""
    unvisited = set(zip(*np.nonzero(mask), strict=True))
    components = set()
    while unvisited:
        component, queue = set(), [unvisited.pop()]
        while queue:
            row, column = queue.pop()
            component.add((int(row), int(column)))
            steps = ACROSS + CORNERS * diagonal
            near = {(row + down, column + right) for down, right in steps} & unvisited
            unvisited -= near
            queue += near
        components.add(frozenset(component))
    return components


def pixels(mask):
    return frozenset((int(row), int(column)) for row, column in zip(*np.nonzero(mask), strict=True))


@given(mask=MASKS, diagonal=st.booleans())
def test_mask_of_each_component_equals_flood_fill(mask, diagonal):
    components = connected_components(mask, diagonal=diagonal)
    selections = np.eye(len(components), dtype=bool)
    masks = {pixels(components.mask_of(selected)) for selected in selections}
    assert masks == flood_fill(mask, diagonal)


@given(mask=MASKS, diagonal=st.booleans(), random=st.randoms(use_true_random=False))
def test_selected_components_equal_those_of_their_mask(mask, diagonal, random):
    components = connected_components(mask, diagonal=diagonal)
    selected = np.array([random.random() < 0.5 for _ in range(len(components))], dtype=bool)
    alone = components.select(selected)
    expected = connected_components(components.mask_of(selected), diagonal=diagonal)
    for name in ("labels", "rows", "starts", "stops", "areas", "boxes"):
        assert_array_equal(getattr(alone, name), getattr(expected, name))
    assert alone.shape == expected.shape


@pytest.mark.slow
@given(mask=MASKS, diagonal=st.booleans())
def test_connected_components_areas_and_boxes_equal_flood_fill(mask, diagonal):
    components = connected_components(mask, diagonal=diagonal)
    expected = sorted(
        (len(component), min(rows), min(columns), max(rows) + 1, max(columns) + 1)
        for component in flood_fill(mask, diagonal)
        for rows, columns in [zip(*component, strict=True)]
    )
    actual = sorted(
        (int(area), *map(int, box))
        for area, box in zip(components.areas, components.boxes, strict=True)
    )
    assert actual == expected


@given(mask=MASKS, diagonal=st.booleans())
def test_pixel_labels_equal_flood_fill(mask, diagonal):
    components = connected_components(mask, diagonal=diagonal)
    labels = np.full(mask.shape, -1)
    labels[mask] = components.pixel_labels()
    masks = {pixels(labels == label) for label in range(len(components))}
    assert masks == flood_fill(mask, diagonal)


@given(mask=MASKS, diagonal=st.booleans())
def test_pixel_indices_are_those_of_true_pixels(mask, diagonal):
    components = connected_components(mask, diagonal=diagonal)
    assert components.pixel_indices().tolist() == np.flatnonzero(mask).tolist()


@given(mask=MASKS, seed=st.integers(0, 99))
def test_maximum_equals_maximum_over_pixels_with_that_label(mask, seed):
    assume(mask.any())
    components = connected_components(mask)
    values = np.random.default_rng(seed).random(mask.sum())
    labels = components.pixel_labels()
    expected = [values[labels == one].max() for one in range(len(components))]
    assert components.maximum(values).tolist() == expected


@given(mask=MASKS)
def test_mask_of_all_components_equals_mask(mask):
    components = connected_components(mask)
    assert_array_equal(components.mask_of(np.ones(len(components), dtype=bool)), mask)


@pytest.mark.parametrize(("diagonal", "count"), [(True, 1), (False, 2)])
def test_connected_components_touching_corners_connect_only_with_diagonal(diagonal, count):
    assert len(connected_components(np.eye(2, dtype=bool), diagonal=diagonal)) == count


def test_connected_components_spiral_is_one_component():
    rows = ["#######", "......#", "#####.#", "#...#.#", "#.###.#", "#.....#", "#######"]
    mask = np.array([[pixel == "#" for pixel in row] for row in rows])
    components = connected_components(mask)
    assert components.areas.tolist() == [31]
    assert components.boxes.tolist() == [[0, 0, 7, 7]]


def test_connected_components_comb_joined_in_last_row_is_one_component():
    mask = np.zeros((400, 401), dtype=bool)
    mask[:, ::2] = True
    mask[-1] = True
    assert connected_components(mask).areas.tolist() == [201 * 400 + 200]


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (7, 1), (3, 3)])
def test_connected_components_empty_mask_has_no_components(shape):
    components = connected_components(np.zeros(shape, dtype=bool))
    assert len(components) == 0
    assert_array_equal(components.mask_of(np.zeros(0, dtype=bool)), np.zeros(shape, dtype=bool))
