"""Rasterization of strokes, against discs and bands of known coverage."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from model.preprocessing import rasterization
from model.preprocessing.ink_detection import bounding_box
from model.preprocessing.pipeline import preprocess
from model.preprocessing.rasterization import (
    MAX_EXACT_POINTS,
    RELATIVE_PEN_WIDTH,
    SIZE_PX,
    draw,
    draw_by_distance,
    rasterize,
)
from tests.support.handwriting import digit

FINE = 16
"""Samples along each side of a pixel, for the oracles."""


def ink(image):
    """Return how much ink each pixel holds, from 0 to 1."""
    return 1 - np.asarray(image) / 255


def coverage(inside, size):
    """Return the share of each pixel for which `inside(x, y)` is true, by sampling finely."""
    across = (np.arange(size * FINE) + 0.5) / FINE
    samples = inside(across[None, :], across[:, None])
    return samples.reshape(size, FINE, size, FINE).mean(axis=(1, 3))  # over each pixel


@pytest.mark.parametrize("width", [3, 8, 16, 25.5])
@pytest.mark.parametrize(("x", "y"), [(30, 30), (28.5, 33.25)])
def test_draw_single_point_is_a_disc(x, y, width):
    disc = coverage(lambda u, v: np.hypot(u - x, v - y) <= width / 2, 60)
    image = ink(draw([np.array([[x, y]])], width, (60, 60)))
    assert np.abs(image - disc).mean() < 0.006
    diameter = 2 * np.sqrt(image.sum() / np.pi)
    assert diameter == pytest.approx(width, abs=0.25)


@pytest.mark.slow
@pytest.mark.parametrize("width", [2, 8, 15.5])
@pytest.mark.parametrize("stop", [(90, 20), (90, 55), (60, 100), (20, 100)])
def test_draw_line_is_a_band_with_round_ends(stop, width):
    start, along = np.array([20.0, 20.0]), np.array(stop) - 20.0

    def band(u, v):
        share = ((u - start[0]) * along[0] + (v - start[1]) * along[1]) / (along @ along)
        share = np.clip(share, 0, 1)
        apart = np.hypot(u - start[0] - share * along[0], v - start[1] - share * along[1])
        return apart <= width / 2

    image = ink(draw([np.array([start, stop])], width, (120, 120)))
    assert np.abs(image - coverage(band, 120)).mean() < 0.004
    assert image.sum() == pytest.approx(coverage(band, 120).sum(), rel=0.12)


def test_draw_size_is_width_and_height():
    image = draw([np.array([[5.0, 5.0]])], 4, (30, 20))
    assert (image.mode, image.size) == ("L", (30, 20))


def test_draw_strokes_outside_image_is_blank():
    assert draw([np.array([[-50.0, -50.0], [-40.0, -60.0]])], 4, (30, 20)).getextrema() == (
        255,
        255,
    )


@given(
    number=st.integers(0, 9),
    scale=st.floats(1e-3, 1e3),
    x=st.floats(-1e4, 1e4),
    y=st.floats(-1e4, 1e4),
)
def test_rasterize_any_scale_and_origin_gives_same_image(number, scale, x, y):
    moved = ink(rasterize(digit(number, 100 * scale, x, y), 8 * scale))
    assert np.abs(moved - ink(rasterize(digit(number, 100), 8))).mean() < 0.002


@pytest.mark.parametrize("pen", [None, 1, 8, 30])
@pytest.mark.parametrize("number", range(10))
def test_rasterize_digit_is_centered_with_margin_of_20(number, pen):
    image = rasterize(digit(number, 100), pen)
    top, left, bottom, right = bounding_box(ink(image) >= 0.5)
    assert image.size == (SIZE_PX, SIZE_PX)
    assert max(bottom - top, right - left) == pytest.approx(240, abs=2)
    assert (top + bottom) / 2 == pytest.approx(140, abs=1.5)
    assert (left + right) / 2 == pytest.approx(140, abs=1.5)


def test_rasterize_default_pen_width_is_relative_to_longest_side():
    strokes = digit(3, 100)
    points = np.concatenate(strokes)
    longest = (points.max(axis=0) - points.min(axis=0)).max()  # over the points
    assert_array_equal(
        ink(rasterize(strokes)), ink(rasterize(strokes, RELATIVE_PEN_WIDTH * longest))
    )


@pytest.mark.parametrize("pen", [None, 1e-6, 5, 1e6])
@pytest.mark.parametrize("points", [[[7, 7]], [[7, 7], [7, 7]], [[7, 7]] * 50, [[1e9, -1e9]]])
def test_rasterize_dot_is_centered_disc_of_20_pixels(points, pen):
    image = ink(rasterize([np.array(points, dtype=np.float64)], pen))
    assert bounding_box(image >= 0.5) == (130, 130, 150, 150)
    assert image.sum() == pytest.approx(np.pi * 10**2, rel=0.05)


@settings(max_examples=50)
@given(
    points=st.lists(st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)), min_size=1, max_size=20),
    pen=st.one_of(st.none(), st.floats(1e-6, 1e9)),
)
def test_rasterize_any_points_give_ink_and_empty_border(points, pen):
    image = ink(rasterize([np.array(points)], pen))
    rim = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    assert image.max() > 0
    assert not rim.any()


def test_rasterize_pen_wider_than_drawing_stays_inside():
    top, left, bottom, right = bounding_box(
        ink(rasterize([np.array([[0.0, 0.0], [1.0, 0.0]])], 50)) > 0
    )
    assert (top, bottom) == pytest.approx((20, 260), abs=6)
    assert (left, right) == pytest.approx((20, 260), abs=2)


def test_rasterize_empty_strokes_are_ignored():
    strokes = digit(1, 100)
    with_empty = [np.empty((0, 2)), *strokes, np.empty((0, 2))]
    assert_array_equal(ink(rasterize(with_empty)), ink(rasterize(strokes)))


@pytest.mark.parametrize("strokes", [[], [np.empty((0, 2))]])
def test_rasterize_no_points_raises(strokes):
    with pytest.raises(ValueError, match="expected strokes with at least one point, got none"):
        rasterize(strokes)


@pytest.mark.parametrize("pen", [0, -1, np.inf, np.nan])
def test_rasterize_invalid_pen_width_raises(pen):
    with pytest.raises(ValueError, match="expected a pen width above 0, got "):
        rasterize(digit(1, 100), pen)


def densify(strokes, count):
    """Return the strokes with `count` points each, evenly spread over their points."""
    return [
        np.stack(
            [
                np.interp(np.linspace(0, len(s) - 1, count), np.arange(len(s)), s[:, k])
                for k in (0, 1)
            ],
            axis=1,
        )
        for s in (np.asarray(stroke, dtype=float) for stroke in strokes)
    ]


@pytest.mark.parametrize("number", range(10))
@pytest.mark.parametrize("width", [1, 4, 16, 60, 200])
def test_draw_by_distance_gives_the_ink_of_draw(number, width):
    strokes = digit(number, 150, 65, 65)
    size = (SIZE_PX, SIZE_PX)
    exact, fast = ink(draw(strokes, width, size)), ink(draw_by_distance(strokes, width, size))
    assert np.abs(fast - exact).mean() < 0.01


@pytest.mark.parametrize("number", range(10))
def test_rasterize_many_points_gives_the_input_of_few(number):
    few = digit(number, 150)
    many = densify(few, MAX_EXACT_POINTS + 1)
    difference = preprocess(rasterize(many)).vector - preprocess(rasterize(few)).vector
    assert np.abs(difference).mean() < 0.03


@pytest.mark.parametrize("pen", [0.1, 9, 1000])
def test_rasterize_scribble_of_20000_points_draws_no_discs(pen, monkeypatch):
    monkeypatch.delattr(rasterization, "draw")  # whose time grows with points and pen width
    points = np.random.default_rng(0).uniform(0, 100, (20_000, 2))
    assert ink(rasterize([points], pen)).max() > 0.5


def test_rasterize_few_points_of_wide_pen_beyond_the_area_draws_no_discs(monkeypatch):
    monkeypatch.delattr(rasterization, "draw")
    points = np.random.default_rng(0).uniform(0, 1, (500, 2))
    assert ink(rasterize([points], 50)).max() == 1


@pytest.mark.parametrize("pen_width", [1, 16, 1000, 1e5])
def test_page_of_a_dot_is_as_small_as_a_digit(pen_width):
    image = rasterization.rasterize_page([np.array([[5.0, 5.0]])], pen_width)
    assert max(image.size) <= 200
