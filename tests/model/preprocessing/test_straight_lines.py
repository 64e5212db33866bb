"""Straight lines: which strips of ink belong to one."""

import numpy as np
import pytest
from PIL import ImageDraw

from model.preprocessing.rasterization import draw
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


def test_pieces_that_differ_in_slope_by_a_blot_are_one_line():
    mask = np.zeros((100, 240), dtype=bool)
    for column in (*range(5, 110), *range(125, 235)):
        row = 40 + round(0.03 * column)
        mask[row : row + 3, column] = True
    mask[36:43, 100:110] = True  # where a stroke begins that tilts the fit

    [line] = find_lines(mask, 50)

    assert (line.start, line.stop) == (5, 235)
    assert 0.01 < line.slope < 0.05


@pytest.mark.parametrize("stroke_px", [4, 5, 6])
def test_line_is_found_below_a_stroke_hardly_thicker_than_it(stroke_px):
    page = draw([np.array([[60.0, 20.0], [120.0, 80.0], [70.0, 120.0]])], stroke_px, (200, 160))
    ImageDraw.Draw(page).line((10, 120, 190, 122), fill=0, width=2)
    mask = np.asarray(page) < 128

    [line] = find_lines(mask, 100)

    assert line.start <= 12
    assert line.stop >= 188
    assert line.thickness < 3
