"""How much of a body is read: tests at the level of ASGI messages."""

import asyncio

import pytest
from fastapi.testclient import TestClient

from app.concurrency.limiter import Lane
from app.main import create_app
from app.middleware.body_limit import REST_BYTES, Bodies, Limits
from tests.support.event_loop import run

CHUNK = bytes(64 * 1024)
LIMIT = 8 * 2**20
LIMITS = Limits(LIMIT, LIMIT)


class Client:
    """Sends chunk after chunk without end, and counts; notes what is sent back."""

    def __init__(self):
        self.received = 0
        self.received_at_answer = None
        self.sent = []

    async def receive(self):
        self.received += len(CHUNK)
        return {"type": "http.request", "body": CHUNK, "more_body": True}

    async def send(self, message):
        if self.received_at_answer is None:
            self.received_at_answer = self.received
        self.sent.append(message)

    @property
    def status(self):
        return self.sent[0]["status"]


def post(application, headers, client=None):
    client = client or Client()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/predict",
        "raw_path": b"/predict",
        "query_string": b"",
        "headers": [(b"content-type", b"image/png"), *headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
    run(application(scope, client.receive, client.send))
    return client


@pytest.fixture
def application(client):
    return client.app


def test_declared_length_over_the_limit_is_refused_before_reading(application):
    client = post(application, [(b"content-length", b"8388609")])
    assert client.status == 413
    assert client.received_at_answer == 0


def test_chunks_over_the_limit_are_refused_at_the_first_too_many(application):
    client = post(application, [(b"transfer-encoding", b"chunked")])
    assert client.status == 413
    assert client.received_at_answer == LIMIT + len(CHUNK)


def test_endless_body_is_let_go_after_the_reply(application):
    client = post(application, [(b"transfer-encoding", b"chunked")])
    assert client.received - client.received_at_answer <= REST_BYTES + len(CHUNK)
    assert client.sent[-1]["body"] == b""
    assert not client.sent[-1].get("more_body", False)


def test_client_that_waits_for_100_continue_is_not_made_to_send(application):
    headers = [(b"content-length", b"8388609"), (b"expect", b"100-continue")]
    assert post(application, headers).received == 0


def test_silent_client_is_let_go_in_time(monkeypatch):
    monkeypatch.setattr("app.middleware.body_limit.REST_S", 0.01)
    sent = []

    async def answers_at_once(scope, receive, send):
        await send({"type": "http.response.start", "status": 413, "headers": []})
        await send({"type": "http.response.body", "body": b"no"})

    async def never():
        await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "path": "/x", "headers": [(b"content-length", b"9")]}
    run(Bodies(answers_at_once, LIMITS, Lane(1, 1), Lane(1, 1))(scope, never, send))
    assert [message.get("body") for message in sent] == [None, b"no", b""]


def test_client_that_hangs_up_is_no_fault(application):
    class Quitter(Client):
        async def receive(self):
            return {"type": "http.disconnect"}

    client = post(application, [(b"content-length", b"9")], Quitter())
    assert client.status == 400


def test_limit_is_a_setting(settings):
    strict = settings.model_copy(update={"max_body_bytes": 1024})
    headers = {"Content-Type": "image/png"}
    with TestClient(create_app(strict)) as client:
        assert client.post("/predict", content=bytes(1025), headers=headers).status_code == 413
        assert client.post("/predict", content=bytes(1024), headers=headers).status_code == 422
