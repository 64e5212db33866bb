"""Image files of every readable format, mode and size."""

import base64
import io
import urllib.parse
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from model.preprocessing.rasterization import rasterize
from tests.support import image_bombs


@pytest.fixture
def read(client):
    """Return a function from the bytes of a file to the probabilities of the answer."""

    def probabilities(body: bytes, content_type: str = "image/png"):
        reply = client.post("/predict", content=body, headers={"Content-Type": content_type})
        assert reply.status_code == 200, reply.text
        return reply.json()["probabilities"]

    return probabilities


@pytest.fixture
def expected(answer):
    return pytest.approx(answer["probabilities"], abs=0.02)


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "gif", "bmp"])
def test_image_of_each_format_is_read(read, encode, seven, expected, kind):
    assert read(encode(seven, kind.upper()), f"image/{kind}") == expected


def test_image_declared_as_another_readable_format_is_read(read, encode, seven, expected):
    assert read(encode(seven, "JPEG"), "image/png") == expected


@pytest.mark.parametrize(
    "content_type", ["image/jpg", "image/pjpeg", "image/x-png", "application/octet-stream"]
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_image_of_an_unusual_content_type_is_read(
    client, read, encode, seven, expected, kind, content_type
):
    body = encode(seven, kind)
    assert read(body, content_type) == expected
    headers = {"Content-Type": content_type}
    assert client.post("/explain?label=7", content=body, headers=headers).status_code == 200


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_png_of_each_mode_is_read(read, encode, seven, expected, mode):
    assert read(encode(seven.convert(mode))) == expected


def test_png_of_16_bits_is_read(read, encode, seven, expected):
    deep = Image.fromarray(np.asarray(seven).astype(np.uint16) * 257)
    assert deep.mode == "I;16"
    assert read(encode(deep)) == expected


@pytest.mark.parametrize("mode", ["CMYK", "YCbCr"])
def test_jpeg_of_each_mode_is_read(read, encode, seven, expected, mode):
    color = seven.convert("RGB").convert(mode)
    assert read(encode(color, "JPEG"), "image/jpeg") == expected


def test_png_with_a_transparent_palette_is_read(read, encode, seven, expected):
    palette = seven.point(lambda level: 0 if level < 128 else 1).convert("P")
    palette.putpalette([0, 0, 0, 255, 0, 0])
    assert read(encode(palette, transparency=1)) == expected


def test_jpeg_progressive_is_read(read, encode, seven, expected):
    assert read(encode(seven, "JPEG", progressive=True, quality=95), "image/jpeg") == expected


def test_jpeg_with_exif_orientation_is_rotated(read, encode, seven, expected):
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees clockwise to see it upright
    turned = seven.transpose(Image.Transpose.ROTATE_90)
    assert read(encode(turned, "JPEG", exif=exif, quality=95), "image/jpeg") == expected


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize(
    "exif", [b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0garbage"]
)
def test_jpeg_with_damaged_exif_is_read(read, encode, seven, expected, exif):
    assert read(encode(seven, "JPEG", exif=exif, quality=95), "image/jpeg") == expected


def test_png_with_damaged_exif_is_read(read, encode, seven, expected):
    assert read(encode(seven, exif=b"Exif\0\0garbage")) == expected


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (5000, 1), (2, 2)])
def test_image_of_extreme_aspect_ratio_gives_no_server_error(client, encode, size):
    image = Image.new("L", size, 255)
    image.putpixel((0, 0), 0)
    reply = client.post("/predict", content=encode(image), headers={"Content-Type": "image/png"})
    assert reply.status_code in {200, 422}


def test_image_of_16_megapixels_is_read(read, encode, seven, expected):
    large = seven.convert("1").resize((4000, 4000))
    assert read(encode(large)) == expected


def test_image_of_few_pixels_is_read(read, encode, seven):
    small = seven.resize((28, 28), Image.Resampling.BOX)
    assert sum(read(encode(small))) == pytest.approx(1)


def test_image_with_trailing_bytes_is_read(read, png, expected):
    assert read(png + b"and more") == expected


def test_image_too_large_is_rejected_before_it_is_decoded(client, monkeypatch, encode):
    body = encode(Image.new("1", (8001, 6500), 255))
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", None)  # would fail if it were called
    reply = client.post("/predict", content=body, headers={"Content-Type": "image/png"})
    assert reply.status_code == 413


@pytest.mark.slow
def test_image_that_is_a_decompression_bomb_is_rejected(client, encode):
    file = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(file, "PNG")
    reply = client.post("/predict", content=file.getvalue(), headers={"Content-Type": "image/png"})
    assert reply.status_code == 413
    assert reply.json()["type"] == "/problems/image-too-large"


def deep_png(levels, color):
    """Return a PNG of 16 bits a channel; levels of shape (height, width, channels)."""
    height, width, channels = levels.shape
    lines = levels.astype(">u2").reshape(height, width * channels)
    packed = zlib.compress(b"".join(b"\0" + line.tobytes() for line in lines))
    return image_bombs.png(width, height, 16, color, packed)


@pytest.mark.parametrize(("color", "channels"), [(0, 1), (2, 3), (4, 2), (6, 4)])
def test_png_of_16_bits_a_channel_is_read(read, seven, expected, color, channels):
    ink = np.asarray(seven).astype(np.uint16) * 257
    levels = np.repeat(ink[:, :, None], channels, axis=2)
    if channels in {2, 4}:
        levels[:, :, -1] = 65_535  # opaque
    assert read(deep_png(levels, color)) == expected


@pytest.mark.parametrize("bits", [1, 2, 4])
def test_png_of_few_bits_a_pixel_is_read(read, seven, expected, bits):
    white = 2**bits - 1
    gray = (np.asarray(seven) > 127) * white
    fields = gray.reshape(280, -1, 8 // bits)
    weights = 2 ** (bits * np.arange(8 // bits - 1, -1, -1))
    rows = (fields * weights).sum(axis=2).astype(np.uint8)  # the sum packs a byte
    packed = zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows))
    assert read(image_bombs.png(280, 280, bits, 0, packed)) == expected


def test_png_of_gray_with_alpha_is_read(read, seven, encode, expected):
    ink = Image.new("LA", seven.size, (0, 0))
    ink.putalpha(seven.point(lambda level: 255 - level))
    assert read(encode(ink)) == expected


def test_jpeg_of_inverted_cmyk_is_read(read, seven, encode, expected):
    body = encode(seven.convert("CMYK"), "JPEG", quality=95)
    assert b"Adobe" in body
    assert read(body, "image/jpeg") == expected


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_image_with_a_color_profile_is_read(read, seven, encode, expected, kind):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    body = encode(seven.convert("RGB"), kind, icc_profile=profile)
    assert len(body) > len(encode(seven.convert("RGB"), kind)) + 200
    assert read(body, f"image/{kind.lower()}") == expected


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_image_with_a_damaged_color_profile_is_read(read, seven, encode, expected, kind):
    body = encode(seven.convert("RGB"), kind, icc_profile=b"no profile at all")
    assert read(body, f"image/{kind.lower()}") == expected


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_animation_is_read_by_its_first_frame(read, seven, encode, expected, kind):
    others = [Image.new("L", seven.size, level) for level in (255, 0, 128)]
    body = encode(seven, kind, save_all=True, append_images=others)
    assert read(body, f"image/{kind.lower()}") == expected


@pytest.mark.parametrize("mode", ["L", "P", "RGB", "RGBA"])
@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_animation_with_a_blank_first_frame_is_read_by_its_last(
    read, seven, encode, expected, kind, mode
):
    blank = Image.new("L", seven.size, 255)
    half = seven.copy()
    half.paste(255, (0, 140, 280, 280))
    first, *others = [frame.convert(mode) for frame in (blank, half, seven)]
    body = encode(first, kind, save_all=True, append_images=others, lossless=True)
    assert read(body, f"image/{kind.lower()}") == expected


def test_animation_that_begins_transparent_is_read_by_its_last_frame(read, seven, encode, expected):
    first = Image.new("RGBA", seven.size, (0, 0, 0, 0))
    body = encode(first, "PNG", save_all=True, append_images=[seven.convert("RGBA")])
    assert read(body) == expected


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_animation_all_blank_is_blank(client, seven, encode, kind):
    frames = [Image.new("L", seven.size, level) for level in (255, 254, 253)]
    body = encode(frames[0], kind, save_all=True, append_images=frames[1:])
    reply = client.post("/predict", content=body, headers={"Content-Type": "image/png"})
    assert reply.json()["type"] == "/problems/blank-drawing"


def test_animation_too_long_to_decode_is_read_by_its_first_frame(client, seven, encode):
    blank = Image.new("L", (1000, 1000), 255)
    marked = [blank.copy() for _ in range(8)]
    for k, frame in enumerate(marked):  # frames that are alike would be merged
        frame.paste(0, (100, 100, 200 + k, 800))
    body = encode(blank, "GIF", save_all=True, append_images=marked)
    reply = client.post("/predict", content=body, headers={"Content-Type": "image/gif"})
    assert reply.json()["type"] == "/problems/blank-drawing"
    body = encode(blank, "GIF", save_all=True, append_images=marked[1:])
    reply = client.post("/predict", content=body, headers={"Content-Type": "image/gif"})
    assert reply.status_code == 200


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
@pytest.mark.parametrize("kept", [0.5, 0.9, 0.99])
def test_animation_that_is_truncated_gives_no_server_error(client, seven, encode, kind, kept):
    blank = Image.new("L", seven.size, 255)
    body = encode(blank, kind, save_all=True, append_images=[seven, seven.rotate(9)])
    body = body[: int(len(body) * kept)]
    reply = client.post("/predict", content=body, headers={"Content-Type": "image/png"})
    assert reply.status_code in {200, 422}


def test_jpeg_of_several_pictures_is_read_by_its_first(read, seven, encode, expected):
    color = seven.convert("RGB")
    body = encode(color, "MPO", save_all=True, append_images=[Image.new("RGB", seven.size)])
    assert read(body, "image/jpeg") == expected


def test_gif_interlaced_and_bmp_upside_down_are_read(read, seven, encode, expected):
    assert read(encode(seven, "GIF", interlace=1), "image/gif") == expected
    bmp = bytearray(encode(seven, "BMP"))
    start = int.from_bytes(bmp[10:14], "little")
    rows = np.frombuffer(bytes(bmp[start:]), np.uint8).reshape(280, -1)[::-1]
    bmp[start:] = rows.tobytes()
    bmp[22:26] = (-280).to_bytes(4, "little", signed=True)  # from the top down
    assert read(bytes(bmp), "image/bmp") == expected


def test_bmp_run_length_encoded_is_read(read, seven, expected):
    rows = []
    for row in np.flipud((np.asarray(seven) > 127).astype(np.uint8) * 255):
        ends = [*(np.flatnonzero(np.diff(row)) + 1).tolist(), len(row)]
        start = 0
        for end in ends:
            while start < end:
                length = min(255, end - start)
                rows.append(bytes([length, int(row[start])]))
                start += length
        rows.append(b"\0\0")
    assert (
        read(image_bombs.run_length_bmp(280, 280, b"".join(rows) + b"\0\1"), "image/bmp")
        == expected
    )


@pytest.mark.parametrize(
    "write",
    [
        lambda content: base64.urlsafe_b64encode(content).decode().rstrip("="),
        lambda content: base64.b64encode(content).decode().rstrip("="),
        lambda content: (
            "data:image/bmp;base64," + urllib.parse.quote(base64.b64encode(content), safe="")
        ),
        lambda content: base64.b64encode(content).decode().replace("+", " "),
        lambda content: "data:;base64, " + base64.b64encode(content).decode().replace("+", " "),
        lambda content: base64.encodebytes(content).decode().replace("\n", " "),
        lambda content: base64.encodebytes(content).decode(),
    ],
    ids=["URL-safe", "unpadded", "percent escapes", "blanks", "URL with blanks", "MIME", "lines"],
)
def test_base64_variants_are_read(client, write):
    file = io.BytesIO()
    rasterize([np.array([[0, 0], [5, 90]])]).save(file, "BMP")
    content = file.getvalue() + bytes([251, 239, 190] * 3)  # which are all plus signs
    plain = client.post("/predict", json={"image": base64.b64encode(content).decode()})
    assert plain.status_code == 200
    assert client.post("/predict", json={"image": write(content)}).json() == plain.json()
