"""Middleware that gives each request an ID, adds headers to its response, and records it.

The ID is that of the request's ``X-Request-ID`` if it is valid, else a new one. It is returned in
the same header and in problems.
"""

import re
import secrets
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import metrics
from app.http.problems import InternalError
from app.middleware.access_log import log_request
from app.middleware.security_headers import with_security_headers

HEADER = b"x-request-id"

METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_VALID_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")


class RequestMiddleware:
    """Assigns request IDs, adds headers, handles HEAD as GET, counts and logs.

    In one pass: each wrapper of `send` costs every request some microseconds.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        identifier = _choose_id(scope)
        scope.setdefault("state", {})["request_id"] = identifier.decode("ascii")
        head = scope["method"] == "HEAD"
        if head:
            # RFC 9110, 9.3.2: HEAD is GET without the content; `head` tells endless streams to end.
            scope = {**scope, "method": "GET", "head": True}
        status = 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [*message.get("headers", ()), (HEADER, identifier)]
                message["headers"] = with_security_headers(headers)
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        metrics.IN_FLIGHT.inc()
        try:
            await self.app(scope, receive, send_with_headers)
        except Exception:  # which the handler outside of all middleware reports
            scope["state"]["problem"] = InternalError.code
            raise
        finally:
            metrics.IN_FLIGHT.dec()
            duration_s = time.perf_counter() - started
            method = scope["method"] if scope["method"] in METHODS else "other"
            metrics.observe_request(method, _route(scope), status, duration_s)
            log_request(scope, identifier.decode("ascii"), status, duration_s)


def _choose_id(scope: Scope) -> bytes:
    """Return the request's own ID if it is valid, else a new one."""
    for name, value in scope["headers"]:
        if name == HEADER and _VALID_ID.fullmatch(value):
            identifier: bytes = value
            return identifier
    return secrets.token_hex(8).encode("ascii")


def _route(scope: Scope) -> str:
    """Return the path template of the route, of which there are few."""
    route = scope.get("route")
    if route is not None:
        path: str = route.path
        return path
    return "other" if "endpoint" not in scope else "files"
