"""Invariance of the bundled network to position, size, pen, polarity, color and transparency.

The digits are hand-made strokes; MNIST's training images stand in for other handwriting.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from model.data import mnist
from model.preprocessing.pipeline import preprocess
from model.preprocessing.rasterization import draw
from model.serialization import model_file
from tests.support.handwriting import digit

CANVAS = (280, 280)
NUMBERS = st.integers(0, 9)
PENS = st.sampled_from([4, 10, 16, 22])
MODEL = model_file.load(model_file.BUNDLED / "seed.safetensors")


def classify(image):
    """Return the bundled network's prediction."""
    return int(MODEL.predict(preprocess(image).vector[None]).argmax())


def drawn(number, pen, side=200.0, x=40.0, y=40.0, size=CANVAS):
    return draw(digit(number, side, x, y), pen, size)


@settings(max_examples=60)
@given(number=NUMBERS, pen=PENS, x=st.floats(-8, 128), y=st.floats(0, 128))
def test_preprocess_translated_digit_is_classified_the_same(number, pen, x, y):
    assert classify(drawn(number, pen, 140, x, y)) == number


@pytest.mark.slow
@settings(max_examples=60)
@given(number=NUMBERS, pen=PENS, x=st.integers(-30, 30), y=st.integers(-25, 25))
def test_preprocess_translation_by_whole_pixels_gives_same_vector(number, pen, x, y):
    still, moved = drawn(number, pen), drawn(number, pen, x=40 + x, y=40 + y)
    assert np.abs(preprocess(still).vector - preprocess(moved).vector).max() < 1e-6


@pytest.mark.slow
@settings(max_examples=60)
@given(number=NUMBERS, pen=PENS, scale=st.floats(0.3, 3))
def test_preprocess_scaled_image_is_classified_the_same(number, pen, scale):
    size = (round(280 * scale) + 1, round(280 * scale) + 1)
    assert classify(drawn(number, pen * scale, 200 * scale, 40 * scale, 40 * scale, size)) == number


@settings(max_examples=60)
@given(number=NUMBERS, pen=PENS, scale=st.floats(0.3, 1.3))
def test_preprocess_digit_of_any_size_is_classified_the_same(number, pen, scale):
    middle = 140 - 100 * scale
    assert classify(drawn(number, min(pen, 40 * scale), 200 * scale, middle, middle)) == number


@pytest.mark.slow
@settings(max_examples=60)
@given(number=NUMBERS, pen=st.floats(2, 30))
def test_preprocess_any_pen_width_is_classified_the_same(number, pen):
    assert classify(drawn(number, pen)) == number


@settings(max_examples=40)
@given(number=NUMBERS, pen=PENS)
def test_preprocess_inverted_image_gives_same_vector(number, pen):
    dark = drawn(number, pen)
    light = ImageOps.invert(dark)
    assert np.abs(preprocess(dark).vector - preprocess(light).vector).max() < 0.13
    assert classify(light) == number


@pytest.mark.slow
@settings(max_examples=40)
@given(number=NUMBERS, pen=PENS, level=st.sampled_from([0, 255]))
def test_preprocess_transparent_background_gives_same_vector(number, pen, level):
    opaque = drawn(number, pen)
    clear = Image.new("LA", CANVAS, level)
    clear.putalpha(ImageOps.invert(opaque))
    assert np.abs(preprocess(opaque).vector - preprocess(clear).vector).max() < 0.13
    assert classify(clear.convert("RGBA")) == number


@settings(max_examples=40)
@given(
    number=NUMBERS,
    pen=PENS,
    ink=st.sampled_from(["navy", "red", "yellow", "hotpink", "cyan", "green", "#888"]),
    paper=st.sampled_from(["white", "black", "#fdf6e3", "#333a44"]),
)
def test_preprocess_colored_ink_is_classified_the_same(number, pen, ink, paper):
    image = Image.new("RGB", CANVAS, paper)
    image.paste(ink, (0, 0, *CANVAS), ImageOps.invert(drawn(number, pen)))
    assert classify(image) == number


@pytest.mark.parametrize("number", range(10))
@pytest.mark.parametrize("crop", ["tight", "touching below", "touching left"])
def test_preprocess_digit_at_image_border_is_classified(number, crop):
    image = drawn(number, 14)
    left, top, right, bottom = ImageOps.invert(image).getbbox()
    boxes = {
        "tight": (left, top, right, bottom),
        "touching below": (0, 0, 280, bottom),
        "touching left": (left, 0, 280, 280),
    }
    assert classify(image.crop(boxes[crop])) == number


@pytest.mark.parametrize("number", [0, 2, 3, 5, 6, 8, 9])
def test_preprocess_digit_of_28_pixels_is_classified(number):
    assert classify(drawn(number, 2.5, 22, 3, 3, (28, 28))) == number


@pytest.mark.slow
@pytest.mark.mnist
def test_preprocess_mnist_at_random_positions_and_sizes_loses_at_most_half_a_point():
    images, labels = (part[-2000:] for part in mnist.load("train"))
    rng = np.random.default_rng(0)
    placed = []
    for image in images:
        side = int(rng.integers(84, 281))
        corner = tuple(rng.integers(0, 281 - side, 2).tolist())
        canvas = Image.new("L", CANVAS, 255)
        larger = Image.fromarray(255 - image).resize((side, side), Image.Resampling.BICUBIC)
        canvas.paste(larger, corner)
        placed.append(preprocess(canvas).vector)
    direct = MODEL.predict(images.reshape(-1, 784) / np.float32(255)).argmax(axis=1) == labels
    through = MODEL.predict(np.stack(placed)).argmax(axis=1) == labels  # over the classes
    assert through.mean() >= direct.mean() - 0.005
