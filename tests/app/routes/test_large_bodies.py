"""Large bodies: limits that keep each call short in which nothing else can run."""

import base64
import json
import threading
import urllib.parse

import pytest

from app.parsing import float_arrays, json_body
from app.routes import predict

JSON = {"Content-Type": "application/json"}

BODIES = {
    "expected JSON of at most 200000 colons, got 210000": (
        "{" + ",".join(f'"name {k}":1' for k in range(210_000)) + "}"
    ),
    "expected JSON of at most 200000 backslashes, got 210000": (
        '{"image":"' + "\\u0041" * 210_000 + '"}'
    ),
}


@pytest.mark.parametrize("message", BODIES)
def test_body_of_too_many_names_or_escapes_is_rejected_before_it_is_parsed(
    client, monkeypatch, message
):
    monkeypatch.setattr(json_body, "from_json", None)  # would fail if it were called
    reply = client.post("/predict", content=BODIES[message], headers=JSON)
    assert reply.status_code == 422
    assert reply.json()["detail"] == f"body: {message}"


def test_largest_batches_of_every_layout_are_not_rejected_by_the_limits_of_json():
    drawing = {"pen_width": 9, "strokes": [{"points": [{"x": 1, "y": 2}] * 97}]}
    rows = {"pixels": [[0.5] * 28] * 28}
    flat = {"strokes": [[[1, 2]] * 292]}
    for instances in ([drawing] * 1000, [rows] * 1024, [flat] * 1024):
        body = json.dumps({"instances": instances}, separators=(",", ":")).encode()
        assert len(json_body.parse_json(body)["instances"]) == len(instances)


def test_image_with_escaped_slashes_is_read(client, png):
    text = base64.b64encode(png).decode().replace("/", "\\/")
    reply = client.post("/predict", content=f'{{"image":"{text}"}}', headers=JSON)
    assert (
        reply.json()
        == client.post("/predict", content=png, headers={"Content-Type": "image/png"}).json()
    )


def test_data_url_of_a_million_escapes_is_rejected_without_decoding_them(client, monkeypatch):
    monkeypatch.setattr(urllib.parse, "unquote_to_bytes", None)
    text = "data:image/png;base64," + "%41" * 1_000_000
    reply = client.post("/predict", json={"image": text})
    assert reply.status_code == 422
    assert "more percent escapes than base64 needs" in reply.json()["detail"]


def test_wrong_numbers_of_a_tensor_are_described_up_to_the_tenth(client, monkeypatch):
    described = []
    monkeypatch.setattr(
        float_arrays, "describe_value", lambda value: described.append(value) or "it"
    )
    tensor = {"name": "pixels", "datatype": "FP32", "shape": [1024, 784], "data": ["a"] * 802_816}
    reply = client.post("/v2/models/seed/infer", json={"inputs": [tensor]})
    assert reply.status_code == 400
    assert len(described) == 10


def test_reply_to_a_batch_is_made_in_a_worker_thread(client, monkeypatch):
    names = set()

    def to_json(document):
        names.add(threading.current_thread().name)
        return json.dumps(document).encode()

    monkeypatch.setattr(predict, "to_json", to_json)
    body = {"instances": [{"pixels": [1] * 784}] * 2}
    reply = client.post("/predict/batch?include=input", json=body)
    assert [len(p["input"]) for p in reply.json()["predictions"]] == [784, 784]
    assert names == {"AnyIO worker thread"}
