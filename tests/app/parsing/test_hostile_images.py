"""Pictures that are made to harm, and pictures of rare kinds: refused in time, or read right."""

import time
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from tests.support import image_bombs as bombs

CPU_S = 1.0
"""The most that a hostile file may cost; each would cost seconds, or hours, if it were let."""


@pytest.mark.parametrize("name", bombs.BOMBS)
def test_hostile_file_is_refused_in_time(client, name):
    body = bombs.BOMBS[name]()
    assert len(body) <= bombs.MAX_BYTES
    began = time.process_time()
    reply = client.post("/predict", content=body, headers={"Content-Type": "image/png"})
    assert time.process_time() - began < CPU_S
    assert reply.status_code in {413, 422}
    assert reply.json()["type"].startswith("/problems/")


@pytest.mark.parametrize(
    "name", ["frame_larger_than_the_screen", "jpeg_of_65500_squared"], ids=lambda name: name
)
def test_file_that_claims_to_be_enormous_is_too_large(client, name):
    body = bombs.BOMBS[name]()
    reply = client.post("/predict", content=body, headers={"Content-Type": "image/gif"})
    assert reply.json()["type"] == "/problems/image-too-large"


def test_scans_of_a_jpeg_are_counted(client):
    headers = {"Content-Type": "image/jpeg"}
    reply = client.post("/predict", content=bombs.many_scans(), headers=headers)
    assert "expected a JPEG of at most 100 scans, got 10" in reply.json()["detail"]


def test_progressive_jpeg_of_a_camera_is_read(client, seven, encode):
    body = encode(seven.convert("RGB").resize((1200, 1200)), "JPEG", progressive=True, quality=95)
    assert client.post("/predict", content=body, headers={"Content-Type": "image/jpeg"}).is_success


@pytest.fixture
def read(client):
    def probabilities(body, content_type="image/png"):
        reply = client.post("/predict", content=body, headers={"Content-Type": content_type})
        assert reply.status_code == 200, reply.text
        return reply.json()["probabilities"]

    return probabilities


@pytest.fixture
def expected(answer):
    return pytest.approx(answer["probabilities"], abs=0.02)


def deep_png(levels, colour):
    """Return a PNG of 16 bits a channel; levels of shape (height, width, channels)."""
    height, width, channels = levels.shape
    lines = levels.astype(">u2").reshape(height, width * channels)
    packed = zlib.compress(b"".join(b"\0" + line.tobytes() for line in lines))
    return bombs.png(width, height, 16, colour, packed)


@pytest.mark.parametrize(("colour", "channels"), [(0, 1), (2, 3), (4, 2), (6, 4)])
def test_16_bits_a_channel_are_read(read, seven, expected, colour, channels):
    ink = np.asarray(seven).astype(np.uint16) * 257
    levels = np.repeat(ink[:, :, None], channels, axis=2)
    if channels in {2, 4}:
        levels[:, :, -1] = 65_535  # opaque
    assert read(deep_png(levels, colour)) == expected


@pytest.mark.parametrize("bits", [1, 2, 4])
def test_few_bits_a_pixel_are_read(read, seven, expected, bits):
    most = 2**bits - 1
    grey = (np.asarray(seven) > 127) * most
    fields = grey.reshape(280, -1, 8 // bits)
    weights = 2 ** (bits * np.arange(8 // bits - 1, -1, -1))
    rows = (fields * weights).sum(axis=2).astype(np.uint8)  # the sum packs a byte
    packed = zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows))
    assert read(bombs.png(280, 280, bits, 0, packed)) == expected


def test_grey_with_alpha_is_read(read, seven, encode, expected):
    ink = Image.new("LA", seven.size, (0, 0))
    ink.putalpha(seven.point(lambda level: 255 - level))
    assert read(encode(ink)) == expected


def test_cmyk_jpeg_as_photo_editors_write_it_is_read(read, seven, encode, expected):
    body = encode(seven.convert("CMYK"), "JPEG", quality=95)
    assert b"Adobe" in body
    assert read(body, "image/jpeg") == expected


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_colour_profile_does_no_harm(read, seven, encode, expected, kind):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    body = encode(seven.convert("RGB"), kind, icc_profile=profile)
    assert len(body) > len(encode(seven.convert("RGB"), kind)) + 200
    assert read(body, f"image/{kind.lower()}") == expected


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_damaged_colour_profile_does_no_harm(read, seven, encode, expected, kind):
    body = encode(seven.convert("RGB"), kind, icc_profile=b"no profile at all")
    assert read(body, f"image/{kind.lower()}") == expected


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_first_picture_of_an_animation_is_read(read, seven, encode, expected, kind):
    others = [Image.new("L", seven.size, level) for level in (255, 0, 128)]
    body = encode(seven, kind, save_all=True, append_images=others)
    assert read(body, f"image/{kind.lower()}") == expected


def test_first_picture_of_several_in_a_jpeg_is_read(read, seven, encode, expected):
    colour = seven.convert("RGB")
    body = encode(colour, "MPO", save_all=True, append_images=[Image.new("RGB", seven.size)])
    assert read(body, "image/jpeg") == expected


def test_interlaced_gif_and_upside_down_bmp_are_read(read, seven, encode, expected):
    assert read(encode(seven, "GIF", interlace=1), "image/gif") == expected
    bmp = bytearray(encode(seven, "BMP"))
    start = int.from_bytes(bmp[10:14], "little")
    rows = np.frombuffer(bytes(bmp[start:]), np.uint8).reshape(280, -1)[::-1]
    bmp[start:] = rows.tobytes()
    bmp[22:26] = (-280).to_bytes(4, "little", signed=True)  # from the top down
    assert read(bytes(bmp), "image/bmp") == expected


def test_runs_of_a_bmp_are_read(read, seven, expected):
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
    assert read(bombs.run_length_bmp(280, 280, b"".join(rows) + b"\0\1"), "image/bmp") == expected
