"""Columns of numbers on a page, each digit a filled rectangle."""

import numpy as np
import pytest

from model.numbers import columns
from model.numbers import lines as lines_module
from model.numbers.lines import group_numbers
from model.preprocessing.connected_components import connected_components

H = 20
"""Height of the digits in pixels."""

WIDTH = 12
GAP = 4


def row(*columns, gap=GAP, top=10):
    """Return the boxes of one line: numbers, each as (left, count of digits)."""
    return [
        [(top, left + k * (WIDTH + gap), H, WIDTH) for k in range(count)] for left, count in columns
    ]


def groups_of(numbers, marks=(), shape=(260, 400)):
    """Return the numbers that are found on a page, as lists of boxes, with their probabilities."""
    mask = np.zeros(shape, dtype=bool)
    for top, left, height, width in [*(box for number in numbers for box in number), *marks]:
        mask[top : top + height, left : left + width] = True
    components = connected_components(mask)
    groups = group_numbers(components)
    found = []
    for group in groups:
        boxes = components.boxes[group.members].tolist()
        found.append(sorted((t, left, b - t, r - left) for t, left, b, r in boxes))
    return found, [group.probability for group in groups]


def assert_found(numbers, marks=()):
    """Check that the numbers of a page are found, and are certain."""
    found, probabilities = groups_of(numbers, marks)
    digits = [[box for box in number if box not in marks] for number in found]
    assert sorted(digits) == sorted(sorted(number) for number in numbers)
    assert probabilities == [1.0] * len(numbers)


def lines(*rows, distance=40, **kwargs):
    """Return the numbers of several lines below one another."""
    return [
        number
        for index, columns in enumerate(rows)
        for number in row(*columns, top=10 + index * distance, **kwargs)
    ]


@pytest.mark.parametrize("gap", [16, 24, 30])
def test_gaps_below_one_another_on_three_lines_divide_columns(gap):
    second = 10 + 2 * WIDTH + GAP + gap
    assert_found(lines(*[[(10, 2), (second, 2)]] * 3))


def test_three_columns_are_divided():
    assert_found(lines(*[[(10, 2), (60, 3), (128, 1)]] * 4))


def test_columns_of_ragged_numbers_are_divided():
    right = 130
    rows = [[(10, 1 + k % 3), (right - 16 * (1 + k % 2), 1 + k % 2)] for k in range(5)]
    assert_found(lines(*rows))


@pytest.mark.parametrize("shift", [-7, 7])
def test_slanted_columns_are_divided(shift):
    assert_found(lines(*[[(50 + k * shift, 2), (100 + k * shift, 2)] for k in range(6)]))


def test_line_with_a_missing_number_is_part_of_the_corridor():
    assert_found(lines([(10, 2), (60, 2)], [(10, 2)], [(10, 2), (60, 2)], [(10, 2), (60, 2)]))


@pytest.mark.parametrize(("gap", "count"), [(16, 2), (24, 4)])
def test_two_lines_are_enough_for_a_wider_gap_only(gap, count):
    second = 10 + 2 * WIDTH + GAP + gap
    found, _ = groups_of(lines(*[[(10, 2), (second, 2)]] * 2))
    assert len(found) == count


def test_wide_but_even_gaps_below_one_another_divide_nothing():
    assert_found(lines(*[[(10, 5)]] * 4, gap=20))


def test_gaps_beside_a_narrow_one_divide_nothing():
    pitch = 30
    numbers = lines(*[[(10, 5)]] * 4, gap=pitch - WIDTH)
    narrow = [
        [(top, left + 5, h, 2) if k == 2 else (top, left, h, WIDTH) for k, (top, left, h, _) in x]
        for x in (list(enumerate(number)) for number in numbers)
    ]
    assert_found(narrow)


def test_gaps_at_different_places_divide_nothing():
    rows = [[(10, 1 + k), (26 + 16 * k + 14, 5 - k)] for k in range(4)]
    found, _ = groups_of(lines(*rows))
    assert len(found) == 4


def test_digit_across_the_gaps_ends_the_corridor():
    rows = [[(10, 2), (54, 2)], [(10, 5)], [(10, 2), (54, 2)], [(10, 5)], [(10, 2), (54, 2)]]
    found, _ = groups_of(lines(*rows))
    assert len(found) == 5


def test_far_wider_gap_of_a_single_line_divides_it():
    assert_found(row((10, 3), (80, 3)))


def test_numbers_of_a_single_line_with_little_evidence_are_doubtful():
    found, probabilities = groups_of(row((10, 2), (60, 1)))
    assert len(found) == 1
    assert probabilities[0] < 0.9


def test_digits_with_only_very_wide_gaps_are_doubtful():
    found, probabilities = groups_of(row((10, 1), (50, 1), (90, 1)))
    assert len(found) == 1
    assert probabilities[0] < 0.9


def test_even_digits_with_wide_gaps_are_certain():
    assert_found(row((10, 6), gap=18))


def test_dash_within_a_wide_gap_keeps_the_number_whole():
    numbers = lines(*[[(10, 2), (66, 2)]] * 3)
    dashes = [(19 + 40 * k, 46, 2, 12) for k in range(3)]
    found, probabilities = groups_of(numbers, dashes)
    assert len(found) == 3
    assert probabilities == [1.0] * 3


def test_dot_beside_a_wide_gap_belongs_to_the_nearer_number():
    numbers = lines(*[[(10, 2), (70, 2)]] * 3)
    dots = [(27 + 40 * k, 41, 3, 3) for k in range(3)]
    assert_found(numbers, dots)
    found, _ = groups_of(numbers, dots)
    assert [len(number) for number in found] == [3, 2] * 3


def test_digits_that_touch_count_as_narrow():
    numbers = [
        [(10 + 40 * k, left, H, 2 * WIDTH)] for k in range(4) for left in (10, 10 + 2 * WIDTH + 24)
    ]
    assert_found(numbers)


def row_of_two_strokes(count, gap):
    """Return the boxes of a number of narrow digits whose upper stroke stands apart.

    The median height of the strokes, 9.5 pixels, is the number's.
    """
    lefts = [10 + k * (6 + gap) for k in range(count)]
    return [box for left in lefts for box in ((10, left, 6, 6), (17, left, 13, 6))]


def test_even_gaps_between_digits_of_two_strokes_divide_nothing():
    assert_found([row_of_two_strokes(3, gap=11)])


def test_gap_between_two_digits_of_two_strokes_is_certain():
    assert_found([row_of_two_strokes(2, gap=9)])


def test_many_small_marks_are_counted_to_a_limit(monkeypatch):
    counts = []
    original = columns.without_marks
    monkeypatch.setattr(lines_module, "MAX_MARKS", 20)
    monkeypatch.setattr(
        columns,
        "without_marks",
        lambda gap, marks: (counts.append(len(marks)), original(gap, marks))[1],
    )
    dots = [(200 + 6 * (k // 40), 10 + 8 * (k % 40), 3, 3) for k in range(200)]
    groups_of(lines(*[[(10, 2), (60, 2)]] * 3), dots)
    assert counts
    assert max(counts) == 20
