"""The access log: one line for each request. Neither queries nor any part of a body is logged."""

import logging
from typing import Any

from starlette.types import Scope

from app.http.problem_responses import route_path

LOG = logging.getLogger("inkling.access")

PROBE_PATHS = frozenset({"/healthz", "/readyz", "/metrics", "/v2/health/live", "/v2/health/ready"})
"""Paths that monitoring polls every few seconds; successes are logged at level debug only."""


def log_request(scope: Scope, request_id: str, status: int, duration_s: float) -> None:
    """Log a request that has been answered."""
    if not LOG.isEnabledFor(logging.INFO):
        return
    level = logging.DEBUG if route_path(scope) in PROBE_PATHS and status < 400 else logging.INFO
    if not LOG.isEnabledFor(level):
        return
    client = scope.get("client")
    fields: dict[str, Any] = {
        "client": client[0][:64] if client else None,
        "method": scope["method"][:20],
        "path": scope["path"][:200],
        "status": status,
        "duration_ms": round(1000 * duration_s, 2),
        "request_id": request_id,
    }
    problem: str | None = scope["state"].get("problem")
    if problem is not None:
        fields["problem"] = problem
    # Escaped, so that no request can forge a line of the log.
    arguments = (
        ascii(fields["client"] or "-")[1:-1],  # a trusted proxy's X-Forwarded-For may hold anything
        fields["method"],
        ascii(fields["path"])[1:-1],
        status,
        fields["duration_ms"],
        request_id,
        f" {problem}" if problem else "",
    )
    # Without the line of code that `LOG.log` would look up on the stack: a third of its time.
    record = LOG.makeRecord(
        LOG.name, level, "", 0, "%s %s %s %d %.1f ms %s%s", arguments, None, extra=fields
    )
    LOG.handle(record)
