"""Server-sent events: replies that go on until there is nothing more to tell.

The format is that of the HTML standard, section 9.2. A browser's `EventSource` connects again by
itself when the connection breaks, and says which event it saw last.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from time import monotonic
from typing import Any

import anyio
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.http.problems import FieldPath, InvalidRequest
from app.http.shutdown import ShutdownSignal

MEDIA_TYPE = "text/event-stream"
MAX_DIGITS = 15
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

POLL_S = 0.1
HEARTBEAT_S = 10.0
HEARTBEAT = b": still here\n\n"
BEGINNING = b"retry: 1000\n\n"

DESCRIBED: dict[int | str, dict[str, Any]] = {
    200: {"description": "Server-sent events", "content": {MEDIA_TYPE: {}}}
}

Look = Callable[[], Awaitable[tuple[bytes, bool]]]
"""Returns what there is to send by now, and whether that is the end."""


def encode(name: str, data: str, number: int | None = None) -> bytes:
    """Return one event on the wire; `data` is one line."""
    head = "" if number is None else f"id: {number}\n"
    return f"{head}event: {name}\ndata: {data}\n\n".encode()


def last_seen(request: Request) -> int:
    """Return the number of the event that a client saw last, 0 if it saw none.

    It stands in the header `Last-Event-ID`, or for a first connection in the query, as `after`.

    Raises
    ------
    InvalidRequest
        If it is no number.
    """
    path: FieldPath = ("header", "Last-Event-ID")
    text = request.headers.get("last-event-id")
    if text is None:
        path, text = ("query", "after"), request.query_params.get("after", "0")
    if not (text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS):
        raise InvalidRequest.for_field(path, f"expected the number of an event, got {text!a:.40}")
    return int(text)


def response(request: Request, look: Look) -> Response:
    """Return the reply that sends what `look` gives, ten times a second, and heartbeats between.

    It ends when `look` says so, when the client is gone, and when the service is about to stop.
    """
    if request.scope.get("head"):
        return Response(media_type=MEDIA_TYPE, headers=HEADERS)
    stopping: ShutdownSignal = request.app.state.shutdown

    async def events() -> AsyncIterator[bytes]:
        yield BEGINNING
        said = monotonic()
        while not stopping:
            content, last = await look()
            if content:
                said = monotonic()
                yield content
            if last:
                return
            if monotonic() - said >= HEARTBEAT_S:
                said = monotonic()
                yield HEARTBEAT
            await anyio.sleep(0 if content else POLL_S)  # others get their turn in any case

    return StreamingResponse(events(), media_type=MEDIA_TYPE, headers=HEADERS)
