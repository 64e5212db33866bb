"""The search for ink: specks dropped, small digits in large pictures found, blank ones refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from model.preprocessing.ink_detection import BlankDrawingError, bounds, find_ink
from model.preprocessing.rasterization import draw
from tests.model.handwriting import digit


def with_specks(image, count, side, seed=0):
    """Return a copy with `count` black squares of `side` pixels at random places."""
    copy, rng = image.copy(), np.random.default_rng(seed)
    pen = ImageDraw.Draw(copy)
    for x, y in rng.integers(0, min(image.size) - side, (count, 2)).tolist():
        pen.rectangle((x, y, x + side - 1, y + side - 1), fill=0)
    return copy


def far_from(mask, reach=6):
    """Return where no pixel of `mask` is within `reach` pixels along each axis."""
    rows, columns = np.nonzero(mask)
    near = np.zeros_like(mask)
    for row, column in zip(rows, columns, strict=True):
        near[max(row - reach, 0) : row + reach + 1, max(column - reach, 0) : column + reach + 1] = 1
    return ~near


@pytest.mark.parametrize("number", range(10))
def test_find_ink_clean_drawing_is_what_is_darker_than_the_middle(number):
    image = draw(digit(number, 200, 40, 40), 16, (280, 280))
    found = find_ink(image)
    grey = np.asarray(image)
    assert found.mask[grey < 100].all()
    assert not found.mask[grey > 200].any()
    assert (found.photo, found.factor) == (False, 1)


@given(seed=st.integers(0, 10**6), count=st.integers(1, 40), side=st.integers(1, 4))
def test_find_ink_specks_are_dropped_from_mask_and_ink(seed, count, side):
    clean = draw(digit(5, 200, 40, 40), 12, (280, 280))
    found = find_ink(with_specks(clean, count, side, seed))
    away = far_from(np.asarray(clean) < 250)
    assert not found.mask[away].any()
    assert not found.ink[away].any()


def test_find_ink_detached_stroke_stays():
    bar = np.array([[110.0, 40.0], [190.0, 40.0]])
    strokes = [*digit(5, 150, 60, 80), bar]
    mask = find_ink(draw(strokes, 8, (280, 280))).mask
    assert bounds(mask)[0] == pytest.approx(36, abs=1)
    assert mask[40, 112:188].all()


def test_find_ink_small_digit_in_a_large_picture_is_found_at_full_resolution():
    page = Image.new("L", (3000, 2000), 255)
    page.paste(draw(digit(3, 80, 10, 10), 5, (100, 100)), (2200, 1500))
    found = find_ink(page)
    top, left, bottom, right = bounds(found.mask)
    assert found.factor == 1
    expected = bounds(np.asarray(page) < 128)
    assert (bottom - top, right - left) == pytest.approx(
        (expected[2] - expected[0], expected[3] - expected[1]), abs=2
    )


@pytest.mark.parametrize("size", [(2000, 2000), (4000, 4000), (4000, 300), (300, 4000)])
def test_find_ink_large_picture_is_searched_at_a_size_of_at_most_560(size):
    image = draw([np.array([[0.1, 0.1], [0.9, 0.5], [0.2, 0.9]]) * size], 60, size)
    found = find_ink(image)
    assert max(found.mask.shape) <= 560
    assert found.factor == -(-max(size) // 560)


@pytest.mark.parametrize("level", [0, 1, 127, 254, 255])
@pytest.mark.parametrize("size", [(1, 1), (1, 50), (50, 1), (28, 28), (280, 280), (2000, 1)])
def test_find_ink_one_level_is_blank(level, size):
    with pytest.raises(BlankDrawingError, match="got a picture without contrast"):
        find_ink(Image.new("L", size, level))


@pytest.mark.parametrize("contrast", [1, 10, 23])
def test_find_ink_too_faint_is_blank(contrast):
    image = draw(digit(3, 200, 40, 40), 16, (280, 280))
    faint = image.point([255 - contrast if level < 128 else 255 for level in range(256)])
    with pytest.raises(BlankDrawingError, match="got a picture without contrast"):
        find_ink(faint)


@given(seed=st.integers(0, 10**6), count=st.integers(1, 20))
def test_find_ink_nothing_but_specks_is_blank(seed, count):
    dust = with_specks(Image.new("L", (280, 280), 255), count, 1, seed)
    with pytest.raises(BlankDrawingError, match="got a picture with nothing but specks"):
        find_ink(dust)


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_bounds_are_those_of_a_box(top, left, height, width):
    image = np.zeros((20, 20), dtype=bool)
    image[top : top + height + 1, left : left + width + 1] = True
    assert bounds(image) == (top, left, top + height + 1, left + width + 1)
