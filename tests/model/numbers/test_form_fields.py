"""Detection of the fields of forms."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from model.numbers.form_fields import find_field_lines
from tests.support import written_numbers

SIDE, STEP_PX = 64, 76
LEFT, TOP, BOTTOM = 14, 8, 112


def fields(kind, count, width=2):
    """Return the mask of empty fields, one for each digit of `written_numbers.page`."""
    image = Image.new("L", (2 * LEFT + 20 + count * STEP_PX, 148), 0)
    pen = ImageDraw.Draw(image)
    for k in range(count):
        left, right = LEFT + k * STEP_PX, LEFT + (k + 1) * STEP_PX
        if kind == "separate boxes":
            right -= 8
        top = BOTTOM - 24 if kind == "comb" else TOP
        pen.line((left, BOTTOM, right, BOTTOM), fill=255, width=width)
        pen.line((left, top, left, BOTTOM), fill=255, width=width)
        pen.line((right, top, right, BOTTOM), fill=255, width=width)
        if kind != "comb":
            pen.line((left, TOP, right, TOP), fill=255, width=width)
    return np.asarray(image) > 0


def digits(text, shape):
    """Return the mask of the digits of a number on a page of this shape."""
    image = np.asarray(written_numbers.page([(text, 0)], side=SIDE, step=STEP_PX / SIDE))
    mask = np.zeros(shape, dtype=bool)
    rows, columns = min(shape[0], image.shape[0]), min(shape[1], image.shape[1])
    mask[:rows, :columns] = image[:rows, :columns] < 128
    return mask


@pytest.mark.parametrize("kind", ["comb", "joined boxes", "separate boxes"])
@pytest.mark.parametrize("width", [1, 3])
def test_lines_of_fields_are_found_and_digits_are_kept(kind, width):
    printed = fields(kind, 4, width)
    written = digits("2036", printed.shape)
    lines = find_field_lines(printed | written)
    assert not (lines & written & ~printed).any()
    left = (printed & ~written & ~lines).sum()
    assert left < 0.02 * printed.sum()


def test_stroke_across_a_line_of_a_field_stays_whole():
    printed = fields("comb", 3)
    stroke = np.zeros_like(printed)
    stroke[90:130, 60:68] = True
    lines = find_field_lines(printed | stroke)
    assert lines is not None
    assert not (lines & stroke).any()


@pytest.mark.parametrize("text", ["1111", "2026", "7777"])
def test_digits_above_a_line_are_no_fields(text):
    mask = digits(text, (148, 360))
    mask[112:114, 4:350] = True
    assert find_field_lines(mask) is None


def test_single_box_is_no_row_of_fields():
    assert find_field_lines(fields("joined boxes", 1)) is None


def test_blank_page_has_no_fields():
    assert find_field_lines(np.zeros((20, 30), dtype=bool)) is None
