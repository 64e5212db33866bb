"""Size normalization: bounding box, center of mass, stroke width, and drawings that do not fit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image, ImageFilter

from model.preprocessing.ink_detection import bounding_box
from model.preprocessing.rasterization import draw
from model.preprocessing.size_normalization import (
    BOX,
    CENTER,
    center_by_mass,
    fit_to_box,
    normalize_drawings,
    normalize_stroke_width,
)
from tests.support.handwriting import digit

PENS = st.floats(2, 40)


def cropped(number, pen):
    """Return the ink of a digit 200 px tall, cut out."""
    ink = 1 - np.asarray(draw(digit(number, 200, 40, 40), pen, (280, 280)), dtype=np.float32) / 255
    top, left, bottom, right = bounding_box(ink >= 0.5)
    return ink[top:bottom, left:right]


def center_of_mass(image):
    rows, columns = np.indices(image.shape)
    return (rows * image).sum() / image.sum(), (columns * image).sum() / image.sum()


@settings(max_examples=30)
@given(number=st.integers(0, 9), pen=PENS)
def test_center_by_mass_any_digit_has_center_of_mass_at_center(number, pen):
    placed = center_by_mass(normalize_stroke_width(cropped(number, pen)))
    assert placed.shape == (28, 28)
    # The digit is shifted by quarters of a pixel.
    assert center_of_mass(placed) == pytest.approx((CENTER, CENTER), abs=0.13)


@settings(max_examples=30)
@given(number=st.integers(0, 9), pen=PENS)
def test_fit_to_box_any_digit_has_longest_side_20(number, pen):
    boxed = fit_to_box(normalize_stroke_width(cropped(number, pen)))
    assert max(boxed.shape) == pytest.approx(BOX, abs=1)


@settings(max_examples=30)
@given(number=st.integers(0, 9), pen=PENS)
def test_center_by_mass_any_digit_keeps_ink(number, pen):
    working = normalize_stroke_width(cropped(number, pen))
    assert center_by_mass(working).sum() == pytest.approx(working.sum() / 16, rel=1e-4)


@pytest.mark.parametrize("row", [0, 79])
@pytest.mark.parametrize("column", [0, 79])
def test_center_by_mass_off_center_drawing_is_moved_inside_without_wrapping(row, column):
    working = np.zeros((80, 80), dtype=np.float32)
    working[row, :] = 0.001
    working[:, column] = 0.001
    working[row - row % 8 : row - row % 8 + 8, column - column % 8 : column - column % 8 + 8] = 1
    placed = center_by_mass(working)
    assert placed.sum() == pytest.approx(working.sum() / 16, rel=1e-4)
    corner = placed[-8 if row else 0 :, -8 if column else 0 :][:8, :8]
    assert bounding_box(placed > 0)[2] - bounding_box(placed > 0)[0] == 20
    assert corner.sum() < 5


@pytest.mark.parametrize("height", [1, 3, 20, 500])
@pytest.mark.parametrize("width", [1, 3, 20, 500])
def test_normalize_stroke_width_solid_block_of_any_shape_fits_box(height, width):
    working = normalize_stroke_width(np.ones((height, width), dtype=np.float32))
    assert abs(max(fit_to_box(working).shape) - BOX) <= 2
    assert center_by_mass(working).sum() > 0


def test_normalize_stroke_width_blot_with_hair_fits_box():
    blot = np.zeros((100, 400), dtype=np.float32)
    blot[:, :100] = 1
    blot[50:52] = 1
    assert abs(max(fit_to_box(normalize_stroke_width(blot)).shape) - BOX) <= 2


def test_normalize_drawings_of_several_is_as_of_each_alone():
    blot = np.zeros((100, 400), dtype=np.float32)  # it is scaled again
    blot[:, :100] = 1
    blot[50:52] = 1
    drawings = [*(cropped(number, pen) for number in range(10) for pen in (8, 20)), blot]
    alone = [center_by_mass(normalize_stroke_width(drawing)) for drawing in drawings]
    assert (normalize_drawings(drawings) == np.array(alone)).all()
    assert normalize_drawings([]).shape == (0, 28, 28)


@given(
    ink=arrays(np.float32, st.tuples(st.integers(1, 40), st.integers(1, 40)), elements=st.just(0)),
    data=st.data(),
)
def test_normalize_stroke_width_any_ink_fits_box_in_unit_range(ink, data):
    seed = data.draw(st.integers(0, 10**6))
    share = data.draw(st.floats(0.01, 1))
    ink[:] = np.random.default_rng(seed).random(ink.shape) < share
    ink[0, 0] = ink[-1, -1] = 1  # it was cut out, so that it reaches its sides
    working = normalize_stroke_width(ink)
    assert working.dtype == np.float32
    assert 0 <= working.min() <= working.max() <= 1
    assert abs(max(fit_to_box(working).shape) - BOX) <= 2
    assert center_by_mass(working).sum() > 0


@pytest.mark.parametrize(("height", "depth", "period"), [(120, 2, 4), (120, 3, 6), (200, 4, 7)])
def test_normalize_stroke_width_ragged_edges_become_straight(height, depth, period):
    stroke = np.zeros((height, 24 + 2 * depth), dtype=np.float32)
    stroke[:, depth:-depth] = 1
    stroke[np.arange(height) % period < period // 2] = 1  # teeth on both sides

    middle = normalize_stroke_width(stroke)[30:-30]
    assert np.ptp(middle, axis=0).max() < 0.01  # every row is like the others


@pytest.mark.parametrize("pen", [1, 2, 3])
def test_normalize_stroke_width_thin_line_is_kept(pen):
    line = np.zeros((300, 200), dtype=np.float32)
    line[:, 100 : 100 + pen] = 1
    line[:pen] = 1  # a T

    working = normalize_stroke_width(line)
    assert (working.max(axis=1) > 0).sum() >= 78  # all rows of the box have ink


def test_gaussian_blur_of_pillow_moves_no_ink_further_than_3_pixels():
    image = np.zeros((21, 21), dtype=np.uint8)
    image[10, 10] = 255
    blurred = Image.fromarray(image).filter(ImageFilter.GaussianBlur(1))  # the largest in use
    top, left, bottom, right = bounding_box(np.asarray(blurred))
    assert min(top, left) >= 7
    assert max(bottom, right) <= 14
