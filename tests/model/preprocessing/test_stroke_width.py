"""Stroke width: estimated, and adjusted without filling holes or breaking lines."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.preprocessing.connected_components import connected_components
from model.preprocessing.pipeline import preprocess
from model.preprocessing.rasterization import draw
from model.preprocessing.size_normalization import TARGET_WIDTH
from model.preprocessing.stroke_width import adjust_stroke_widths, estimate_stroke_width
from tests.support.handwriting import DIGITS, digit

PENS = [2, 3, 4, 6, 10, 16, 22, 30, 40]
ROUND_PENS = st.floats(2, 40)


def drawn(strokes, pen, side=280):
    """Return the mask of strokes drawn on a square canvas."""
    return np.asarray(draw(strokes, pen, (side, side))) < 128


def normalized(number, pen):
    """Return the mask after stroke width normalization, for a digit 200 px tall."""
    stages = preprocess(draw(digit(number, 200, 40, 40), pen, (280, 280))).stages
    return {stage.name: stage.image for stage in stages}["width"] >= 0.5


@pytest.mark.parametrize("width", [2, 5, 16, 40])
@pytest.mark.parametrize("angle", [0, 20, 45, 70, 90])
def test_estimate_stroke_width_straight_line_is_pen_width(width, angle):
    radians = np.radians(angle)
    reach = 110 * np.array([np.cos(radians), np.sin(radians)])
    line = np.array([140 - reach, 140 + reach])
    # The outline counts edges, whose mean over directions is right and which is not for one.
    assert estimate_stroke_width(drawn([line], width)) == pytest.approx(width, rel=0.31, abs=0.3)


@pytest.mark.parametrize("width", [2, 5, 16, 30])
def test_estimate_stroke_width_circle_is_pen_width(width):
    angles = np.linspace(0, 2 * np.pi, 200)
    circle = 140 + 90 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    assert estimate_stroke_width(drawn([circle], width)) == pytest.approx(width, rel=0.04, abs=0.1)


def test_estimate_stroke_width_empty_mask_is_zero():
    assert estimate_stroke_width(np.zeros((5, 5), dtype=bool)) == 0


@pytest.mark.parametrize("pen", PENS)
@pytest.mark.parametrize("number", DIGITS)
def test_preprocess_any_pen_gives_stroke_width_of_mnist(number, pen):
    # The working image has four pixels for one of the result.
    assert estimate_stroke_width(normalized(number, pen)) / 4 == pytest.approx(
        TARGET_WIDTH, abs=0.55
    )


@pytest.mark.parametrize("pen", [2, 3, 4, 6, 10, 16, 22])
@pytest.mark.parametrize(("number", "papers"), [(0, 2), (1, 1), (6, 2), (7, 1), (8, 3), (9, 2)])
def test_preprocess_any_pen_keeps_holes(number, papers, pen):
    areas = connected_components(~normalized(number, pen), diagonal=False).areas
    # A pixel of the result is 16 here; a corner may enclose less than half of one.
    assert (areas >= 8).sum() == papers


@pytest.mark.parametrize("number", DIGITS)
@given(pen=ROUND_PENS)
@settings(max_examples=8)
def test_preprocess_any_pen_keeps_lines_connected(number, pen):
    before = connected_components(drawn(digit(number, 200, 40, 40), pen))
    assert len(connected_components(normalized(number, pen))) == len(before)


@pytest.mark.slow
@given(width=st.floats(1.5, 40), target=st.floats(4, 16))
def test_adjust_stroke_width_line_has_target_width(width, target):
    line = np.array([[60.0, 140.0], [220.0, 140.0]])
    [ink] = adjust_stroke_widths([drawn([line], width)], target)
    # A horizontal line: the ink in the column through its middle is its width.
    assert ink[:, 140].sum() == pytest.approx(target, rel=0.35, abs=1)


@given(radius=st.integers(1, 12), width=st.floats(1.5, 12), target=st.floats(4, 16))
def test_adjust_stroke_width_small_hole_stays_open(radius, width, target):
    angles = np.linspace(0, 2 * np.pi, 100)
    ring = 60 + (radius + width / 2 + 1) * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    [ink] = adjust_stroke_widths([drawn([ring], width, side=120)], target)
    assert ink[60, 60] < 0.5


@given(target=st.floats(1, 16), seed=st.integers(0, 1000), share=st.floats(0.01, 0.99))
def test_adjust_stroke_width_any_mask_is_in_unit_range(target, seed, share):
    mask = np.zeros((50, 50), dtype=bool)
    mask[9:-9, 9:-9] = np.random.default_rng(seed).random((32, 32)) < share
    [ink] = adjust_stroke_widths([mask], target)
    assert (ink.dtype, ink.shape) == (np.float32, mask.shape)
    assert ink.min() >= 0
    assert ink.max() <= 1
    assert ink.any() == mask.any()


def test_adjust_stroke_width_hair_on_thick_line_is_kept():
    mask = np.zeros((80, 160), dtype=bool)
    mask[30:50, 20:80] = True
    mask[39:41, 80:140] = True
    [ink] = adjust_stroke_widths([mask], 6)
    assert (ink[:, 85:135].max(axis=0) >= 0.5).all()  # over the rows of each column


@given(target=st.floats(2, 16), shares=st.lists(st.floats(0.01, 0.99), min_size=2, max_size=4))
def test_adjust_stroke_widths_several_drawings_are_as_each_alone(target, shares):
    rng = np.random.default_rng(len(shares))
    masks = [np.pad(rng.random(rng.integers(3, 30, 2)) < share, 9) for share in shares]
    together = adjust_stroke_widths(masks, target)
    for mask, ink in zip(masks, together, strict=True):
        [alone] = adjust_stroke_widths([mask], target)
        assert np.array_equal(ink, alone)


@pytest.mark.parametrize("target", [4, 20])
def test_adjust_stroke_widths_strokes_with_and_without_holes_are_as_each_alone(target):
    masks = [np.pad(drawn(digit(number, 80, 30, 30), 10, side=140), 11) for number in range(10)]
    together = adjust_stroke_widths(masks, target)
    alone = [adjust_stroke_widths([mask], target)[0] for mask in masks]
    assert all(np.array_equal(*pair) for pair in zip(together, alone, strict=True))
