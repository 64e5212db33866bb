"""Ink detection: specks removed, small digits in large images found, blank images rejected."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from model.preprocessing.ink_detection import BlankDrawingError, bounding_box, detect_ink
from model.preprocessing.rasterization import draw
from tests.support.handwriting import digit


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
def test_detect_ink_clean_drawing_mask_is_dark_pixels(number):
    image = draw(digit(number, 200, 40, 40), 16, (280, 280))
    detection = detect_ink(image)
    gray = np.asarray(image)
    assert detection.mask[gray < 100].all()
    assert not detection.mask[gray > 200].any()
    assert (detection.is_photograph, detection.reduction) == (False, 1)


@pytest.mark.slow
@given(seed=st.integers(0, 10**6), count=st.integers(1, 40), side=st.integers(1, 4))
def test_detect_ink_specks_are_removed_from_mask_and_ink(seed, count, side):
    clean = draw(digit(5, 200, 40, 40), 12, (280, 280))
    detection = detect_ink(with_specks(clean, count, side, seed))
    away = far_from(np.asarray(clean) < 250)
    assert not detection.mask[away].any()
    assert not detection.ink[away].any()


def test_detect_ink_detached_stroke_is_kept():
    bar = np.array([[110.0, 40.0], [190.0, 40.0]])
    strokes = [*digit(5, 150, 60, 80), bar]
    mask = detect_ink(draw(strokes, 8, (280, 280))).mask
    assert bounding_box(mask)[0] == pytest.approx(36, abs=1)
    assert mask[40, 112:188].all()


def test_detect_ink_small_digit_in_large_image_is_detected_at_full_resolution():
    page = Image.new("L", (3000, 2000), 255)
    page.paste(draw(digit(3, 80, 10, 10), 5, (100, 100)), (2200, 1500))
    detection = detect_ink(page)
    top, left, bottom, right = bounding_box(detection.mask)
    assert detection.reduction == 1
    expected = bounding_box(np.asarray(page) < 128)
    assert (bottom - top, right - left) == pytest.approx(
        (expected[2] - expected[0], expected[3] - expected[1]), abs=2
    )


@pytest.mark.parametrize("size", [(2000, 2000), (4000, 4000), (4000, 300), (300, 4000)])
def test_detect_ink_large_image_is_reduced_to_at_most_560(size):
    image = draw([np.array([[0.1, 0.1], [0.9, 0.5], [0.2, 0.9]]) * size], 60, size)
    detection = detect_ink(image)
    assert max(detection.mask.shape) <= 560
    assert detection.reduction == -(-max(size) // 560)


@pytest.mark.parametrize("level", [0, 1, 127, 254, 255])
@pytest.mark.parametrize("size", [(1, 1), (1, 50), (50, 1), (28, 28), (280, 280), (2000, 1)])
def test_detect_ink_constant_image_is_blank(level, size):
    with pytest.raises(BlankDrawingError, match="got an image without contrast"):
        detect_ink(Image.new("L", size, level))


@pytest.mark.parametrize("contrast", [1, 10, 23])
def test_detect_ink_low_contrast_is_blank(contrast):
    image = draw(digit(3, 200, 40, 40), 16, (280, 280))
    faint = image.point([255 - contrast if level < 128 else 255 for level in range(256)])
    with pytest.raises(BlankDrawingError, match="got an image without contrast"):
        detect_ink(faint)


@given(seed=st.integers(0, 10**6), count=st.integers(1, 20))
def test_detect_ink_only_specks_is_blank(seed, count):
    dust = with_specks(Image.new("L", (280, 280), 255), count, 1, seed)
    with pytest.raises(BlankDrawingError, match="got an image with only specks"):
        detect_ink(dust)


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_bounding_box_of_rectangle_is_rectangle(top, left, height, width):
    image = np.zeros((20, 20), dtype=bool)
    image[top : top + height + 1, left : left + width + 1] = True
    assert bounding_box(image) == (top, left, top + height + 1, left + width + 1)
