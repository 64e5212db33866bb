"""Middleware that limits the size of request bodies."""

import asyncio
import contextlib

from starlette.datastructures import Headers
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.problem_responses import problem_response
from app.http.problems import BodyTooLarge

MAX_DRAINED_BYTES = 2**25
DRAIN_TIMEOUT_S = 3.0


class BodyLimitMiddleware:
    """Starlette's body limit, whose 413 in plain text becomes a problem.

    A body whose declared length is within the limit needs no counting.

    Parameters
    ----------
    app : ASGI application
    max_bytes : int
        Longest body that is passed on.
    """

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app = app
        self._limited = RequestBodyLimitMiddleware(app, max_body_size=max_bytes)
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or self._is_within_limit(scope):
            await self.app(scope, receive, send)
            return
        rejected = False

        async def send_problem(message: Message) -> None:
            nonlocal rejected
            if message["type"] == "http.response.start" and _is_rejection(message):
                rejected = True
                await _drain(scope, receive)
                problem = BodyTooLarge(
                    f"The request body is too large; the limit is {self._max_bytes} bytes."
                )
                await problem_response(scope, problem)(scope, receive, send)
            elif not rejected:
                await send(message)

        await self._limited(scope, receive, send_problem)

    def _is_within_limit(self, scope: Scope) -> bool:
        """Return whether the declared length, which the server enforces, is within the limit."""
        lengths = []
        for name, value in scope["headers"]:
            if name == b"transfer-encoding":  # in place of the length
                return False
            if name == b"content-length":
                lengths.append(value)
        return len(lengths) == 1 and lengths[0].isdigit() and int(lengths[0]) <= self._max_bytes


def _is_rejection(message: Message) -> bool:
    """Return whether a response is that of the limit; a 413 of a route is JSON."""
    content_type = Headers(raw=message["headers"]).get("content-type", "")
    return message["status"] == 413 and content_type.startswith("text/plain")


async def _drain(scope: Scope, receive: Receive) -> None:
    """Read and discard the rest of the body, within bounds.

    If the connection is closed after the response (``Connection: close``), a client that is still
    sending would see a reset in place of it (RFC 9112, 9.6). On other connections the server
    discards the rest itself.
    """
    if Headers(scope=scope).get("expect", "").lower() == "100-continue":
        return  # the client sends nothing before it has seen the response
    drained = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_TIMEOUT_S):
            while drained < MAX_DRAINED_BYTES:
                message = await receive()
                drained += len(message.get("body", b""))
                if not message.get("more_body", False):  # nor has a disconnect
                    return
