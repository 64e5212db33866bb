"""Gray levels of background and foreground, and the threshold between them."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from PIL import Image, ImageFilter, ImageOps

from model.preprocessing.rasterization import draw
from model.preprocessing.thresholding import find_levels, threshold_otsu, threshold_uniform
from tests.support.handwriting import digit


def drawn(number, pen, ink=0, paper=255):
    """Return a digit drawn on a canvas of 280 in two gray levels."""
    mask = ImageOps.invert(draw(digit(number, 200, 40, 40), pen, (280, 280)))
    image = Image.new("L", mask.size, paper)
    image.paste(ink, mask=mask)
    return image


@pytest.mark.parametrize("pen", [2, 16, 40])
@pytest.mark.parametrize("number", range(10))
@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (255, 0), (30, 110), (200, 90), (128, 160)])
def test_find_levels_two_level_drawing_returns_both_levels(number, pen, ink, paper):
    levels = find_levels(drawn(number, pen, ink, paper))
    assert (levels.background, levels.is_uniform) == (paper, True)
    assert levels.foreground == pytest.approx(ink, abs=abs(paper - ink) * 0.1 * (pen < 4))


@pytest.mark.parametrize(("ink", "paper"), [(20, 240), (240, 20)])
def test_find_levels_tight_crop_mostly_ink_keeps_background(ink, paper):
    image = Image.new("L", (100, 100), paper)
    image.paste(ink, (12, 12, 88, 88))
    levels = find_levels(image)
    assert (levels.background, levels.foreground) == (paper, ink)


@pytest.mark.parametrize("first", [0, 7, 255])
@pytest.mark.parametrize("share", [0, 0.3, 0.5, 1])
def test_find_levels_histogram_counts_every_pixel(first, share):
    rng = np.random.default_rng(1)
    levels = np.where(rng.random((40, 70)) < share, rng.integers(0, 256, (40, 70)), first)
    histogram = find_levels(Image.fromarray(levels.astype(np.uint8))).histogram
    assert histogram.tolist() == [np.count_nonzero(levels == level) for level in range(256)]


def test_find_levels_light_gradient_is_not_uniform():
    light = np.tile(np.linspace(90, 250, 300).astype(np.uint8), (200, 1))
    assert not find_levels(Image.fromarray(light)).is_uniform


def test_find_levels_small_image_is_uniform():
    light = np.tile(np.linspace(90, 250, 28).astype(np.uint8), (28, 1))
    assert find_levels(Image.fromarray(light)).is_uniform


@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (255, 0), (30, 110), (200, 90)])
def test_threshold_uniform_two_levels_give_0_and_255(ink, paper):
    image = drawn(8, 16, ink, paper)
    thresholded = threshold_uniform(image, find_levels(image))
    gray = np.asarray(image)
    assert thresholded.dtype == np.uint8
    assert (thresholded[gray == ink] == 255).all()
    assert (thresholded[gray == paper] == 0).all()


@pytest.mark.slow
@given(number=st.integers(0, 9), pen=st.integers(2, 40))
def test_threshold_uniform_inverted_image_gives_same_ink(number, pen):
    image = drawn(number, pen)
    inverse = ImageOps.invert(image)
    assert_allclose(
        threshold_uniform(image, find_levels(image)).astype(int),
        threshold_uniform(inverse, find_levels(inverse)).astype(int),
        atol=2,
    )


@given(st.lists(st.integers(0, 50), min_size=5, max_size=60))
def test_threshold_otsu_in_range_maximizes_between_class_variance(levels):
    levels = np.array([0, *levels, 50])  # so that there are two classes at any cut

    def between_class_variance(cut):
        low, high = levels[levels < cut], levels[levels >= cut]
        return len(low) * len(high) * (high.mean() - low.mean()) ** 2

    best = max(np.arange(0.5, 50), key=between_class_variance)
    threshold = 50 * threshold_otsu(np.bincount(levels).astype(np.float64), np.linspace(0, 1, 51))
    assume(12.5 <= best <= 25)
    assert between_class_variance(threshold) == pytest.approx(between_class_variance(best))


@pytest.mark.parametrize(
    ("levels", "expected"), [([0] * 9 + [4, 50], 0.25), ([0] + [30] * 9 + [50] * 9, 0.5)]
)
def test_threshold_otsu_out_of_range_is_clipped(levels, expected):
    histogram = np.bincount(levels).astype(np.float64)
    assert threshold_otsu(histogram, np.linspace(0, 1, 51)) == expected


@pytest.mark.parametrize("number", range(10))
@pytest.mark.parametrize("blur", [3, 6, 9])
def test_find_levels_blurred_drawing_is_uniform(number, blur):
    soft = drawn(number, 30).filter(ImageFilter.GaussianBlur(blur))
    assert find_levels(soft).is_uniform


@pytest.mark.parametrize("grain", [2, 5, 9])
def test_find_levels_noise_without_ink_is_not_uniform(grain):
    noise = np.random.default_rng(0).normal(200, grain, (300, 300))
    assert not find_levels(Image.fromarray(noise.astype(np.uint8))).is_uniform
