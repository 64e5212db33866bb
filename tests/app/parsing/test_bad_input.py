"""Each kind of bad input, by name: its status, its problem type, and what the client is told."""

import base64
import json

import pytest
from PIL import Image

FORMATS = "PNG, JPEG, WebP, GIF or BMP"


@pytest.fixture
def send(client):
    def sent(body, content_type="application/json", path="/predict"):
        if not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        return client.post(path, content=body, headers={"Content-Type": content_type})

    return sent


@pytest.fixture
def refused(send):
    """Send, verify the one error shape, and return (status, slug, detail, places)."""

    def verified(body, content_type="application/json", path="/predict"):
        reply = send(body, content_type, path)
        assert reply.headers["content-type"] == "application/problem+json"
        problem = reply.json()
        assert problem["status"] == reply.status_code
        places = [error["loc"] for error in problem.get("errors", [])]
        return reply.status_code, problem["type"], problem["detail"], places

    return verified


BLANK = "/problems/blank-drawing"
UNREADABLE = "/problems/unreadable-image"
INVALID = "/problems/invalid-request"


def test_blank_canvas_is_refused_as_blank(refused, encode):
    body = encode(Image.new("L", (280, 280), 255))
    assert refused(body, "image/png")[:2] == (422, BLANK)


def test_transparent_canvas_is_refused_as_blank(refused, encode):
    body = encode(Image.new("RGBA", (280, 280), (0, 0, 0, 0)))
    assert refused(body, "image/png")[:2] == (422, BLANK)


def test_specks_alone_are_refused_as_blank(refused, encode):
    image = Image.new("L", (280, 280), 255)
    image.putpixel((40, 50), 0)
    image.putpixel((200, 90), 0)
    assert refused(encode(image), "image/png")[:2] == (422, BLANK)


def test_pixels_of_paper_are_refused_as_blank(refused):
    assert refused({"pixels": [0] * 784})[:2] == (422, BLANK)


def test_text_sent_as_an_image_names_the_formats(refused):
    status, kind, detail, places = refused(b"this is not an image", "image/png")
    assert (status, kind, places) == (422, UNREADABLE, ["body"])
    assert FORMATS in detail


def test_empty_body_sent_as_an_image_names_the_formats(refused):
    status, kind, detail, _ = refused(b"", "image/png")
    assert (status, kind) == (422, UNREADABLE)
    assert FORMATS in detail


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_truncated_image_names_the_formats(refused, encode, seven, kind):
    whole = encode(seven, kind)
    status, problem, detail, _ = refused(whole[: len(whole) // 2], "image/png")
    assert (status, problem) == (422, UNREADABLE)
    assert FORMATS in detail


@pytest.mark.parametrize("kind", ["TIFF", "PPM", "ICO"])
def test_image_of_another_format_names_the_formats(refused, encode, seven, kind):
    status, problem, detail, _ = refused(encode(seven, kind), "image/png")
    assert (status, problem) == (422, UNREADABLE)
    assert FORMATS in detail


def test_body_over_8_mib_is_refused(refused):
    status, kind, detail, _ = refused(b"x" * (8 * 2**20 + 1), "image/png")
    assert (status, kind) == (413, "/problems/body-too-large")
    assert "8388608" in detail


def test_image_over_16_megapixels_is_refused(refused, encode):
    body = encode(Image.new("1", (4001, 4000)))
    status, kind, detail, places = refused(body, "image/png")
    assert (status, kind, places) == (413, "/problems/image-too-large", ["body"])
    assert "16000000" in detail
    assert "4001 x 4000" in detail


def test_image_of_billions_of_pixels_is_refused(refused, encode):
    body = bytearray(encode(Image.new("1", (1, 1))))
    body[16:24] = (60_000).to_bytes(4, "big") * 2  # width and height in the PNG's header
    body[29:33] = b"\xf1\x0d\x5d\x69"  # a checksum, which is looked at only later
    assert refused(bytes(body), "image/png")[0] in {413, 422}


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/octet-stream", "image/svg+xml", "nonsense"]
)
def test_wrong_content_type_lists_the_right_ones(refused, png, content_type):
    status, kind, detail, _ = refused(png, content_type)
    assert (status, kind) == (415, "/problems/unsupported-media-type")
    assert "image/png" in detail
    assert "multipart/form-data" in detail
    assert "application/json" in detail


def test_missing_content_type_lists_the_right_ones(client, png):
    reply = client.post("/predict", content=png)
    assert reply.status_code == 415
    assert "image/webp" in reply.headers["accept"]


def test_compressed_body_is_refused(client, png):
    headers = {"Content-Type": "image/png", "Content-Encoding": "gzip"}
    assert client.post("/predict", content=png, headers=headers).status_code == 415


@pytest.mark.parametrize("body", ['{"pixels": [0, 1', "", "{'pixels': 1}", "{}{}", "[1,]"])
def test_broken_json_names_line_and_column(refused, body):
    status, kind, detail, places = refused(body)
    assert (status, kind, places) == (422, INVALID, ["body"])
    assert "line 1, column" in detail


@pytest.mark.parametrize("body", ["[" * 100_000, '{"pixels":' * 100_000])
def test_deeply_nested_json_is_refused(refused, body):
    status, kind, detail, _ = refused(body)
    assert (status, kind) == (422, INVALID)
    assert "nested" in detail


def test_json_that_is_not_utf8_names_the_byte(refused):
    status, _, detail, _ = refused(b'{"image": "\xff"}')
    assert status == 422
    assert "0xff at position 11" in detail


@pytest.mark.parametrize("body", ["null", "[]", '"text"', "7", "true"])
def test_json_that_is_no_object_is_refused(refused, body):
    status, kind, detail, places = refused(body)
    assert (status, kind, places) == (422, INVALID, ["body"])
    assert "expected an object" in detail


def test_unknown_field_is_named(refused):
    status, _, detail, places = refused({"strokes": [[[1, 2]]], "colour": "red"})
    assert (status, places) == (422, ["body.colour"])
    assert "unknown field" in detail


def test_two_forms_at_once_are_named(refused):
    status, _, detail, places = refused({"pixels": [1] * 784, "strokes": [[[1, 2]]]})
    assert (status, places) == (422, ["body"])
    assert "pixels and strokes" in detail


def test_no_form_at_all_is_refused(refused):
    status, _, detail, places = refused({})
    assert (status, places) == (422, ["body"])
    assert "exactly one of image, pixels, strokes" in detail


def test_repeated_field_is_named(refused):
    status, _, _, places = refused('{"pixels": [1], "pixels": [2]}')
    assert (status, places) == (422, ["body.pixels"])


def test_pen_width_beside_pixels_is_refused(refused):
    assert refused({"pixels": [1] * 784, "pen_width": 3})[3] == ["body.pen_width"]


@pytest.mark.parametrize("count", [0, 1, 783, 785])
def test_pixels_of_the_wrong_length_say_expected_and_got(refused, count):
    status, _, detail, places = refused({"pixels": [0.5] * count})
    assert (status, places) == (422, ["body.pixels"])
    assert "expected 784 numbers or 28 rows of 28" in detail
    assert f"got {count} numbers" in detail


@pytest.mark.parametrize("value", [7, None, "0 1 0", {"0": 1}])
def test_pixels_that_are_no_list_say_expected_and_got(refused, value):
    status, _, detail, places = refused({"pixels": value})
    assert (status, places) == (422, ["body.pixels"])
    assert "expected 784 numbers or 28 rows of 28, got" in detail


def test_27_rows_say_expected_and_got(refused):
    status, _, detail, places = refused({"pixels": [[0.5] * 28] * 27})
    assert (status, places) == (422, ["body.pixels"])
    assert "got 27 rows" in detail


def test_short_row_is_named(refused):
    status, _, detail, places = refused({"pixels": [[0.5] * 28] * 5 + [[0.5] * 27] * 23})
    assert status == 422
    assert places[0] == "body.pixels.5"
    assert "expected a row of 28 numbers, got a list of 27" in detail


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999", "1" + "0" * 400])
def test_pixel_that_is_not_finite_is_named(refused, value):
    body = '{"pixels": [' + "0.5, " * 12 + value + ", 0.5" * 771 + "]}"
    status, _, detail, places = refused(body)
    assert (status, places) == (422, ["body.pixels.12"])
    assert "expected a finite number" in detail


def test_number_of_thousands_of_digits_is_refused(refused):
    status, _, detail, _ = refused('{"pixels": [' + "9" * 5000 + "]}")
    assert status == 422
    assert "digits" in detail


@pytest.mark.parametrize("value", ["0.5", True, None, [], {}])
def test_pixel_that_is_no_number_is_named(refused, value):
    status, _, _, places = refused({"pixels": [[0.5] * 28] * 27 + [[0.5] * 27 + [value]]})
    assert (status, places) == (422, ["body.pixels.27.27"])


@pytest.mark.parametrize("value", [-0.01, 1.01, -1e300])
def test_pixel_out_of_range_is_named(refused, value):
    status, _, detail, places = refused({"pixels": [value] + [0.5] * 783})
    assert (status, places) == (422, ["body.pixels.0"])
    assert "expected a number from 0 to 1, got" in detail


def test_pixels_as_grey_levels_say_to_divide_by_255(refused):
    status, _, detail, places = refused({"pixels": [0, 128, 255, *[0] * 781]})
    assert (status, places) == (422, ["body.pixels.1", "body.pixels.2"])
    assert "divide grey levels from 0 to 255 by 255" in detail


def test_784_wrong_pixels_are_not_784_errors(refused):
    assert len(refused({"pixels": [2] * 784})[3]) == 10


@pytest.mark.parametrize(
    ("strokes", "place"),
    [
        ([], "body.strokes"),
        (None, "body.strokes"),
        ([[]], "body.strokes.0"),
        ([[[1, 2]], []], "body.strokes.1"),
        ([7], "body.strokes.0"),
        ([[[1, 2], [3]]], "body.strokes.0.1"),
        ([[[1, 2]], [[1, 2], [3, 4, 5]]], "body.strokes.1.1"),
        ([[{"x": 1, "y": 2}]], "body.strokes.0.0"),
        ([[[1, 2]], [[3, "4"]]], "body.strokes.1.0.1"),
        ([[[1, 2], [True, 4]]], "body.strokes.0.1.0"),
        ([[[1, 2], [3, 4]], [[5, 1_000_001]]], "body.strokes.1.0.1"),
        ([[[-1e300, 0]]], "body.strokes.0.0.0"),
    ],
)
def test_wrong_stroke_is_named(refused, strokes, place):
    status, kind, _, places = refused({"strokes": strokes})
    assert (status, kind, places) == (422, INVALID, [place])


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_coordinate_that_is_not_finite_is_named(refused, value):
    status, _, _, places = refused(f'{{"strokes": [[[1, 2], [3, {value}]]]}}')
    assert (status, places) == (422, ["body.strokes.0.1.1"])


def test_more_than_100_000_points_are_refused(refused):
    status, _, detail, places = refused({"strokes": [[[1, 2]] * 60_000, [[3, 4]] * 40_001]})
    assert (status, places) == (422, ["body.strokes"])
    assert "expected at most 100000 points, got 100001" in detail


@pytest.mark.parametrize("width", [0, -1, 1e-9, 1e9, None, "16", True, [16]])
def test_pen_of_no_sensible_width_is_refused(refused, width):
    status, _, _, places = refused({"strokes": [[[1, 2]]], "pen_width": width})
    assert (status, places) == (422, ["body.pen_width"])


@pytest.mark.parametrize("text", ["not base64!", "abc", "data:image/png,raw", "é", "\ud800"])
def test_image_that_is_not_base64_is_refused(refused, text):
    status, kind, _, places = refused({"image": text})
    assert (status, kind, places) == (422, INVALID, ["body.image"])


@pytest.mark.parametrize("value", [None, 7, [], {}])
def test_image_that_is_no_text_is_refused(refused, value):
    status, kind, _, places = refused({"image": value})
    assert (status, kind, places) == (422, INVALID, ["body.image"])


def test_base64_of_no_image_names_the_formats(refused):
    status, kind, detail, places = refused({"image": base64.b64encode(b"text").decode()})
    assert (status, kind, places) == (422, UNREADABLE, ["body.image"])
    assert FORMATS in detail


def test_form_without_a_file_is_refused(client):
    reply = client.post("/predict", files={"picture": b"x"})
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["loc"] == "body.file"


def test_form_with_a_text_for_a_file_is_refused(refused):
    body = b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\ntext\r\n--x--\r\n'
    status, _, detail, places = refused(body, "multipart/form-data; boundary=x")
    assert (status, places) == (422, ["body.file"])
    assert "expected a file, got a text" in detail


def test_form_with_two_files_is_refused(client, png):
    files = [("file", ("a.png", png)), ("file", ("b.png", png))]
    reply = client.post("/predict", files=files)
    assert reply.status_code == 422


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data", "multipart/form-data; boundary=other"]
)
def test_broken_form_is_refused(refused, content_type):
    assert refused(b"--x\r\n\r\nbroken", content_type)[:2] == (422, INVALID)


def test_unknown_model_names_those_that_there_are(refused, png):
    status, kind, detail, _ = refused(png, "image/png", "/predict?model=nope")
    assert (status, kind) == (404, "/problems/unknown-model")
    assert "seed, tiny" in detail


def test_unknown_include_names_the_right_ones(refused, png):
    status, kind, detail, places = refused(png, "image/png", "/predict?include=input,layers")
    assert (status, kind, places) == (422, INVALID, ["query.include"])
    assert "expected input or stages, got 'layers'" in detail


@pytest.mark.parametrize("instances", [[], [{"pixels": [1] * 784}] * 1025, None, {}])
def test_batch_of_none_or_too_many_is_refused(refused, instances):
    status, _, detail, places = refused({"instances": instances}, path="/predict/batch")
    assert (status, places) == (422, ["body.instances"])
    assert "expected a list of 1 to 1024 drawings, got" in detail


def test_batch_without_instances_is_refused(refused):
    assert refused({}, path="/predict/batch")[3] == ["body.instances"]


def test_batch_names_the_index_of_a_bad_instance(refused):
    good = {"pixels": [0.5] * 784}
    bad = {"pixels": [0.5] * 12 + [7] + [0.5] * 771}
    body = {"instances": [good, good, good, bad]}
    assert refused(body, path="/predict/batch")[3] == ["body.instances.3.pixels.12"]


def test_batch_names_the_index_of_a_blank_instance(refused):
    body = {"instances": [{"strokes": [[[0, 0], [9, 9]]]}, {"pixels": [0] * 784}]}
    status, kind, _, places = refused(body, path="/predict/batch")
    assert (status, kind, places) == (422, BLANK, ["body.instances.1.pixels"])


def test_batch_of_images_that_are_too_large_together_is_refused(refused, encode):
    large = base64.b64encode(encode(Image.new("1", (4000, 4000), 1))).decode()
    status, kind, _, places = refused({"instances": [{"image": large}] * 9}, path="/predict/batch")
    assert (status, kind) == (413, "/problems/image-too-large")
    assert places == ["body.instances.8"]


def test_batch_takes_json_only(refused, png):
    status, _, detail, _ = refused(png, "image/png", "/predict/batch")
    assert status == 415
    assert detail.startswith("expected Content-Type: one of application/json, got")
