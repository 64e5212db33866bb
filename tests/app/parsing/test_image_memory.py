"""Memory and reduction of images, decided from their headers."""

import io

import pytest
from PIL import Image

from app.concurrency.memory import MAX_DECODED_BYTES
from app.parsing import image_memory, images


def opened(content):
    return Image.open(io.BytesIO(content))


def parsed(content):
    return images.parse(content, ("body",), 52_000_000)


@pytest.mark.parametrize(
    ("size", "scale"),
    [
        ((2828, 2828), 1),
        ((4000, 2000), 2),
        ((4032, 3024), 2),  # 12 megapixels
        ((8160, 6120), 4),  # 50 megapixels
        ((12_000, 10_700), 8),
    ],
)
def test_jpeg_is_reduced_to_no_less_than_2_megapixels(encode, size, scale):
    jpeg = opened(encode(Image.new("L", (80, 80)), "JPEG"))
    jpeg._size = size
    assert image_memory.draft_scale(jpeg) == scale


def test_image_of_another_format_is_not_reduced(encode):
    assert image_memory.draft_scale(opened(encode(Image.new("1", (8000, 6000))))) == 1


@pytest.mark.parametrize(
    ("mode", "kind", "bytes_a_pixel"),
    [
        ("1", "PNG", 3),
        ("I;16", "PNG", 4),
        ("RGB", "PNG", 6),
        ("RGBA", "PNG", 6),
        ("RGB", "WEBP", 18),
        ("L", "BMP", 6),
        ("P", "GIF", 4),
        ("RGB", "JPEG", 6),
        ("CMYK", "JPEG", 6),
    ],
)
def test_memory_of_an_image_follows_from_its_mode_and_format(encode, mode, kind, bytes_a_pixel):
    content = encode(Image.new(mode, (300, 200)), kind)
    assert parsed(content).decoded_bytes == bytes_a_pixel * 300 * 200


@pytest.mark.parametrize(("subsampling", "samples"), [(0, 3), (1, 2), (2, 1.5)])
def test_progressive_jpeg_keeps_all_coefficients_in_memory(encode, subsampling, samples):
    image = Image.new("RGB", (300, 200))
    plain = parsed(encode(image, "JPEG", subsampling=subsampling)).decoded_bytes
    progressive = encode(image, "JPEG", progressive=True, subsampling=subsampling)
    assert parsed(progressive).decoded_bytes == plain + 2 * samples * 300 * 200


@pytest.mark.slow
@pytest.mark.parametrize("size", [(4032, 3024), (8160, 6120)], ids=["12 MP", "50 MP"])
@pytest.mark.parametrize("options", [{}, {"progressive": True}], ids=["baseline", "progressive"])
def test_photograph_of_a_phone_is_read(client, seven, encode, answer, size, options):
    photograph = Image.new("RGB", size, "white")
    photograph.paste(seven.resize((size[1], size[1])), (size[0] // 8, 0))
    content = encode(photograph, "JPEG", **options)
    assert parsed(content).decoded_bytes < MAX_DECODED_BYTES
    reply = client.post("/predict", content=content, headers={"Content-Type": "image/jpeg"})
    assert reply.json()["probabilities"] == pytest.approx(answer["probabilities"], abs=0.02)
