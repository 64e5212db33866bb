"""Conversion to grayscale from any mode, orientation and transparency."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image

from model.preprocessing import grayscale
from model.preprocessing.grayscale import to_grayscale

BLACK, WHITE = (0, 0, 0), (255, 255, 255)
PLAIN_MODES = ["1", "L", "LA", "La", "P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "CMYK", "YCbCr"]
DEEP_MODES = ["I", "F", "I;16", "I;16B", "I;16L"]
STORED_TYPES = {"F": "<f4", "I": "<i4", "I;16B": ">u2"}
STORED_PIXELS = {  # by EXIF orientation, of an image that is upright as [[0, 1], [2, 3]]
    1: [[0, 1], [2, 3]],
    2: [[1, 0], [3, 2]],
    3: [[3, 2], [1, 0]],
    4: [[2, 3], [0, 1]],
    5: [[0, 2], [1, 3]],
    6: [[1, 3], [0, 2]],
    7: [[3, 1], [2, 0]],
    8: [[2, 0], [3, 1]],
}


def seven(ink, paper, mode="RGB"):
    """Return an image of a seven in two colors, and its mask."""
    where = np.zeros((40, 30), dtype=bool)
    where[8:11, 6:24] = True
    where[8:34, 21:24] = True
    image = Image.new(mode, (30, 40), paper)
    image.paste(ink, mask=Image.fromarray(where))
    return image, where


@pytest.mark.parametrize("mode", [*PLAIN_MODES, "HSV", "LAB"])
def test_to_grayscale_black_on_white_in_any_mode_is_0_on_255(mode):
    image, where = seven(BLACK, WHITE)
    image = image.convert("LA").convert("La") if mode == "La" else image.convert(mode)
    gray = to_grayscale(image)
    assert gray.mode == "L"
    assert_allclose(np.asarray(gray), np.where(where, 0, 255), atol=1)


@pytest.mark.parametrize("factor", [1, 16, 256])
@pytest.mark.parametrize("mode", DEEP_MODES)
def test_to_grayscale_deep_image_is_scaled_to_its_maximum(mode, factor):
    _, where = seven(BLACK, WHITE)
    values = np.where(where, 0, 255) * factor
    raw = values.astype(STORED_TYPES.get(mode, "<u2")).tobytes()
    gray = to_grayscale(Image.frombytes(mode, (30, 40), raw))
    assert_array_equal(np.asarray(gray), np.where(where, 0, 255))


def in_strips(monkeypatch, image):
    """Return the grayscale that is made in strips of three rows."""
    monkeypatch.setattr(grayscale, "_STRIP_PX", 100)
    gray = np.asarray(to_grayscale(image))
    monkeypatch.undo()
    return gray


@pytest.mark.parametrize("mode", [*PLAIN_MODES, "HSV", "LAB"])
def test_to_grayscale_in_strips_equals_at_once(monkeypatch, mode):
    noise = Image.fromarray(np.random.default_rng(7).integers(0, 256, (40, 30, 3), np.uint8))
    image = noise.convert("LA").convert("La") if mode == "La" else noise.convert(mode)
    assert_array_equal(in_strips(monkeypatch, image), np.asarray(to_grayscale(image)))


@pytest.mark.parametrize("mode", DEEP_MODES)
def test_to_grayscale_deep_image_in_strips_equals_at_once(monkeypatch, mode):
    noise = np.random.default_rng(7).integers(3, 50_000, (40, 30))
    raw = noise.astype(STORED_TYPES.get(mode, "<u2")).tobytes()
    image = Image.frombytes(mode, (30, 40), raw)
    assert_array_equal(in_strips(monkeypatch, image), np.asarray(to_grayscale(image)))


@pytest.mark.parametrize("alpha", [255, 120])
def test_to_grayscale_in_strips_looks_at_the_whole_image(monkeypatch, alpha):
    image, _ = seven((255, 255, 0, 255), (*WHITE, alpha), "RGBA")
    assert_array_equal(in_strips(monkeypatch, image), np.asarray(to_grayscale(image)))


def test_to_grayscale_deep_noisy_blank_image_stays_flat():
    grain = np.random.default_rng(0).integers(60000, 60200, (40, 40)).astype(np.uint16)
    low, high = to_grayscale(Image.fromarray(grain)).getextrema()
    assert high - low <= 1


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 0, -1, 1e38])
def test_to_grayscale_constant_float_image_is_flat(value):
    low, high = to_grayscale(Image.fromarray(np.full((4, 4), value, dtype=np.float32))).getextrema()
    assert low == high


@pytest.mark.parametrize("orientation", STORED_PIXELS)
def test_to_grayscale_exif_orientation_is_applied(orientation):
    stored = np.array(STORED_PIXELS[orientation], dtype=np.uint8).repeat(2, axis=1) * 80
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(stored).save(file, "PNG", exif=exif)
    upright = np.asarray(to_grayscale(Image.open(file)))
    assert np.unique(upright).tolist() == [0, 80, 160, 240]
    height, width = upright.shape
    corners = upright[[0, 0, height - 1, height - 1], [0, width - 1, 0, width - 1]]
    assert corners.tolist() == [0, 80, 160, 240]


@pytest.mark.parametrize("orientation", STORED_PIXELS)
def test_to_grayscale_of_grayscale_changes_nothing(orientation):
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = orientation
    seven(BLACK, WHITE)[0].save(file, "PNG", exif=exif, transparency=BLACK)
    gray = to_grayscale(Image.open(file))
    assert_array_equal(np.asarray(to_grayscale(gray)), np.asarray(gray))


@pytest.mark.parametrize("notes", [b"", b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"nonsense"])
def test_to_grayscale_damaged_exif_is_ignored(notes):
    image, where = seven(BLACK, WHITE)
    image.info["exif"] = notes
    assert_array_equal(np.asarray(to_grayscale(image)), np.where(where, 0, 255))


@pytest.mark.parametrize(
    ("ink", "ink_level", "paper_level"),
    [(BLACK, 0, 255), (WHITE, 255, 0), ((200, 30, 30), 81, 255)],
)
def test_to_grayscale_transparent_background_contrasts_with_ink(ink, ink_level, paper_level):
    image, where = seven((*ink, 255), (0, 0, 0, 0), "RGBA")
    assert_allclose(
        np.asarray(to_grayscale(image)), np.where(where, ink_level, paper_level), atol=1
    )


@given(alpha=st.integers(90, 255))
def test_to_grayscale_translucent_ink_is_composited_on_white(alpha):
    image, where = seven((0, 0, 0, alpha), (90, 200, 10, 0), "RGBA")
    assert_allclose(np.asarray(to_grayscale(image)), np.where(where, 255 - alpha, 255), atol=1)


def test_to_grayscale_transparent_corners_of_white_image_become_white():
    image, where = seven((*BLACK, 255), (*WHITE, 255), "RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 4, 4))
    assert_array_equal(np.asarray(to_grayscale(image)), np.where(where, 0, 255))


@pytest.mark.parametrize("transparent", [0, b"\x00" + b"\xff" * 255])
def test_to_grayscale_palette_with_transparent_color_is_composited(transparent):
    image = Image.new("P", (30, 40), 0)
    image.putpalette([0, 255, 0, 255, 255, 255])
    _, where = seven(BLACK, WHITE)
    image.paste(1, mask=Image.fromarray(where))
    image.info["transparency"] = transparent
    assert_array_equal(np.asarray(to_grayscale(image)), np.where(where, 255, 0))


@pytest.mark.parametrize("ink", [(255, 255, 0), (200, 255, 255), (255, 235, 255), (255, 255, 150)])
@pytest.mark.parametrize("alpha", [(), (255,)])
def test_to_grayscale_pale_ink_on_white_uses_channel_of_largest_contrast(ink, alpha):
    image, where = seven((*ink, *alpha), (*WHITE, *alpha), "RGBA" if alpha else "RGB")
    gray = np.asarray(to_grayscale(image))
    assert gray[~where].min() - gray[where].max() == 255 - min(ink)


@pytest.mark.parametrize("ink", [(0, 0, 255), (0, 0, 120), (90, 0, 0)])
def test_to_grayscale_dark_ink_on_black_uses_channel_of_largest_contrast(ink):
    image, where = seven(ink, BLACK)
    gray = np.asarray(to_grayscale(image))
    assert gray[where].min() == max(ink)
    assert gray[~where].max() == 0


@given(ink=st.tuples(*[st.integers(0, 255)] * 3), paper=st.tuples(*[st.integers(0, 255)] * 3))
def test_to_grayscale_two_colors_give_two_levels(ink, paper):
    image, where = seven(ink, paper)
    gray = np.asarray(to_grayscale(image)).astype(int)
    assert len(np.unique(gray[where])) == len(np.unique(gray[~where])) == 1
    furthest = max(abs(a - b) for a, b in zip(ink, paper, strict=True))
    # Brightness serves where it tells them by 72 levels; else the channel that tells them best.
    assert abs(gray[where][0] - gray[~where][0]) >= min(72, furthest)
