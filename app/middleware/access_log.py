"""What an operator learns of each request: an id, a line in the log, and figures.

The id is the one in the request's ``X-Request-ID``, if that is sensible, or a new one. It comes
back in the same header and in problems, and stands in the log. No part of a body is ever logged,
nor the query.
"""

import logging
import re
import secrets
import time
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import metrics

HEADER = b"x-request-id"
LOG = logging.getLogger("inkling.access")

METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
QUIET = frozenset({"/healthz", "/readyz", "/metrics", "/v2/health/live", "/v2/health/ready"})
"""Asked every few seconds by whatever watches over the service; logged at the level debug only."""

_SENSIBLE = re.compile(rb"[A-Za-z0-9._-]{1,64}")


class Watch:
    """Names, times, counts and logs every request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        name = identity(scope)
        scope.setdefault("state", {})["request_id"] = name.decode("ascii")
        status = 500

        async def send_named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (HEADER, name)]
            await send(message)

        metrics.IN_FLIGHT.inc()
        try:
            await self.app(scope, receive, send_named)
        finally:
            metrics.IN_FLIGHT.dec()
            taken_s = time.perf_counter() - started
            note(scope, name, status, taken_s)


def note(scope: Scope, name: bytes, status: int, taken_s: float) -> None:
    """Count a request that was answered, and log it under its id `name`."""
    method = scope["method"] if scope["method"] in METHODS else "other"
    metrics.answered(method, _route(scope), status, taken_s)
    _log(scope, name, status, taken_s)


def identity(scope: Scope) -> bytes:
    """Return the id of a request: its own, if that is sensible, or a new one."""
    for name, value in scope["headers"]:
        if name == HEADER and _SENSIBLE.fullmatch(value):
            given: bytes = value
            return given
    return secrets.token_hex(8).encode("ascii")


def _route(scope: Scope) -> str:
    """Return the address as the documentation writes it, so that there are few of them."""
    route = scope.get("route")
    if route is not None:
        path: str = route.path
        return path
    return "other" if "endpoint" not in scope else "files"


def _log(scope: Scope, name: bytes, status: int, taken_s: float) -> None:
    path: str = scope["path"]
    route_path = path.removeprefix(scope.get("app_root_path", scope.get("root_path", "")))
    level = logging.DEBUG if route_path in QUIET and status < 400 else logging.INFO
    if not LOG.isEnabledFor(level):
        return
    client = scope.get("client")
    fields: dict[str, Any] = {
        "client": client[0] if client else None,
        "method": scope["method"][:20],
        "path": path[:200],
        "status": status,
        "duration_ms": round(1000 * taken_s, 2),
        "request_id": name.decode("ascii"),
    }
    # Escaped, so that no request can write a line of its own into the log.
    LOG.log(
        level,
        "%s %s %s %d %.1f ms %s",
        fields["client"],
        fields["method"],
        ascii(fields["path"])[1:-1],
        status,
        fields["duration_ms"],
        fields["request_id"],
        extra=fields,
    )
