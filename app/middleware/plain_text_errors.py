"""Middleware that turns a plain-text error of the framework into a problem."""

import asyncio
import contextlib

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.problem_responses import problem_response
from app.http.problems import Problem

MAX_DRAINED_BYTES = 2**25
DRAIN_TIMEOUT_S = 3.0


class PlainTextErrorMiddleware:
    """Replaces the response by which the middleware inside of this one rejects a request.

    Parameters
    ----------
    app : ASGI application
        A middleware of the framework.
    status : int
        Of its plain-text response. Responses of the routes are JSON, so they are never taken for
        it.
    problem : Problem
        What is sent instead.
    """

    def __init__(self, app: ASGIApp, status: int, problem: Problem) -> None:
        self.app = app
        self._status = status
        self._problem = problem

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        rejected = False

        async def send_problem(message: Message) -> None:
            nonlocal rejected
            if message["type"] == "http.response.start" and self._is_rejection(message):
                rejected = True
                await _drain(scope, receive)
                await problem_response(scope, self._problem)(scope, receive, send)
            elif not rejected:
                await send(message)

        await self.app(scope, receive, send_problem)

    def _is_rejection(self, message: Message) -> bool:
        if message["status"] != self._status:
            return False
        return Headers(raw=message["headers"]).get("content-type", "").startswith("text/plain")


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
