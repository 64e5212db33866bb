"""Straight lines: which strips of ink belong to one."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

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


@pytest.mark.parametrize("thickness", [3, 5])
@pytest.mark.parametrize("rise", [0.3, 0.4])
def test_pieces_of_a_line_are_joined_if_a_stroke_begins_at_one_of_them(rise, thickness):
    mask = np.zeros((200, 322), dtype=bool)
    for column in (*range(7, 141), *range(156, 285)):
        row = 150 + round(0.034 * column)
        if 121 < column < 141:  # the stroke, which tilts the fit
            row -= round(rise * (column - 121))
        mask[row : row + thickness, column] = True

    [line] = find_lines(mask, 80)

    assert (line.start, line.stop) == (7, 285)


@pytest.mark.parametrize("stroke_px", [4, 5, 6])
def test_line_is_found_below_a_stroke_hardly_thicker_than_it(stroke_px):
    page = draw([np.array([[60.0, 20.0], [120.0, 80.0], [70.0, 120.0]])], stroke_px, (200, 160))
    ImageDraw.Draw(page).line((10, 120, 190, 122), fill=0, width=2)
    mask = np.asarray(page) < 128

    [line] = find_lines(mask, 100)

    assert line.start <= 12
    assert line.stop >= 188
    assert line.thickness < 3


@pytest.mark.parametrize("pen_px", [4, 5, 6])
def test_top_and_foot_of_a_zero_on_lines_are_no_parts_of_them(pen_px):
    page = Image.new("1", (250, 250))
    ImageDraw.Draw(page).ellipse((95, 119, 141, 164), outline=1, width=pen_px)
    zero = np.array(page)
    mask = zero.copy()
    mask[[123, 160], :] = True

    lines = find_lines(mask, 60)

    assert len(lines) == 2
    assert not any((line.pixels & zero).any() for line in lines)
