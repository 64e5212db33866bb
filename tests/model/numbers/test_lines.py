"""Grouping of components into numbers, each component a filled rectangle."""

import numpy as np
import pytest

from model.numbers.lines import MAX_MARKS, TooManyMarksError, group_numbers
from model.preprocessing.connected_components import connected_components

DIGIT = (20, 12)
"""Height and width in pixels of a component that may be a digit."""


def groups_of(*boxes, shape=(200, 400)):
    """Return the numbers of a page, each as the set of its boxes by index."""
    mask = np.zeros(shape, dtype=bool)
    for top, left, height, width in boxes:
        mask[top : top + height, left : left + width] = True
    components = connected_components(mask)
    index = {
        (top, left, top + height, left + width): number
        for number, (top, left, height, width) in enumerate(boxes)
    }
    return [
        {index[tuple(components.boxes[member].tolist())] for member in group.members}
        for group in group_numbers(components)
    ]


def test_digits_side_by_side_are_one_number():
    assert groups_of((10, 10, *DIGIT), (12, 30, *DIGIT), (8, 50, *DIGIT)) == [{0, 1, 2}]


def test_digits_with_a_wide_space_are_two_numbers():
    assert groups_of((10, 10, *DIGIT), (10, 30, *DIGIT), (10, 75, *DIGIT)) == [{0, 1}, {2}]


def test_numbers_are_ordered_by_line_and_from_left_to_right():
    boxes = [(60, 10, *DIGIT), (12, 200, *DIGIT), (10, 10, *DIGIT), (64, 120, *DIGIT)]
    assert groups_of(*boxes) == [{2}, {1}, {0}, {3}]


def test_numbers_on_a_slightly_rising_line_are_ordered_from_left_to_right():
    assert groups_of((16, 10, *DIGIT), (13, 100, *DIGIT), (10, 200, *DIGIT)) == [{0}, {1}, {2}]


def test_speck_near_a_number_belongs_to_it():
    assert groups_of((10, 10, *DIGIT), (10, 30, *DIGIT), (26, 25, 3, 3)) == [{0, 1, 2}]


def test_speck_far_from_numbers_is_left_out():
    assert groups_of((10, 10, *DIGIT), (10, 30, *DIGIT), (100, 300, 3, 3)) == [{0, 1}]


def test_speck_below_the_size_of_noise_is_left_out():
    assert groups_of((10, 10, 16, 10), (10, 26, 16, 10), (22, 22, 2, 2)) == [{0, 1}]


def test_speck_between_two_numbers_belongs_to_the_nearer():
    assert groups_of((10, 10, *DIGIT), (10, 70, *DIGIT), (18, 63, 3, 3)) == [{0}, {1, 2}]


def test_rule_below_a_number_is_left_out():
    assert groups_of((10, 10, *DIGIT), (10, 30, *DIGIT), (34, 5, 2, 80)) == [{0, 1}]


def test_bar_above_a_body_belongs_to_the_same_digit():
    assert groups_of((10, 10, 10, 12), (22, 10, 20, 12), (21, 30, 20, 12)) == [{0, 1, 2}]


def test_number_of_far_smaller_digits_than_the_page_is_left_out():
    assert groups_of((10, 10, 60, 36), (10, 60, 60, 36), (150, 300, 10, 6)) == [{0, 1}]


def test_page_with_only_flat_strokes_has_no_number():
    assert groups_of((10, 10, 2, 60), (50, 10, 2, 60)) == []


def test_too_many_marks_are_refused_with_their_count():
    boxes = [(10 * row, 8 * column, 6, 4) for row in range(20) for column in range(76)]
    with pytest.raises(TooManyMarksError, match=f"at most {MAX_MARKS} marks, got 1520") as error:
        groups_of(*boxes, shape=(200, 640))
    assert error.value.count == 1520
