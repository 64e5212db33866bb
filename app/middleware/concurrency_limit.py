"""Middleware that limits concurrent requests with drawings, and queues those beyond the limit."""

import asyncio

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.concurrency.limiter import ConcurrencyLimiter
from app.http import unavailable
from app.http.problem_responses import problem_response, route_path
from app.http.problems import Problem, RequestTimeout

PATHS = ("/predict", "/numbers", "/explain", "/corrections", "/v2/models/")
"""Addresses that drawings are sent to; all others, health among them, are never queued."""

MAX_ACTIVE = 16
"""More than there are worker threads, so that small drawings pass large ones: work that is not in
a thread takes milliseconds."""

MAX_SMALL_BYTES = 2**16
"""A drawing by hand is smaller. Bodies up to this size may fill `max_total_bytes`."""

LARGE_SHARE = 0.75
"""Share of `max_total_bytes` for larger bodies, so that these leave room for the small ones."""


class ConcurrencyLimitMiddleware:
    """Reads a request's body, waits for a slot, and holds it until the response is complete.

    A client that sends or reads slowly holds no slot.

    Parameters
    ----------
    app : ASGI application
    max_waiting : int
        Requests that may wait for a slot; more are rejected.
    max_total_bytes : int
        Bytes in the bodies of all these requests together.
    body_timeout_s : float
        Seconds for a body to arrive.
    """

    def __init__(
        self, app: ASGIApp, max_waiting: int, max_total_bytes: int, body_timeout_s: float
    ) -> None:
        self.app = app
        self._limiter = ConcurrencyLimiter(MAX_ACTIVE, max_waiting)
        self._max_total_bytes = max_total_bytes
        self._body_timeout_s = body_timeout_s
        self._total_bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if not _applies_to(scope):
            await self.app(scope, receive, send)
            return
        body = bytearray()
        messages: list[Message] = []
        try:
            if not await self._read(receive, body):
                messages = await _collect(Response(status_code=400), scope, receive)
            else:
                async with self._limiter:
                    messages = await _collect(self.app, scope, _replay(body, receive))
        except Problem as problem:
            messages = await _collect(problem_response(scope, problem), scope, receive)
        finally:
            self._total_bytes -= len(body)
        for message in messages:
            await send(message)

    async def _read(self, receive: Receive, body: bytearray) -> bool:
        """Read the body; return False if the client disconnected.

        Raises
        ------
        RequestTimeout
            If it does not arrive in time.
        app.http.problems.Overloaded
            If all bodies together are too large.
        """
        try:
            async with asyncio.timeout(self._body_timeout_s):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return False
                    chunk = message.get("body", b"")
                    body += chunk
                    self._total_bytes += len(chunk)
                    share = LARGE_SHARE if len(body) > MAX_SMALL_BYTES else 1
                    if self._total_bytes > share * self._max_total_bytes:
                        raise unavailable.too_many_body_bytes()
                    if not message.get("more_body", False):
                        return True
        except TimeoutError as error:
            raise RequestTimeout(
                f"The body of the request did not arrive in {self._body_timeout_s:g} seconds.",
                headers={"Connection": "close"},
            ) from error


def _applies_to(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "POST":
        return False
    return route_path(scope).startswith(PATHS)


def _replay(body: bytearray, receive: Receive) -> Receive:
    """Return a `receive` that gives the whole body first."""
    replayed = False

    async def receive_body() -> Message:
        nonlocal replayed
        if replayed:
            return await receive()
        replayed = True
        return {"type": "http.request", "body": bytes(body), "more_body": False}

    return receive_body


async def _collect(app: ASGIApp, scope: Scope, receive: Receive) -> list[Message]:
    """Return the messages that an application sends."""
    messages: list[Message] = []

    async def send(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, send)
    return messages
