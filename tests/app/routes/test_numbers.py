"""POST /numbers and /numbers/batch."""

import base64

import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image, ImageDraw

from app.main import create_app
from app.numbers.schemas import Numbers, NumbersBatch
from app.openapi import examples
from app.openapi.schemas import ProblemDetails
from app.settings import Settings
from model.numbers import lines, recognition
from tests.support import written_numbers


@pytest.fixture(scope="module")
def bundled():
    """A client of a service with the bundled models."""
    with TestClient(create_app(Settings(lab="off"))) as client:
        yield client


@pytest.fixture
def number_png(encode):
    return encode(written_numbers.page([("2026", 0)]))


def test_numbers_of_an_image_conform_to_the_schema(bundled, number_png):
    reply = bundled.post("/numbers", content=number_png, headers={"Content-Type": "image/png"})
    parsed = Numbers.model_validate(reply.json(), strict=True)
    assert [number.number for number in parsed.numbers] == ["2026"]
    assert parsed.model_dump(exclude_unset=True) == reply.json()


def test_numbers_of_each_form_of_image_are_the_same(bundled, number_png):
    encoded = base64.b64encode(number_png).decode()
    by_body = bundled.post("/numbers", content=number_png, headers={"Content-Type": "image/png"})
    assert bundled.post("/numbers", files={"file": number_png}).json() == by_body.json()
    assert bundled.post("/numbers", json={"image": encoded}).json() == by_body.json()


def test_numbers_of_strokes_have_boxes_in_their_coordinates(bundled):
    strokes = [stroke.tolist() for stroke in written_numbers.strokes("2026", side=8.0, x=1000.0)]
    [number] = bundled.post("/numbers", json={"strokes": strokes}).json()["numbers"]
    assert number["number"] == "2026"
    left, _, width, _ = number["box"]
    points = np.concatenate([np.array(stroke) for stroke in strokes])
    assert left == pytest.approx(points[:, 0].min(), abs=0.6)
    assert left + width == pytest.approx(points[:, 0].max(), abs=0.6)


@pytest.mark.parametrize("form", ["strokes", "image", "pixels"])
def test_numbers_of_one_digit_equal_predict(bundled, form):
    drawing = examples.forms()[form]
    predicted = bundled.post("/predict", json=drawing).json()
    [number] = bundled.post("/numbers", json=drawing).json()["numbers"]
    assert number["number"] == str(predicted["digit"])
    assert number["certain"] == number["digits"][0]["certain"] == predicted["certain"]
    assert number["confidence"] == number["digits"][0]["confidence"] == predicted["confidence"]
    assert number["digits"][0]["probabilities"] == predicted["probabilities"]


@pytest.mark.parametrize("width", [2, 8])
def test_numbers_of_a_digit_between_two_lines_is_the_digit(bundled, encode, width):
    image = Image.new("L", (350, 350), 255)
    pen = ImageDraw.Draw(image)
    for x in (60, 290):
        pen.line([(x, 40), (x, 310)], fill=0, width=width)
    pen.line([(120, 90), (220, 90), (150, 260)], fill=40, width=14, joint="curve")
    png = encode(image)

    reply = bundled.post("/numbers", content=png, headers={"Content-Type": "image/png"})

    assert [number["number"] for number in reply.json()["numbers"]] == ["7"]


def test_numbers_batch_replies_in_the_order_of_the_instances(bundled):
    instances = [examples.number(), examples.forms()["pixels"]]
    reply = bundled.post("/numbers/batch", json={"instances": instances}).json()
    parsed = NumbersBatch.model_validate(reply)
    assert [[n.number for n in one.numbers] for one in parsed.predictions] == [["47"], ["7"]]


def test_numbers_uses_the_named_model(bundled):
    reply = bundled.post("/numbers?model=wide", json=examples.number()).json()
    assert reply["model"]["name"] == "wide"


def test_numbers_of_a_blank_image_is_a_blank_drawing(bundled, encode):
    blank = encode(Image.new("L", (90, 60), 255))
    reply = bundled.post("/numbers", content=blank, headers={"Content-Type": "image/png"})
    assert (reply.status_code, reply.json()["type"]) == (422, "/problems/blank-drawing")


def test_numbers_with_too_many_digits_are_rejected_with_the_count(bundled, encode):
    image = encode(written_numbers.page([("7" * 25, 0)], side=40, pen=4))
    reply = bundled.post("/numbers", content=image, headers={"Content-Type": "image/png"})
    assert (reply.status_code, reply.json()["type"]) == (422, "/problems/too-many-numbers")
    assert "expected at most 24 digits in a number, got 25" in reply.json()["detail"]
    assert [reply.json()[key] for key in ("counted", "limit", "count")] == ["digits", 24, 25]


@pytest.mark.parametrize(
    ("name", "counted"),
    [
        ("MAX_NUMBERS", "numbers"),
        ("MAX_DIGITS", "digits"),
        ("MAX_SEGMENTS", "parts"),
        ("MAX_MARKS", "marks"),
    ],
)
def test_numbers_beyond_each_limit_name_what_is_counted(
    bundled, encode, monkeypatch, name, counted
):
    for module in (lines, recognition):
        monkeypatch.setattr(module, name, 1, raising=False)
    image = encode(written_numbers.page([("47", 0)], [("30", 0)], side=80))
    reply = bundled.post("/numbers", content=image, headers={"Content-Type": "image/png"})
    problem = reply.json()
    assert (problem["counted"], problem["limit"]) == (counted, 1)
    assert problem["count"] > 1
    ProblemDetails.model_validate(problem, strict=True)


@pytest.mark.parametrize("query", ["size=2", "include=stages", "include=input,cut"])
def test_numbers_with_an_unknown_parameter_or_field_are_rejected(bundled, query):
    reply = bundled.post(f"/numbers?{query}", json=examples.number())
    assert (reply.status_code, reply.json()["type"]) == (422, "/problems/invalid-request")


def test_numbers_batch_takes_no_field_to_include(bundled):
    reply = bundled.post("/numbers/batch?include=cuts", json={"instances": [examples.number()]})
    assert reply.status_code == 422


def test_numbers_with_cuts_conform_to_the_schema_and_draw_the_path(bundled, number_png):
    content_type = {"Content-Type": "image/png"}
    reply = bundled.post("/numbers?include=cuts", content=number_png, headers=content_type).json()
    parsed = Numbers.model_validate(reply, strict=True)
    assert parsed.model_dump(exclude_unset=True) == reply
    [number] = reply["numbers"]
    candidates = [number["cuts"]["candidates"][k] for k in number["cuts"]["path"]]
    assert [c["box"] for c in candidates] == [d["box"] for d in number["digits"]]
    runner_up = [number["cuts"]["candidates"][k] for k in number["cuts"]["runner_up"]]
    [alternative] = number["alternatives"]
    assert len(runner_up) == len(alternative["number"])
    plain = bundled.post("/numbers", content=number_png, headers=content_type).json()
    del number["cuts"]
    assert reply == plain


def test_numbers_of_strokes_have_cuts_in_their_coordinates(bundled):
    strokes = [stroke.tolist() for stroke in written_numbers.strokes("47", side=8.0, x=1000.0)]
    strokes.append([[1003.0, 4.0], [1012.0, 4.0]])  # joins the two
    [number] = bundled.post("/numbers?include=cuts", json={"strokes": strokes}).json()["numbers"]
    points = np.array([point for line in number["cuts"]["lines"] for point in line])
    assert len(points)
    assert ((points >= (1000, 0)) & (points <= (1020, 9))).all()


def test_numbers_of_one_digit_have_the_cuts_that_were_considered(bundled):
    reply = bundled.post("/numbers?include=cuts", json=examples.forms()["strokes"]).json()
    [number] = reply["numbers"]
    assert len(number["cuts"]["path"]) == len(number["digits"]) == 1


def test_numbers_of_pixels_have_no_cuts(bundled):
    reply = bundled.post("/numbers?include=cuts", json=examples.forms()["pixels"]).json()
    assert reply["numbers"][0]["cuts"] is None


def test_numbers_with_input_are_the_same_digits_as_pixels(bundled, number_png):
    reply = bundled.post(
        "/numbers?include=input", content=number_png, headers={"Content-Type": "image/png"}
    )
    for digit in reply.json()["numbers"][0]["digits"]:
        predicted = bundled.post("/predict", json={"pixels": digit["input"]}).json()
        assert predicted["probabilities"] == pytest.approx(digit["probabilities"], abs=1e-5)


DATE = {
    "strokes": [
        *(stroke.tolist() for stroke in written_numbers.strokes("26", side=80.0)),
        [[160, 40], [190, 40]],
        *(stroke.tolist() for stroke in written_numbers.strokes("11", side=80.0, x=200.0)),
    ]
}
"""26-11 as strokes."""


def test_numbers_with_separators_conform_to_the_schema(bundled):
    reply = bundled.post("/numbers?separators=.,-/:&model=wide", json=DATE).json()
    parsed = Numbers.model_validate(reply, strict=True)
    assert parsed.model_dump(exclude_unset=True) == reply
    [number] = reply["numbers"]
    assert number["number"] == "26-11"
    [separator] = number["separators"]
    assert (separator["separator"], separator["position"]) == ("-", 2)
    assert separator["box"][:3:2] == pytest.approx((157, 36), abs=2)
    assert number["ignored"] == []


def test_numbers_without_separators_say_which_mark_was_left_out(bundled):
    [number] = bundled.post("/numbers?model=wide", json=DATE).json()["numbers"]
    assert number["number"] == "2611"
    assert "separators" not in number
    [mark] = number["ignored"]
    assert mark["box"][:3:2] == pytest.approx((157, 36), abs=2)


def test_numbers_batch_reads_separators_in_each_instance(bundled):
    instances = {"instances": [DATE, examples.forms()["strokes"]]}
    reply = bundled.post("/numbers/batch?separators=-&model=wide", json=instances).json()
    parsed = NumbersBatch.model_validate(reply)
    assert [[n.number for n in one.numbers] for one in parsed.predictions] == [["26-11"], ["7"]]


@pytest.mark.parametrize("separators", ["", "x", "., ", ";", "-|"])
def test_numbers_with_an_unknown_separator_say_what_is_expected(bundled, separators):
    reply = bundled.post("/numbers", params={"separators": separators}, json=DATE)
    [error] = reply.json()["errors"]
    assert (reply.status_code, error["loc"]) == (422, "query.separators")
    assert error["message"] == f"expected one or more of .,-/:, got {separators!a}"


def test_predict_takes_no_separators(bundled):
    assert bundled.post("/predict?separators=-", json=DATE).status_code == 422


def test_predict_with_several_digits_names_numbers(bundled):
    reply = bundled.post("/predict", json=examples.number())
    assert reply.json()["digits_found"] == 2
    assert "/numbers" in reply.json()["hint"]
