"""POST /predict/batch."""

import base64

import pytest

from app.openapi import examples
from app.parsing import json_body


def test_batch_equals_its_instances_one_by_one(client):
    instances = list(examples.forms().values())
    together = client.post("/predict/batch", json={"instances": instances}).json()["predictions"]
    for instance, predicted in zip(instances, together, strict=True):
        alone = client.post("/predict", json=instance).json()
        assert predicted["digit"] == alone["digit"]
        assert predicted["probabilities"] == pytest.approx(alone["probabilities"], abs=1e-5)


def test_batch_of_1024_is_answered_in_order(client):
    light, dark = {"pixels": [0.1] * 784}, {"pixels": [0.9] * 784}
    body = {"instances": [light] * 1023 + [dark]}
    predictions = client.post("/predict/batch", json=body).json()["predictions"]
    assert len(predictions) == 1024
    # Which rows the matrix product takes together decides the last bits of float32.
    assert predictions[0]["probabilities"] == pytest.approx(
        predictions[1022]["probabilities"], abs=1e-5
    )
    assert predictions[0]["probabilities"] != predictions[1023]["probabilities"]


def test_batch_takes_model_and_include(client, png):
    body = {"instances": [{"image": base64.b64encode(png).decode()}] * 2}
    reply = client.post("/predict/batch?model=tiny&include=input,stages", json=body).json()
    assert [p["model"]["name"] for p in reply["predictions"]] == ["tiny", "tiny"]
    assert [len(p["input"]) for p in reply["predictions"]] == [784, 784]
    assert [len(p["stages"]) for p in reply["predictions"]] == [7, 7]


def test_batch_of_the_most_pixels_is_read(client):
    body = {"instances": [{"pixels": [0.123] * 784}] * 1024}
    assert len(client.post("/predict/batch", json=body).json()["predictions"]) == 1024


@pytest.mark.parametrize("path", ["/predict", "/predict/batch", "/explain"])
@pytest.mark.parametrize("unit", [b"[],", b'{"a":1},', b"[1,2],", b'{"x":1,"y":2},'])
def test_json_of_too_many_values_is_rejected_before_it_is_parsed(client, monkeypatch, path, unit):
    monkeypatch.setattr(json_body, "from_json", None)  # would fail if it were called
    body = b'{"instances":[' + (unit * 1_000_000)[: 8 * 2**20 - 100] + b"]}"
    reply = client.post(path, content=body, headers={"Content-Type": "application/json"})
    assert reply.status_code == 422
    assert (
        "expected JSON of at most 1000000 commas, colons and opening brackets"
        in reply.json()["detail"]
    )


@pytest.mark.parametrize(
    ("unit", "message"),
    [
        (b"[],", "expected JSON of at most 320000 lists, got 330001"),
        (b'{"a":1},', "expected JSON of at most 100000 objects, got 330001"),
    ],
)
def test_json_of_too_many_containers_is_rejected_before_it_is_parsed(
    client, monkeypatch, unit, message
):
    monkeypatch.setattr(json_body, "from_json", None)  # would fail if it were called
    body = b'{"instances":[' + unit * 330_000 + b"0]}"
    reply = client.post(
        "/predict/batch", content=body, headers={"Content-Type": "application/json"}
    )
    assert reply.status_code == 422
    assert message in reply.json()["detail"]


def test_batch_of_too_many_points_is_rejected(client):
    instances = [{"strokes": [[[1, 2]] * 20_000]}] * 15 + [{"strokes": [[[1, 2]]]}]
    reply = client.post("/predict/batch", json={"instances": instances})
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["loc"] == "body.instances.15.strokes"
    assert "expected at most 300000 points" in reply.json()["detail"]
    assert "got 300001" in reply.json()["detail"]
