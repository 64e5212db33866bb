"""POST /predict with each form of drawing that is right."""

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image

from app.prediction.schemas import Prediction
from model.network import forward
from model.serialization import model_file


def test_predict_reply_conforms_to_schema(answer):
    parsed = Prediction.model_validate(answer, strict=True)
    assert parsed.model_dump(exclude_unset=True) == answer


def test_predict_without_include_has_neither_input_nor_stages(answer):
    assert set(answer) == {
        "digit",
        "confidence",
        "probabilities",
        "certain",
        "digits_found",
        "model",
    }


def test_probabilities_sum_to_1_and_agree_with_the_digit(answer):
    p = answer["probabilities"]
    assert sum(p) == pytest.approx(1, abs=1e-12)
    assert p[answer["digit"]] == max(p) == answer["confidence"]


def test_predict_names_the_model_and_its_version(answer, weights_dir):
    version = model_file.load(weights_dir / "seed.safetensors").version
    assert answer["model"] == {"name": "seed", "version": version}


def test_base64_multipart_and_body_give_the_same_answer(client, png, answer):
    encoded = base64.b64encode(png).decode()
    assert client.post("/predict", files={"file": png}).json() == answer
    assert client.post("/predict", json={"image": encoded}).json() == answer
    assert client.post("/predict", json={"image": f"data:image/png;base64,{encoded}"}).json() == (
        answer
    )


def test_base64_with_white_space_gives_the_same_answer(client, png, answer):
    wrapped = base64.encodebytes(png).decode().replace("\n", "\r\n\t ")
    assert client.post("/predict", json={"image": f" data:;base64, {wrapped}"}).json() == answer


def test_json_with_a_byte_order_mark_is_read(client, png, answer):
    body = b"\xef\xbb\xbf" + json.dumps({"image": base64.b64encode(png).decode()}).encode()
    reply = client.post("/predict", content=body, headers={"Content-Type": "application/json"})
    assert reply.json() == answer


def test_content_type_is_read_without_its_parameters_and_case(client, png, answer):
    headers = {"Content-Type": "IMAGE/PNG; charset=binary"}
    assert client.post("/predict", content=png, headers=headers).json() == answer


def test_included_input_sent_back_as_pixels_gives_the_same_answer(client, png, answer):
    headers = {"Content-Type": "image/png"}
    vector = client.post("/predict?include=input", content=png, headers=headers).json()["input"]
    again = client.post("/predict", json={"pixels": vector}).json()
    assert again == answer
    rows = np.reshape(vector, (28, 28)).tolist()
    assert client.post("/predict", json={"pixels": rows}).json() == answer


def test_pixels_are_read_by_the_network_as_they_are(client, weights_dir):
    pixels = np.random.default_rng(3).random(784).astype(np.float32)
    reply = client.post("/predict", json={"pixels": pixels.tolist()}).json()
    model = model_file.load(weights_dir / "seed.safetensors")
    expected = forward([W.astype(np.float64) for W in model.weights], pixels[None].astype(float)).P
    np.testing.assert_allclose(reply["probabilities"], expected[0], atol=1e-5)


def test_stroke_of_one_point_is_predicted(client):
    assert client.post("/predict", json={"strokes": [[[5, 5]]]}).status_code == 200


@pytest.mark.parametrize("scale", [1e-5, 1, 1e3])
def test_strokes_are_read_at_any_scale(client, scale):
    strokes = [[[10, 10], [200, 10], [90, 250]]]
    scaled = [[[x * scale, y * scale] for x, y in stroke] for stroke in strokes]
    reply = client.post("/predict", json={"strokes": scaled, "pen_width": 16 * scale}).json()
    same = client.post("/predict", json={"strokes": strokes, "pen_width": 16}).json()
    np.testing.assert_allclose(reply["probabilities"], same["probabilities"], atol=0.02)


@pytest.mark.parametrize("strokes", [[[[5e-324, 0], [0, 5e-324]]], [[[1e6, -1e6], [-1e6, 1e6]]]])
def test_extreme_coordinates_are_read(client, strokes):
    assert client.post("/predict", json={"strokes": strokes}).status_code == 200


@pytest.mark.parametrize("width", [1e-6, 1e6])
def test_pen_width_at_its_limits_gives_no_server_error(client, width):
    body = {"strokes": [[[1, 1], [9, 9]]], "pen_width": width}
    assert client.post("/predict", json=body).status_code in {200, 422}


def test_predict_with_a_model_name_is_answered_by_it(client, png):
    headers = {"Content-Type": "image/png"}
    reply = client.post("/predict?model=tiny", content=png, headers=headers)
    assert reply.json()["model"]["name"] == "tiny"


@pytest.mark.parametrize(
    "query", ["include=input,stages", "include=stages&include=input", "include=,input, stages"]
)
def test_include_is_repeated_or_separated_by_commas(client, png, query):
    headers = {"Content-Type": "image/png"}
    reply = client.post(f"/predict?{query}", content=png, headers=headers).json()
    assert len(reply["input"]) == 784
    assert len(reply["stages"]) == 7


def test_stages_are_pngs_of_dark_ink_in_order(client, png, open_url):
    headers = {"Content-Type": "image/png"}
    reply = client.post("/predict?include=stages", content=png, headers=headers).json()
    names = ["grey", "polarity", "mask", "crop", "width", "scale", "centre"]
    assert [stage["name"] for stage in reply["stages"]] == names
    first, last = open_url(reply["stages"][0]["image"]), open_url(reply["stages"][-1]["image"])
    assert first.size == (reply["stages"][0]["width"], reply["stages"][0]["height"]) == (280, 280)
    assert last.size == (28, 28)
    assert first.getpixel((0, 0)) == 255
    assert first.getextrema()[0] == 0


def test_last_stage_shows_the_input(client, png, open_url):
    headers = {"Content-Type": "image/png"}
    reply = client.post("/predict?include=input,stages", content=png, headers=headers).json()
    ink = 1 - np.asarray(open_url(reply["stages"][-1]["image"]), dtype=float) / 255
    np.testing.assert_allclose(ink.ravel(), reply["input"], atol=0.5 / 255 + 1e-6)


def test_stages_of_a_large_picture_are_at_most_280_px(client, seven, encode):
    body = encode(seven.resize((1400, 700)))
    headers = {"Content-Type": "image/png"}
    reply = client.post("/predict?include=stages", content=body, headers=headers).json()
    assert max(max(s["width"], s["height"]) for s in reply["stages"]) <= 280


def test_stages_of_pixels_are_none(client):
    assert (
        client.post("/predict?include=stages", json={"pixels": [0.5] * 784}).json()["stages"] == []
    )


@pytest.fixture
def open_url():
    """Return a function from a PNG's data: URL to the picture."""

    def opened(url: str) -> Image.Image:
        kind, _, text = url.partition(",")
        assert kind == "data:image/png;base64"
        return Image.open(io.BytesIO(base64.b64decode(text)))

    return opened
