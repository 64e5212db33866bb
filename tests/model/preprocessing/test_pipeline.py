"""The pipeline: every image gives either a valid vector or a blank drawing, and its stages."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_array_equal
from PIL import Image

from model.preprocessing.pipeline import BlankDrawingError, preprocess
from model.preprocessing.rasterization import draw, rasterize
from tests.support.handwriting import digit

CHANNELS = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4, "CMYK": 4, "YCbCr": 3, "HSV": 3}
CONVERTED = ["1", "P", "La", "RGBa", "I", "F", "I;16"]
NAMES = ["grey", "polarity", "mask", "crop", "width", "scale", "centre"]
SIDES = st.integers(1, 90)


def vector_or_zeros(image):
    """Return the vector, or zeros for what is blank."""
    try:
        return preprocess(image).vector
    except BlankDrawingError:
        return np.zeros(784, dtype=np.float32)


def is_valid(vector):
    return (
        (vector.dtype, vector.shape) == (np.float32, (784,))
        and bool(np.isfinite(vector).all())
        and 0 <= vector.min() <= vector.max() <= 1
    )


@st.composite
def images(draw_from):
    """Generate images of noise, of patches and of lines, in any mode."""
    mode = draw_from(st.sampled_from([*CHANNELS, *CONVERTED]))
    width, height, seed = draw_from(SIDES), draw_from(SIDES), draw_from(st.integers(0, 10**9))
    rng = np.random.default_rng(seed)
    coarse = draw_from(st.integers(1, 30))
    source = mode if mode in CHANNELS else {"La": "LA", "RGBa": "RGBA"}.get(mode, "L")
    shape = (-(-height // coarse), -(-width // coarse), CHANNELS[source])
    levels = draw_from(st.sampled_from([2, 3, 256]))
    patches = rng.integers(0, levels, shape) * (255 // (levels - 1))
    values = np.kron(patches, np.ones((coarse, coarse, 1)))[:height, :width].astype(np.uint8)
    return Image.frombytes(source, (width, height), values.tobytes()).convert(mode)


@pytest.mark.slow
@settings(max_examples=200)
@given(images())
def test_preprocess_any_image_gives_valid_vector_or_is_blank(image):
    assert is_valid(vector_or_zeros(image))


@pytest.mark.slow
@settings(max_examples=50)
@given(arrays(np.float32, st.tuples(SIDES, SIDES), elements=st.floats(width=32)))
def test_preprocess_any_floats_give_valid_vector_or_are_blank(values):
    assert is_valid(vector_or_zeros(Image.fromarray(values)))


@settings(max_examples=50)
@given(arrays(np.uint8, st.tuples(SIDES, SIDES)))
def test_preprocess_any_gray_levels_give_valid_vector_or_are_blank(values):
    assert is_valid(vector_or_zeros(Image.fromarray(values)))


@pytest.mark.parametrize(
    "size", [(10, 4000), (4000, 10), (1, 300), (300, 1), (2, 2), (4000, 4000), (5000, 40)]
)
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_preprocess_any_image_size_gives_valid_vector(size, mode):
    image = Image.new(mode, size, "white")
    box = (size[0] // 4, size[1] // 4, size[0] // 2 + 1, size[1] // 2 + 1)
    image.paste("black", box)
    assert is_valid(vector_or_zeros(image))


def test_preprocess_random_polylines_give_ink():
    rng = np.random.default_rng(3)
    images = [rasterize([rng.random((12, 2))], rng.uniform(0.01, 0.9)) for _ in range(20)]
    assert all(preprocess(image).vector.any() for image in images)


def test_preprocess_stages_have_names_and_consistent_shapes():
    prepared = preprocess(draw(digit(4, 200, 40, 40), 16, (280, 260)))
    stages = {stage.name: stage.image for stage in prepared.stages}
    assert list(stages) == NAMES
    assert {image.dtype.name for image in stages.values()} == {"float32"}
    whole = {stages[name].shape for name in ("grey", "polarity", "mask")}
    assert whole == {(260, 280)}
    crop = stages["crop"]
    assert crop.shape == (stages["mask"].any(axis=1).sum(), stages["mask"].any(axis=0).sum())
    assert max(stages["scale"].shape) == pytest.approx(20, abs=1)
    assert_array_equal(stages["centre"].ravel(), prepared.vector)


@pytest.mark.parametrize("number", range(10))
def test_preprocess_stages_are_in_unit_range_with_distinct_titles(number):
    stages = preprocess(draw(digit(number, 200, 40, 40), 16, (280, 280))).stages
    assert all(0 <= stage.image.min() < stage.image.max() <= 1 for stage in stages)
    assert len({stage.title for stage in stages}) == len(NAMES)


def test_stage_image_is_rendered_once():
    stage = preprocess(draw(digit(4, 200, 40, 40), 16, (280, 280))).stages[0]
    assert stage.image is stage.image


def test_preprocess_input_image_is_unchanged():
    image = draw(digit(2, 200, 40, 40), 16, (280, 280)).convert("RGBA")
    before = image.tobytes()
    preprocess(image)
    assert image.tobytes() == before


@pytest.mark.parametrize("level", [0, 255])
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I", "F", "I;16"])
@pytest.mark.parametrize("size", [(1, 1), (28, 28), (280, 280)])
def test_preprocess_constant_image_is_blank(mode, level, size):
    with pytest.raises(BlankDrawingError, match="expected a drawn digit, got"):
        preprocess(Image.new("L", size, level).convert(mode))


def test_preprocess_fully_transparent_image_is_blank():
    hidden = Image.new("RGBA", (280, 280), (0, 0, 0, 0))
    hidden.paste((255, 0, 0, 0), (100, 100, 150, 200))
    with pytest.raises(BlankDrawingError, match="expected a drawn digit, got"):
        preprocess(hidden)
