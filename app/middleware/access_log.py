"""Middleware that gives each request an ID, logs it, and counts it in the metrics.

The ID is that of the request's ``X-Request-ID`` if it is valid, else a new one. It is returned in
the same header and in problems. Neither the query nor any part of a body is ever logged.
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
PROBE_PATHS = frozenset({"/healthz", "/readyz", "/metrics", "/v2/health/live", "/v2/health/ready"})
"""Paths that monitoring polls every few seconds; successes are logged at level debug only."""

_VALID_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")


class AccessLogMiddleware:
    """Assigns request IDs, and records each request in the log and the metrics."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        identifier = request_id(scope)
        scope.setdefault("state", {})["request_id"] = identifier.decode("ascii")
        status = 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (HEADER, identifier)]
            await send(message)

        metrics.IN_FLIGHT.inc()
        try:
            await self.app(scope, receive, send_with_id)
        finally:
            metrics.IN_FLIGHT.dec()
            duration_s = time.perf_counter() - started
            method = scope["method"] if scope["method"] in METHODS else "other"
            metrics.observe_request(method, _route(scope), status, duration_s)
            _log(scope, identifier, status, duration_s)


def request_id(scope: Scope) -> bytes:
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


def _log(scope: Scope, identifier: bytes, status: int, duration_s: float) -> None:
    path: str = scope["path"]
    route_path = path.removeprefix(scope.get("app_root_path", scope.get("root_path", "")))
    level = logging.DEBUG if route_path in PROBE_PATHS and status < 400 else logging.INFO
    if not LOG.isEnabledFor(level):
        return
    client = scope.get("client")
    fields: dict[str, Any] = {
        "client": client[0][:64] if client else None,
        "method": scope["method"][:20],
        "path": path[:200],
        "status": status,
        "duration_ms": round(1000 * duration_s, 2),
        "request_id": identifier.decode("ascii"),
    }
    # Escaped, so that no request can forge a line of the log.
    LOG.log(
        level,
        "%s %s %s %d %.1f ms %s",
        ascii(fields["client"] or "-")[1:-1],  # a trusted proxy's X-Forwarded-For may hold anything
        fields["method"],
        ascii(fields["path"])[1:-1],
        status,
        fields["duration_ms"],
        fields["request_id"],
        extra=fields,
    )
