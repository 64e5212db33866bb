"""Replies that go on: heartbeats, ends, and what a service that stops does to them."""

import signal
import threading

import pytest
from starlette.requests import Request

from app.http.shutdown import ShutdownSignal
from app.lab import sse
from tests.support.event_loop import run


class Application:
    """What a request knows of the application."""

    def __init__(self, stopping: object = False) -> None:
        self.state = self
        self.shutdown = stopping


def request(stopping: object = False, query: str = "", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "app": Application(stopping), "headers": raw, "method": "GET"}
    return Request({**scope, "query_string": query.encode()})


def sent(looks, stopping: object = False) -> bytes:
    """Return all that is sent when these looks are taken one after the other."""
    left = iter(looks)

    async def look() -> tuple[bytes, bool]:
        return next(left)

    async def read() -> bytes:
        reply = sse.response(request(stopping), look)
        return b"".join([part async for part in reply.body_iterator])

    return run(read())


def test_events_have_a_number_a_name_and_data_and_end_with_a_blank_line():
    assert sse.encode("batch", '{"a":1}', 7) == b'id: 7\nevent: batch\ndata: {"a":1}\n\n'
    assert sse.encode("data", "{}") == b"event: data\ndata: {}\n\n"


def test_reply_ends_with_the_last_look():
    assert sent([(b"a", False), (b"", False), (b"b", True), (b"c", False)]) == (
        sse.BEGINNING + b"ab"
    )


def test_heartbeats_are_sent_while_there_is_nothing_to_tell(monkeypatch):
    monkeypatch.setattr(sse, "HEARTBEAT_S", 0.05)
    monkeypatch.setattr(sse, "POLL_S", 0.02)
    told = sent([*[(b"", False)] * 10, (b"", True)])
    assert 1 <= told.count(sse.HEARTBEAT) <= 5
    assert told.removeprefix(sse.BEGINNING).replace(sse.HEARTBEAT, b"") == b""


def test_reply_ends_when_the_service_stops():
    assert sent([(b"a", False)], stopping=True) == sse.BEGINNING


@pytest.mark.parametrize(
    ("query", "headers", "number"),
    [
        ("", {}, 0),
        ("after=12", {}, 12),
        ("after=12", {"last_event_id": "30"}, 30),
        ("", {"last_event_id": "0"}, 0),
    ],
)
def test_client_says_what_it_saw_last(query, headers, number):
    assert sse.last_seen(request(query=query, **headers)) == number


def test_signal_is_noted_and_passed_on():
    heard = []
    before = signal.signal(signal.SIGTERM, lambda number, _: heard.append(number))
    try:
        stopping = ShutdownSignal()
        with stopping.installed():
            assert not stopping
            signal.raise_signal(signal.SIGTERM)
            assert stopping
            assert heard == [signal.SIGTERM]
        signal.raise_signal(signal.SIGTERM)
        assert heard == [signal.SIGTERM] * 2
    finally:
        signal.signal(signal.SIGTERM, before)


def test_end_of_the_application_counts_as_a_signal_in_any_thread():
    stopping = ShutdownSignal()

    def live() -> None:
        with stopping.installed():
            assert not stopping

    thread = threading.Thread(target=live)
    thread.start()
    thread.join()
    assert stopping
