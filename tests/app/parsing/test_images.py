"""Image files of every readable format, mode and size."""

import io

import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def read(client):
    """A function from the bytes of a file to the probabilities of the answer."""

    def probabilities(body: bytes, content_type: str = "image/png"):
        reply = client.post("/predict", content=body, headers={"Content-Type": content_type})
        assert reply.status_code == 200, reply.text
        return reply.json()["probabilities"]

    return probabilities


@pytest.fixture
def expected(answer):
    return pytest.approx(answer["probabilities"], abs=0.02)


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "gif", "bmp"])
def test_each_format_is_read(read, encode, seven, expected, kind):
    assert read(encode(seven, kind.upper()), f"image/{kind}") == expected


def test_image_declared_as_another_readable_format_is_read(read, encode, seven, expected):
    assert read(encode(seven, "JPEG"), "image/png") == expected


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_each_mode_of_png_is_read(read, encode, seven, expected, mode):
    assert read(encode(seven.convert(mode))) == expected


def test_png_of_16_bits_is_read(read, encode, seven, expected):
    deep = Image.fromarray(np.asarray(seven).astype(np.uint16) * 257)
    assert deep.mode == "I;16"
    assert read(encode(deep)) == expected


@pytest.mark.parametrize("mode", ["CMYK", "YCbCr"])
def test_each_mode_of_jpeg_is_read(read, encode, seven, expected, mode):
    colour = seven.convert("RGB").convert(mode)
    assert read(encode(colour, "JPEG"), "image/jpeg") == expected


def test_ink_on_a_transparent_palette_is_read(read, encode, seven, expected):
    palette = seven.point(lambda level: 0 if level < 128 else 1).convert("P")
    palette.putpalette([0, 0, 0, 255, 0, 0])
    assert read(encode(palette, transparency=1)) == expected


def test_first_frame_of_an_animation_is_read(read, encode, seven, expected):
    other = Image.new("L", seven.size, 255)
    body = encode(seven, "GIF", save_all=True, append_images=[other])
    assert read(body, "image/gif") == expected


def test_progressive_jpeg_is_read(read, encode, seven, expected):
    assert read(encode(seven, "JPEG", progressive=True, quality=95), "image/jpeg") == expected


def test_orientation_of_a_camera_is_applied(read, encode, seven, expected):
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise to see it upright
    turned = seven.transpose(Image.Transpose.ROTATE_90)
    assert read(encode(turned, "JPEG", exif=exif, quality=95), "image/jpeg") == expected


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize(
    "exif", [b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0garbage"]
)
def test_damaged_notes_of_a_camera_do_no_harm(read, encode, seven, expected, exif):
    assert read(encode(seven, "JPEG", exif=exif, quality=95), "image/jpeg") == expected


def test_damaged_notes_in_a_png_do_no_harm(read, encode, seven, expected):
    assert read(encode(seven, exif=b"Exif\0\0garbage")) == expected


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (2, 2)])
def test_picture_of_odd_shape_is_answered(client, encode, size):
    image = Image.new("L", size, 255)
    image.putpixel((0, 0), 0)
    reply = client.post("/predict", content=encode(image), headers={"Content-Type": "image/png"})
    assert reply.status_code in {200, 422}


def test_16_megapixels_are_read(read, encode, seven, expected):
    large = seven.convert("1").resize((4000, 4000))
    assert read(encode(large)) == expected


def test_thumbnail_is_read(read, encode, seven):
    small = seven.resize((28, 28), Image.Resampling.BOX)
    assert sum(read(encode(small))) == pytest.approx(1)


def test_whole_image_with_bytes_after_its_end_is_read(read, png, expected):
    assert read(png + b"and more") == expected


def test_image_is_decoded_only_after_its_size_is_known(client, monkeypatch, encode):
    body = encode(Image.new("L", (4001, 4000), 255))
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", None)  # would fail if it were called
    reply = client.post("/predict", content=body, headers={"Content-Type": "image/png"})
    assert reply.status_code == 413


def test_picture_that_pillow_calls_a_bomb_is_refused(client, encode):
    file = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(file, "PNG")
    reply = client.post("/predict", content=file.getvalue(), headers={"Content-Type": "image/png"})
    assert reply.status_code == 413
    assert reply.json()["type"] == "/problems/image-too-large"
