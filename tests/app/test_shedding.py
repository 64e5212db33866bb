"""A refusal that passes all layers by is the one that they would give."""

import pytest
from fastapi.testclient import TestClient
from prometheus_client import REGISTRY

from app.concurrency import limiter
from app.concurrency.limiter import Lane
from app.main import create_app
from app.openapi import examples
from app.settings import Settings

PNG = {"Content-Type": "image/png"}
LATER = {"Connection": "close"}
"""Makes `app.middleware.body_limit` refuse, which has to read the rest of the body."""


@pytest.fixture
def full(monkeypatch):
    """No lane has any room."""

    def expect_room(lane):
        raise limiter.overloaded()

    monkeypatch.setattr(Lane, "expect_room", expect_room)


@pytest.fixture
def client(full):
    with TestClient(create_app()) as client:
        yield client


def counted():
    """Return how many requests were refused, answered and timed so far."""
    labels = {"method": "POST", "route": "other", "status": "503"}
    return [
        REGISTRY.get_sample_value(name, labels) or 0
        for name, labels in (
            ("inkling_refused_total", {"problem": "overloaded"}),
            ("inkling_requests_total", labels),
            ("inkling_request_duration_seconds_count", {"route": "other"}),
        )
    ]


@pytest.mark.parametrize("path", ["/predict", "/predict/batch", "/explain", "/explain/check"])
@pytest.mark.parametrize("name", [None, "mine-1", "not sensible!"])
def test_it_is_the_one_that_the_other_layers_give(client, path, name):
    headers = PNG | ({"X-Request-ID": name} if name else {})
    before = counted()
    early = client.post(path, content=examples.png(), headers=headers)
    between = counted()
    late = client.post(path, content=examples.png(), headers=headers | LATER)
    after = counted()

    assert early.status_code == late.status_code == 503
    documents = [each.json() for each in (early, late)]
    for each, document in zip((early, late), documents, strict=True):
        assert document.pop("request_id") == each.headers["x-request-id"]
        assert (each.headers["x-request-id"] == name) == (name == "mine-1")
    assert documents[0] == documents[1]
    assert documents[0]["type"] == "/problems/overloaded"
    shown = [
        {key: value for key, value in each.headers.items() if key != "x-request-id"}
        for each in (early, late)
    ]
    shown[1]["content-length"] = shown[0]["content-length"]  # of an id that may be longer
    assert shown[0] == shown[1]
    assert shown[0]["retry-after"] == "1"
    assert [b - a for a, b in zip(before, between, strict=True)] == [1, 1, 1]
    assert [b - a for a, b in zip(between, after, strict=True)] == [1, 1, 1]


def test_it_names_the_service_where_it_is_served(full):
    with TestClient(create_app(Settings(root_path="/digits"))) as client:
        for path in ("/digits/predict", "/predict"):
            reply = client.post(path, content=examples.png(), headers=PNG)
            assert reply.json()["type"] == "/digits/problems/overloaded"


def test_page_of_another_origin_gets_to_read_it(full):
    origin = {"Origin": "https://example.org"}
    settings = Settings(cors_origins=[origin["Origin"]])
    with TestClient(create_app(settings)) as client:
        reply = client.post("/predict", content=examples.png(), headers=PNG | origin)
        assert reply.status_code == 503
        assert reply.headers["access-control-allow-origin"] == origin["Origin"]


def test_open_inference_protocol_has_errors_of_its_own_shape(client):
    reply = client.post("/v2/models/seed/infer", json={"inputs": []})
    assert (reply.status_code, list(reply.json())) == (503, ["error"])


def test_what_needs_no_time_is_never_refused(client):
    assert client.get("/healthz").status_code == 200
    assert client.get("/predict").status_code == 405
    assert client.post("/nowhere", content=b"x").status_code == 404


def test_every_refusal_is_counted_once_and_logged(client, caplog):
    with caplog.at_level("INFO", "inkling.access"):
        client.post("/predict", content=examples.png(), headers=PNG | {"X-Request-ID": "abc"})
    [record] = caplog.records
    assert (record.path, record.status, record.request_id) == ("/predict", 503, "abc")
