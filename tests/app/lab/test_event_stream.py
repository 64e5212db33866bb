"""Streams of server-sent events: format, keep-alive comments, ends, and the last seen event."""

from collections.abc import AsyncIterator, Iterator

import fastapi.sse
from fastapi import FastAPI
from fastapi.sse import EventSourceResponse, ServerSentEvent
from fastapi.testclient import TestClient
from starlette.requests import Request

from app.lab import event_stream

RETRY = "retry: 1000\n\n"


def content(polls, shutdown: object = False) -> str:
    """Return the whole stream for a sequence of poll results."""
    results = iter(polls)
    app = FastAPI()
    app.state.shutdown = shutdown

    async def poll() -> tuple[list[ServerSentEvent], bool]:
        return next(results)

    @app.get("/", response_class=EventSourceResponse)
    async def watch(request: Request) -> AsyncIterator[ServerSentEvent]:
        async for event in event_stream.stream(request, poll):
            yield event

    return TestClient(app).get("/").text


def event(number: int, data: str = "{}") -> ServerSentEvent:
    return ServerSentEvent(id=str(number), event="batch", raw_data=data)


def test_event_has_name_data_and_number():
    assert content([([event(7, '{"a":1}')], True)]) == (
        RETRY + 'event: batch\ndata: {"a":1}\nid: 7\n\n'
    )


def test_stream_ends_with_the_last_events():
    text = content([([event(1)], False), ([], False), ([event(2)], True), ([event(3)], False)])
    assert [line for line in text.split("\n") if line.startswith("id")] == ["id: 1", "id: 2"]


def test_stream_without_events_sends_comments(monkeypatch):
    monkeypatch.setattr(fastapi.sse, "_PING_INTERVAL", 0.05)
    monkeypatch.setattr("fastapi.routing._PING_INTERVAL", 0.05)
    text = content([*[([], False)] * 5, ([], True)])
    assert text.count(": ping\n\n") >= 1
    assert text.removeprefix(RETRY).replace(": ping\n\n", "") == ""


class StopsAfter:
    """A shutdown signal that becomes set after a number of checks."""

    def __init__(self, count: int) -> None:
        self._left = count

    def __bool__(self) -> bool:
        self._left -= 1
        return self._left < 0


def test_stream_ends_when_the_service_stops():
    polls: Iterator = iter([([event(1)], False)] * 10)
    text = content(polls, shutdown=StopsAfter(2))
    assert text.count("event: batch") == 2
