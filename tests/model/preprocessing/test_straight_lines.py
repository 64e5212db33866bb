"""Straight lines: which strips of ink belong to one."""

import numpy as np
import pytest

from model.preprocessing.straight_lines import find_lines


def line_in_pieces(*pieces):
    """Return a line of 2 px across 200 px, of which only some columns are ink."""
    mask = np.zeros((100, 200), dtype=bool)
    for start, stop in pieces:
        mask[50:52, start:stop] = True
    return mask


@pytest.mark.parametrize(
    "pieces",
    [[(0, 90), (100, 106), (112, 120)], [(60, 200), (45, 52)], [(0, 120), (125, 135), (140, 200)]],
)
def test_short_pieces_along_a_line_belong_to_it(pieces):
    mask = line_in_pieces(*pieces)

    [line] = find_lines(mask, 50)

    assert (line.pixels == mask).all()
    assert (line.start, line.stop) == (min(pieces)[0], max(stop for _, stop in pieces))


def test_short_strip_beyond_a_gap_does_not_belong_to_a_line():
    [line] = find_lines(line_in_pieces((0, 90), (130, 138)), 50)

    assert line.stop == 90


def test_short_strip_beside_a_line_does_not_belong_to_it():
    mask = line_in_pieces((0, 90))
    mask[56:58, 92:100] = True

    [line] = find_lines(mask, 50)

    assert line.stop == 90
