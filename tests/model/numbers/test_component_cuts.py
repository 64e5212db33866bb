"""Cuts of single components, drawn as rectangles."""

import numpy as np

from model.numbers.component_cuts import cut_components

HEIGHT, STROKE = 60.0, 6.0


def cut(ink):
    """Return the piece of each pixel of one component, -1 for paper, and what each cut passes."""
    labels = np.where(ink, 0, -1).astype(np.int16)
    rows, columns = np.nonzero(ink)
    box = [rows.min(), columns.min(), rows.max() + 1, columns.max() + 1]
    is_digit, position = np.zeros(1, dtype=bool), columns.astype(np.float64)
    piece, costs = cut_components(
        labels, np.array([box]), rows, columns, position, HEIGHT, STROKE, is_digit
    )
    pieces = np.full(ink.shape, -1)
    pieces[rows, columns] = piece
    return pieces, costs


def frames(*lefts, width=34, shear=0.0):
    """Return box-shaped digits 60 px high, whose tops are sheared to the right."""
    ink = np.zeros((64, 200), dtype=bool)
    for left in lefts:
        for row in range(2, 62):
            start = left + round(shear * (62 - row))
            is_bar = row < 8 or row >= 56
            ink[row, start : start + width] |= is_bar
            ink[row, start : start + 6] = True
            ink[row, start + width - 6 : start + width] = True
    return ink


def test_touching_digits_are_cut_where_they_touch():
    ink = frames(10, 48)
    ink[30:34, 44:48] = True
    pieces, costs = cut(ink)
    bridge = pieces[31, 43:49]
    assert (np.diff(bridge) > 0).sum() == 1
    number = int(bridge[-1])
    assert costs[0, number] == (4.0, 1)  # the ink of the bridge, one stroke
    left, right = pieces[:, :44], pieces[:, 48:]
    assert left.max() < number <= right[right >= 0].min()


def test_leaning_digits_are_cut_along_their_slant():
    ink = frames(10, 48, shear=0.3)
    ink[30:34, 50:58] = True
    pieces, costs = cut(ink)
    first = frames(10, shear=0.3)
    number = next(n for (_, n), (crossed, _) in costs.items() if crossed <= 5)
    assert (pieces[first] < number).mean() > 0.98
    assert (pieces[frames(48, shear=0.3)] >= number).mean() > 0.98


def test_narrow_component_is_not_cut():
    ink = np.zeros((64, 40), dtype=bool)
    ink[2:62, 10:30] = True
    pieces, costs = cut(ink)
    assert (pieces[ink] == 0).all()
    assert costs == {}


def test_low_component_is_not_cut():
    ink = np.zeros((64, 140), dtype=bool)
    ink[30:36, 10:120] = True
    assert cut(ink)[1] == {}


def test_wider_components_have_more_cuts():
    one, two, three = (cut(frames(*range(10, 10 + 34 * n, 34)))[1] for n in (1, 2, 3))
    assert 1 <= len(one) < len(two) < len(three)


def test_pieces_have_enough_ink():
    pieces, costs = cut(frames(10, 44, 78))
    sizes = np.bincount(pieces[pieces >= 0])
    assert len(sizes) == len(costs) + 1
    assert sizes.min() >= 0.25 * HEIGHT * STROKE
