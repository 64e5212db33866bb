"""Invalid requests to /predict and /predict/batch: status, problem type, path and message."""

import base64
import re

import pytest
from PIL import Image

from app.http import validation

FORMATS = "PNG, JPEG, WebP, GIF or BMP"


BLANK = "/problems/blank-drawing"
UNREADABLE = "/problems/unreadable-image"
INVALID = "/problems/invalid-request"


def test_image_without_ink_is_rejected_as_blank(rejected, encode):
    body = encode(Image.new("L", (280, 280), 255))
    assert rejected(body, "image/png")[:2] == (422, BLANK)


def test_image_all_transparent_is_rejected_as_blank(rejected, encode):
    body = encode(Image.new("RGBA", (280, 280), (0, 0, 0, 0)))
    assert rejected(body, "image/png")[:2] == (422, BLANK)


def test_image_of_specks_is_rejected_as_blank(rejected, encode):
    image = Image.new("L", (280, 280), 255)
    image.putpixel((40, 50), 0)
    image.putpixel((200, 90), 0)
    assert rejected(encode(image), "image/png")[:2] == (422, BLANK)


def test_pixels_without_ink_are_rejected_as_blank(rejected):
    assert rejected({"pixels": [0] * 784})[:2] == (422, BLANK)


def test_image_that_is_a_text_is_rejected_with_the_formats(rejected):
    status, kind, detail, paths = rejected(b"this is not an image", "image/png")
    assert (status, kind, paths) == (422, UNREADABLE, ["body"])
    assert FORMATS in detail


def test_image_of_no_bytes_is_rejected_with_the_formats(rejected):
    status, kind, detail, _ = rejected(b"", "image/png")
    assert (status, kind) == (422, UNREADABLE)
    assert FORMATS in detail


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_image_truncated_is_rejected_with_the_formats(rejected, encode, seven, kind):
    whole = encode(seven, kind)
    status, problem, detail, _ = rejected(whole[: len(whole) // 2], "image/png")
    assert (status, problem) == (422, UNREADABLE)
    assert FORMATS in detail


@pytest.mark.parametrize("content_type", ["image/png", "application/octet-stream"])
@pytest.mark.parametrize("length", [12, 30, 200])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WebP", "GIF", "BMP"])
def test_image_truncated_anywhere_is_named_as_damaged(
    rejected, encode, seven, kind, length, content_type
):
    start = encode(seven, kind.upper())[:length]
    status, problem, detail, _ = rejected(start, content_type)
    assert (status, problem) == (422, UNREADABLE)
    assert detail == (
        f"body: expected a whole {kind} image, got one that is damaged or truncated; "
        f"{FORMATS} are accepted"
    )


@pytest.mark.parametrize("content_type", ["image/png", "application/octet-stream"])
@pytest.mark.parametrize(
    ("kind", "length"), [("PNG", 4), ("JPEG", 2), ("WebP", 12), ("GIF", 4), ("BMP", 8)]
)
def test_image_of_which_only_the_signature_arrived_is_named_as_damaged(
    rejected, encode, seven, kind, length, content_type
):
    status, problem, detail, _ = rejected(encode(seven, kind.upper())[:length], content_type)
    assert (status, problem) == (422, UNREADABLE)
    assert f"expected a whole {kind} image" in detail


@pytest.mark.parametrize("kind", ["TIFF", "PPM", "ICO"])
def test_image_of_another_format_is_rejected_with_the_formats(rejected, encode, seven, kind):
    status, problem, detail, _ = rejected(encode(seven, kind), "image/png")
    assert (status, problem) == (422, UNREADABLE)
    assert FORMATS in detail


OTHER_FILES = {
    "a HEIC image": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(40),
    "an AVIF image": b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf" + bytes(40),
    "a TIFF image": b"MM\0*\0\0\0\x08" + bytes(40),
    "a JPEG XL image": b"\xff\x0a" + bytes(40),
    "an SVG drawing": b'<?xml version="1.0"?>\n<!-- a digit -->\n<svg width="9"/>',
    "a PDF document": b"%PDF-1.7\n",
}


@pytest.mark.parametrize("name", OTHER_FILES)
def test_image_of_a_format_that_is_not_read_is_named_with_advice(rejected, name):
    encoded = base64.b64encode(OTHER_FILES[name]).decode()
    for body, kind in ((OTHER_FILES[name], "image/jpeg"), ({"image": encoded}, "application/json")):
        status, problem, detail, _ = rejected(body, kind)
        assert (status, problem) == (422, UNREADABLE)
        assert f"expected an image in {FORMATS}, got {name}; export it as JPEG or PNG" in detail


@pytest.mark.parametrize(("kind", "name"), [("TIFF", "a TIFF image"), ("AVIF", "an AVIF image")])
def test_image_as_pillow_writes_it_is_named_with_advice(rejected, encode, seven, kind, name):
    assert f"got {name}; export it" in rejected(encode(seven, kind), "image/png")[2]


def test_body_over_8_mib_is_rejected(rejected):
    status, kind, detail, _ = rejected(b"x" * (8 * 2**20 + 1), "image/png")
    assert (status, kind) == (413, "/problems/body-too-large")
    assert "8388608" in detail


def test_image_over_52_megapixels_is_rejected(rejected, encode):
    body = encode(Image.new("1", (8001, 6500)))
    status, kind, detail, paths = rejected(body, "image/png")
    assert (status, kind, paths) == (413, "/problems/image-too-large", ["body"])
    assert "52000000" in detail
    assert "8001 x 6500" in detail


def test_image_larger_than_the_memory_for_images_is_rejected_with_its_limit(rejected, encode):
    body = encode(Image.new("RGB", (4200, 4200)), "WEBP", quality=0, method=0)
    status, kind, detail, _ = rejected(body, "image/webp")
    assert (status, kind) == (413, "/problems/image-too-large")
    assert "at most 17476266 pixels in a WEBP of mode RGB, got 4200 x 4200" in detail


def test_image_of_billions_of_pixels_is_rejected(rejected, encode):
    body = bytearray(encode(Image.new("1", (1, 1))))
    body[16:24] = (60_000).to_bytes(4, "big") * 2  # width and height in the PNG's header
    body[29:33] = b"\xf1\x0d\x5d\x69"  # a checksum, which is looked at only later
    assert rejected(bytes(body), "image/png")[0] in {413, 422}


@pytest.mark.parametrize("content_type", ["text/plain", "image/svg+xml", "nonsense"])
def test_content_type_unsupported_is_rejected_with_the_supported(rejected, png, content_type):
    status, kind, detail, _ = rejected(png, content_type)
    assert (status, kind) == (415, "/problems/unsupported-media-type")
    assert "image/png" in detail
    assert "multipart/form-data" in detail
    assert "application/json" in detail


@pytest.mark.parametrize("content_type", ["image/heic", "image/avif", "image/tiff"])
def test_content_type_of_another_image_is_rejected_with_advice(rejected, png, content_type):
    status, _, detail, _ = rejected(png, content_type)
    assert status == 415
    assert f"got '{content_type}'; export the picture as JPEG or PNG" in detail


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"this is not an image",
        b"BM is a body mass",
        b"RIFF\x24\0\0\0WAVE",
        b"{}",
        b"II*\0\x08\0\0\0",
    ],
)
def test_octet_stream_that_is_no_image_is_rejected_with_the_supported(rejected, body):
    status, kind, detail, _ = rejected(body, "application/octet-stream")
    assert (status, kind) == (415, "/problems/unsupported-media-type")
    assert f"application/octet-stream: expected an image in {FORMATS}, got" in detail
    assert detail.endswith("application/octet-stream, multipart/form-data, application/json")


def test_content_type_missing_is_rejected_with_the_supported(client, png):
    reply = client.post("/predict", content=png)
    assert reply.status_code == 415
    assert "image/webp" in reply.headers["accept"]


def test_body_compressed_is_rejected(client, png):
    headers = {"Content-Type": "image/png", "Content-Encoding": "gzip"}
    assert client.post("/predict", content=png, headers=headers).status_code == 415


@pytest.mark.parametrize(
    "body", ['{"pixels": [0, 1', "", "{'pixels': 1}", "{}{}", "[1,]", r'{"image": "\ud800"}']
)
def test_json_malformed_is_rejected_with_line_and_column(rejected, body):
    status, kind, detail, paths = rejected(body)
    assert (status, kind, paths) == (422, INVALID, ["body"])
    assert "line 1 column" in detail


@pytest.mark.parametrize("body", ["[" * 100_000, '{"pixels":' * 100_000])
def test_json_deeply_nested_is_rejected(rejected, body):
    status, kind, detail, _ = rejected(body)
    assert (status, kind) == (422, INVALID)
    assert "recursion limit exceeded at line 1" in detail


def test_json_that_is_not_utf8_is_rejected_with_line_and_column(rejected):
    status, _, detail, _ = rejected(b'{"image": "\xff"}')
    assert status == 422
    assert re.search("invalid unicode code point at line 1 column 1[23]", detail)  # by version


@pytest.mark.parametrize("body", ["null", "[]", '"text"', "7", "true"])
def test_json_that_is_not_an_object_is_rejected(rejected, body):
    status, kind, detail, paths = rejected(body)
    assert (status, kind, paths) == (422, INVALID, ["body"])
    assert "expected an object" in detail


def test_field_unknown_is_rejected(rejected):
    status, _, detail, paths = rejected({"strokes": [[[1, 2]]], "colour": "red"})
    assert (status, paths) == (422, ["body.colour"])
    assert "unknown field" in detail


def test_forms_of_two_kinds_are_rejected(rejected):
    status, _, detail, paths = rejected({"pixels": [1] * 784, "strokes": [[[1, 2]]]})
    assert (status, paths) == (422, ["body"])
    assert "pixels and strokes" in detail


def test_form_missing_is_rejected(rejected):
    status, _, detail, paths = rejected({})
    assert (status, paths) == (422, ["body"])
    assert "exactly one of image, pixels, strokes" in detail


def test_field_repeated_counts_with_its_last_value(send):
    reply = send('{"pixels": [1], "pixels": ' + str([0.5] * 784) + "}")
    assert reply.status_code == 200


def test_pen_width_beside_pixels_is_rejected(rejected):
    assert rejected({"pixels": [1] * 784, "pen_width": 3})[3] == ["body.pen_width"]


@pytest.mark.parametrize("text", ["not base64!", "abcde", "data:image/png,raw", "é"])
def test_image_that_is_not_base64_is_rejected(rejected, text):
    status, kind, _, paths = rejected({"image": text})
    assert (status, kind, paths) == (422, INVALID, ["body.image"])


@pytest.mark.parametrize("value", [None, 7, [], {}])
def test_image_that_is_not_a_string_is_rejected(rejected, value):
    status, kind, _, paths = rejected({"image": value})
    assert (status, kind, paths) == (422, INVALID, ["body.image"])


def test_base64_of_a_text_is_rejected_with_the_formats(rejected):
    status, kind, detail, paths = rejected({"image": base64.b64encode(b"text").decode()})
    assert (status, kind, paths) == (422, UNREADABLE, ["body.image"])
    assert FORMATS in detail


def test_form_without_a_file_is_rejected(client):
    reply = client.post("/predict", files={"picture": b"x"})
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["loc"] == "body.file"


def test_form_with_a_text_for_a_file_is_rejected(rejected):
    body = b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\ntext\r\n--x--\r\n'
    status, _, detail, paths = rejected(body, "multipart/form-data; boundary=x")
    assert (status, paths) == (422, ["body.file"])
    assert "expected a file, got a text" in detail


def test_form_of_a_hundred_parts_is_rejected(rejected):
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
    status, _, detail, paths = rejected(
        part * 100 + b"--x--\r\n", "multipart/form-data; boundary=x"
    )
    assert (status, paths) == (422, ["body.file"])
    assert detail.count("'a'") == 11


def test_form_with_two_files_is_rejected(client, png):
    files = [("file", ("a.png", png)), ("file", ("b.png", png))]
    reply = client.post("/predict", files=files)
    assert reply.status_code == 422


@pytest.mark.parametrize(
    ("content_type", "message"),
    [
        (
            "multipart/form-data",
            "expected multipart/form-data with a boundary in Content-Type, got none",
        ),
        (
            "multipart/form-data; boundary=other",
            "expected multipart/form-data with that boundary, got a malformed body",
        ),
    ],
)
def test_form_malformed_is_rejected_with_what_was_expected(rejected, content_type, message):
    status, kind, detail, _ = rejected(b"--x\r\n\r\nbroken", content_type)
    assert (status, kind, detail) == (422, INVALID, f"body: {message}")


def test_model_unknown_is_rejected_with_the_known(rejected, png):
    status, kind, detail, _ = rejected(png, "image/png", "/predict?model=nope")
    assert (status, kind) == (404, "/problems/unknown-model")
    assert "seed, tiny" in detail


def test_include_unknown_is_rejected_with_the_known(rejected, png):
    status, kind, detail, paths = rejected(png, "image/png", "/predict?include=input,layers")
    assert (status, kind, paths) == (422, INVALID, ["query.include"])
    assert "expected input or stages, got 'layers'" in detail


@pytest.mark.parametrize("instances", [[], [{"pixels": [1] * 784}] * 1025, None, {}])
def test_batch_of_invalid_length_is_rejected(rejected, instances):
    status, _, _, paths = rejected({"instances": instances}, path="/predict/batch")
    assert (status, paths) == (422, ["body.instances"])


def test_batch_without_instances_is_rejected(rejected):
    assert rejected({}, path="/predict/batch")[3] == ["body.instances"]


def test_batch_with_an_invalid_instance_is_rejected_with_its_index(rejected):
    good = {"pixels": [0.5] * 784}
    bad = {"pixels": [0.5] * 12 + [7] + [0.5] * 771}
    body = {"instances": [good, good, good, bad]}
    assert rejected(body, path="/predict/batch")[3] == ["body.instances.3.pixels.12"]


def test_batch_with_a_blank_instance_is_rejected_with_its_index(rejected):
    body = {"instances": [{"strokes": [[[0, 0], [9, 9]]]}, {"pixels": [0] * 784}]}
    status, kind, _, paths = rejected(body, path="/predict/batch")
    assert (status, kind, paths) == (422, BLANK, ["body.instances.1.pixels"])


def test_batch_of_images_that_are_too_large_together_is_rejected(rejected, encode):
    large = base64.b64encode(encode(Image.new("1", (8000, 6500), 1))).decode()
    status, kind, _, paths = rejected({"instances": [{"image": large}] * 4}, path="/predict/batch")
    assert (status, kind) == (413, "/problems/image-too-large")
    assert paths == ["body.instances.3"]


def test_batch_that_is_not_json_is_rejected(rejected, png):
    status, _, detail, _ = rejected(png, "image/png", "/predict/batch")
    assert status == 415
    assert detail.startswith("expected Content-Type: one of application/json, got")


@pytest.mark.parametrize(
    ("path", "wrap", "prefix"),
    [
        ("/predict", lambda names: names, "body."),
        ("/predict/batch", lambda names: {"instances": [names]}, "body.instances.0."),
        ("/explain", lambda names: names, "body."),
    ],
)
def test_thousands_of_unknown_names_give_ten_errors_without_pydantic(
    rejected, monkeypatch, path, wrap, prefix
):
    monkeypatch.setattr(validation, "field_errors", None)  # pydantic's list takes 15 us a name
    names = {f"n{k}": 0 for k in range(5000)}
    status, _, detail, paths = rejected(wrap(names), path=path)
    assert (status, paths) == (422, [f"{prefix}n{k}" for k in range(10)])
    assert "unknown field" in detail
