"""Paper and pen told apart by their grey levels."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from PIL import Image, ImageFilter, ImageOps

from model.preprocessing.rasterization import draw
from model.preprocessing.thresholding import find_levels, threshold_otsu, threshold_uniform
from tests.model.handwriting import digit


def drawn(number, pen, ink=0, paper=255):
    """Return a digit drawn on a canvas of 280 in two grey levels."""
    mask = ImageOps.invert(draw(digit(number, 200, 40, 40), pen, (280, 280)))
    image = Image.new("L", mask.size, paper)
    image.paste(ink, mask=mask)
    return image


@pytest.mark.parametrize("pen", [2, 16, 40])
@pytest.mark.parametrize("number", range(10))
@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (255, 0), (30, 110), (200, 90), (128, 160)])
def test_find_levels_drawing_has_the_levels_it_was_drawn_in(number, pen, ink, paper):
    levels = find_levels(drawn(number, pen, ink, paper))
    assert (levels.background, levels.is_uniform) == (paper, True)
    assert levels.foreground == pytest.approx(ink, abs=abs(paper - ink) * 0.1 * (pen < 4))


@pytest.mark.parametrize(("ink", "paper"), [(20, 240), (240, 20)])
def test_find_levels_ink_on_more_than_half_of_a_tight_crop_is_not_the_paper(ink, paper):
    image = Image.new("L", (100, 100), paper)
    image.paste(ink, (12, 12, 88, 88))
    levels = find_levels(image)
    assert (levels.background, levels.foreground) == (paper, ink)


def test_find_levels_gradient_of_light_is_not_even():
    light = np.tile(np.linspace(90, 250, 300).astype(np.uint8), (200, 1))
    assert not find_levels(Image.fromarray(light)).is_uniform


def test_find_levels_small_picture_counts_as_even():
    light = np.tile(np.linspace(90, 250, 28).astype(np.uint8), (28, 1))
    assert find_levels(Image.fromarray(light)).is_uniform


@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (255, 0), (30, 110), (200, 90)])
def test_threshold_uniform_is_full_on_the_pen_and_none_on_the_paper(ink, paper):
    image = drawn(8, 16, ink, paper)
    found = threshold_uniform(image, find_levels(image))
    grey = np.asarray(image)
    assert found.dtype == np.uint8
    assert (found[grey == ink] == 255).all()
    assert (found[grey == paper] == 0).all()


@given(number=st.integers(0, 9), pen=st.integers(2, 40))
def test_threshold_uniform_is_the_same_in_either_polarity(number, pen):
    image = drawn(number, pen)
    inverse = ImageOps.invert(image)
    assert_allclose(
        threshold_uniform(image, find_levels(image)).astype(int),
        threshold_uniform(inverse, find_levels(inverse)).astype(int),
        atol=2,
    )


@given(st.lists(st.integers(0, 50), min_size=5, max_size=60))
def test_threshold_otsu_between_a_quarter_and_a_half_is_that_of_otsu(levels):
    levels = np.array([0, *levels, 50])  # so that there are two classes at any cut

    def between(cut):
        low, high = levels[levels < cut], levels[levels >= cut]
        return len(low) * len(high) * (high.mean() - low.mean()) ** 2

    best = max(np.arange(0.5, 50), key=between)
    found = 50 * threshold_otsu(np.bincount(levels).astype(np.float64), np.linspace(0, 1, 51))
    assume(12.5 <= best <= 25)
    assert between(found) == pytest.approx(between(best))


@pytest.mark.parametrize(
    ("levels", "expected"), [([0] * 9 + [4, 50], 0.25), ([0] + [30] * 9 + [50] * 9, 0.5)]
)
def test_threshold_otsu_that_lies_outside_is_brought_to_a_quarter_or_a_half(levels, expected):
    histogram = np.bincount(levels).astype(np.float64)
    assert threshold_otsu(histogram, np.linspace(0, 1, 51)) == expected


@pytest.mark.parametrize("number", range(10))
@pytest.mark.parametrize("blur", [3, 6, 9])
def test_find_levels_blurred_drawing_is_still_on_even_paper(number, blur):
    soft = drawn(number, 30).filter(ImageFilter.GaussianBlur(blur))
    assert find_levels(soft).is_uniform


@pytest.mark.parametrize("grain", [2, 5, 9])
def test_find_levels_grain_without_a_pen_is_not_even_paper(grain):
    noise = np.random.default_rng(0).normal(200, grain, (300, 300))
    assert not find_levels(Image.fromarray(noise.astype(np.uint8))).is_uniform
