"""The service as it starts by default, with the model that ships."""

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.openapi import examples


@pytest.fixture(scope="module")
def shipped():
    with TestClient(create_app()) as client:
        yield client


def test_default_model_is_the_seed(shipped):
    listed = shipped.get("/models").json()
    assert listed["default"] == "seed"
    assert shipped.get("/models/seed").json()["sizes"] == [784, 100, 10, 10]


@pytest.mark.parametrize("form", examples.forms())
def test_seven_of_the_documentation_is_read_as_seven(shipped, form):
    reply = shipped.post("/predict", json=examples.forms()[form]).json()
    assert reply["digit"] == 7
    assert reply["confidence"] > 0.8
    assert reply["certain"]
