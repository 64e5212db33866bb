"""Large replies of /explain are limited in number; small ones are not."""

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.routes import explain
from app.settings import Settings

PIXELS = np.eye(28).tolist()


@pytest.fixture
def busy(weights_dir, monkeypatch):
    """A client of a service in which as many large replies are at work and wait as may."""
    monkeypatch.setattr(explain, "MAX_LARGE_REPLIES", 0)
    monkeypatch.setattr(explain, "MAX_WAITING_LARGE_REPLIES", 0)
    monkeypatch.setattr(explain, "MIN_LARGE_NUMBERS", 50_000)
    with TestClient(create_app(Settings(weights_dir=weights_dir, model="seed"))) as client:
        yield client


def test_large_reply_beyond_the_limit_is_rejected_with_a_time(busy):
    reply = busy.post("/explain", json={"pixels": PIXELS, "label": 1, "arrays": "lists"})
    assert reply.status_code == 503
    assert reply.headers["Retry-After"] == "1"
    assert reply.json()["type"] == "/problems/overloaded"


@pytest.mark.parametrize(
    "parameters",
    [{"label": 1, "arrays": "base64"}, {"arrays": "lists"}, {"label": 1, "model": "tiny"}],
    ids=["base64", "without gradients", "small network"],
)
def test_small_reply_is_not_limited(busy, parameters):
    reply = busy.post("/explain", json={"pixels": PIXELS, **parameters})
    assert reply.status_code == 200


def test_large_reply_within_the_limit_is_answered(client, monkeypatch):
    monkeypatch.setattr(explain, "MIN_LARGE_NUMBERS", 0)
    for _ in range(explain.MAX_LARGE_REPLIES + 1):
        reply = client.post("/explain", json={"pixels": PIXELS, "label": 1, "arrays": "lists"})
        assert reply.status_code == 200
