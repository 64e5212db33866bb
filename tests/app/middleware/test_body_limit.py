"""Bodies that are too large: how much of them is read, and the response."""

import asyncio

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.middleware import body_limit
from tests.support.event_loop import run

CHUNK = bytes(64 * 1024)
LIMIT = 8 * 2**20
DECLARED = (b"content-length", b"%d" % (LIMIT + 1))
CHUNKED = (b"transfer-encoding", b"chunked")


class Client:
    """Sends chunk after chunk without end, and counts."""

    def __init__(self):
        self.sent_bytes = 0
        self.messages = []

    async def receive(self):
        self.sent_bytes += len(CHUNK)
        return {"type": "http.request", "body": CHUNK, "more_body": True}

    async def send(self, message):
        self.messages.append(message)


def post(application, *headers, path="/predict"):
    client = Client()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"content-type", b"image/png"), *headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }
    run(application(scope, client.receive, client.send))
    return client


@pytest.mark.parametrize(
    "headers",
    [
        [DECLARED],
        [CHUNKED],
        [],
        [(b"content-length", b"many")],
        [(b"content-length", b"1"), (b"content-length", b"2")],
        [(b"content-length", b"1"), CHUNKED],
        [CHUNKED, (b"content-length", b"1")],
    ],
    ids=lambda headers: " ".join(value.decode() for _, value in headers) or "none",
)
def test_endless_body_gets_413_and_is_read_within_bounds(client, headers):
    sender = post(client.app, *headers)
    assert sender.messages[0]["status"] == 413
    max_sent_bytes = LIMIT + body_limit.MAX_DRAINED_BYTES + 2 * len(CHUNK)
    assert sender.sent_bytes <= max_sent_bytes


def test_client_that_waits_for_100_continue_is_not_made_to_send(client):
    sender = post(client.app, DECLARED, (b"expect", b"100-continue"))
    assert sender.messages[0]["status"] == 413
    assert sender.sent_bytes == 0


def test_silent_client_gets_413_in_time(client, monkeypatch):
    monkeypatch.setattr(body_limit, "DRAIN_TIMEOUT_S", 0.01)

    async def send(message):
        sent.append(message)

    async def never():
        await asyncio.Event().wait()

    sent = []
    scope = {"type": "http", "method": "POST", "path": "/predict", "headers": [DECLARED]}
    run(client.app(scope, never, send))
    assert sent[0]["status"] == 413


def test_client_that_disconnects_is_no_fault(client):
    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    sent = []
    headers = [(b"content-length", b"9"), (b"content-type", b"image/png")]
    scope = {"type": "http", "method": "POST", "path": "/predict", "headers": headers}
    run(client.app(scope, receive, send))
    assert sent[0]["status"] == 400


def chunks(size):
    yield bytes(size)


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/predict", "/predict/batch", "/explain", "/lab/runs", "/typed"])
@pytest.mark.parametrize("chunked", [False, True])
def test_every_413_is_a_problem_with_detail(settings, path, chunked):
    application = create_app(settings.model_copy(update={"max_body_bytes": 1024, "lab": "on"}))

    @application.post("/typed")
    async def typed(body: dict[str, int]):
        return body

    content = chunks(1025) if chunked else bytes(1025)
    with TestClient(application) as client:
        reply = client.post(path, content=content, headers={"Content-Type": "application/json"})
    assert reply.status_code == 413
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json()
    assert problem["type"] == "/problems/body-too-large"
    assert problem["detail"] == "The request body is too large; the limit is 1024 bytes."
    assert problem["request_id"] == reply.headers["x-request-id"]


def test_body_at_the_limit_is_read(settings):
    strict = settings.model_copy(update={"max_body_bytes": 1024})
    headers = {"Content-Type": "image/png"}
    with TestClient(create_app(strict)) as client:
        assert client.post("/predict", content=bytes(1024), headers=headers).status_code == 422


def test_image_with_too_many_pixels_keeps_its_own_413(settings, png):
    strict = settings.model_copy(update={"max_pixels": 1000})
    with TestClient(create_app(strict)) as client:
        reply = client.post("/predict", content=png, headers={"Content-Type": "image/png"})
    assert (reply.status_code, reply.json()["type"]) == (413, "/problems/image-too-large")
