"""The sheet or canvas in a picture that also shows its surroundings."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from model.preprocessing.paper import find_sheet, find_sheet_or_lit_part

PAPER, TABLE = 240, 40


def picture(*boxes):
    """Return a light picture of 300 x 300 pixels with rectangles, each a box and its level."""
    image = Image.new("L", (300, 300), PAPER)
    pen = ImageDraw.Draw(image)
    for left, top, right, bottom, level in boxes:
        pen.rectangle((left, top, right - 1, bottom - 1), fill=level)
    return image


SHEETS = {  # the boxes, and the sheet
    "table": ([(0, 0, 300, 300, TABLE), (90, 60, 240, 270, PAPER)], (90, 60, 240, 270)),
    "bar": ([(0, 0, 24, 300, TABLE)], (24, 0, 300, 300)),
    "mount": ([(6, 6, 294, 294, TABLE), (69, 69, 231, 231, PAPER)], (69, 69, 231, 231)),
    "slate": ([(90, 60, 240, 270, TABLE)], (90, 60, 240, 270)),
}


@pytest.mark.parametrize("name", SHEETS)
def test_sheet_is_the_rectangle_that_contrasts_with_what_is_around_it(name):
    boxes, (left, top, right, bottom) = SHEETS[name]

    image = picture(*boxes)
    sheet = find_sheet(image)

    expected = np.zeros((100, 100), dtype=bool)  # reduced by three, without an edge of two pixels
    rows = slice(top // 3 + 2 * (top > 0), bottom // 3 - 2 * (bottom < 300))
    expected[rows, left // 3 + 2 * (left > 0) : right // 3 - 2 * (right < 300)] = True
    np.testing.assert_array_equal(sheet, expected)
    either, is_distinct = find_sheet_or_lit_part(image)
    np.testing.assert_array_equal(either, expected)
    assert is_distinct


@pytest.mark.parametrize("width", [120, 220])
def test_page_with_a_stroke_is_no_sheet(width):
    assert find_sheet(picture((30, 100, 30 + width, 110, TABLE), (30, 110, 40, 220, TABLE))) is None


def test_sheet_that_stands_out_less_may_be_the_lit_part_of_a_page():
    image = picture((0, 0, 300, 300, 180), (90, 60, 240, 270, PAPER))
    assert find_sheet(image) is None
    sheet, is_distinct = find_sheet_or_lit_part(image)
    assert not is_distinct
    assert sheet[40, 50]
    assert not sheet[10, 50]


def test_darker_part_that_stands_out_less_is_no_sheet():
    assert find_sheet_or_lit_part(picture((90, 60, 240, 270, 180))) is None
