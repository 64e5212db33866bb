"""The middleware stack, and its order."""

from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute

from app.inference_protocol import binary
from app.middleware.body_limit import BodyLimitMiddleware
from app.middleware.concurrency_limit import ConcurrencyLimitMiddleware
from app.middleware.direct_routes import DirectRoutesMiddleware
from app.middleware.rate_limit import RateLimitMiddleware
from app.middleware.request import RequestMiddleware
from app.middleware.root_path import RootPathMiddleware
from app.middleware.shutdown import ShutdownMiddleware
from app.middleware.trusted_hosts import TrustedHostsMiddleware
from app.settings import Settings

CORS: dict[str, Any] = {
    "allow_methods": ["GET", "POST"],
    "allow_headers": ["Content-Type", binary.LENGTH_HEADER, "X-Request-ID"],
    "expose_headers": [binary.LENGTH_HEADER, "X-Request-ID", "Retry-After"],
}
"""Methods and headers for pages of the setting `cors_origins`, which send no credentials."""


def add_middleware(app: FastAPI, settings: Settings, direct: Iterable[BaseRoute]) -> None:
    """Add the middleware of `settings` to `app`, the innermost first.

    Parameters
    ----------
    app : FastAPI
    settings : Settings
    direct : iterable of routes
        Those for `DirectRoutesMiddleware`.
    """
    app.add_middleware(DirectRoutesMiddleware, routes=direct)
    app.add_middleware(
        ConcurrencyLimitMiddleware,
        max_waiting=settings.max_waiting,
        max_total_bytes=settings.max_bodies_bytes,
        body_timeout_s=settings.body_timeout_s,
    )
    app.add_middleware(BodyLimitMiddleware, max_bytes=settings.max_body_bytes)
    app.add_middleware(ShutdownMiddleware)
    if settings.rate_limit is not None:
        app.add_middleware(RateLimitMiddleware, limit=settings.rate_limit)
    if settings.cors_origins:
        app.add_middleware(CORSMiddleware, **CORS, allow_origins=settings.cors_origins)
    if settings.trusted_hosts:
        app.add_middleware(TrustedHostsMiddleware, names=settings.trusted_hosts)
    app.add_middleware(RequestMiddleware)
    if settings.root_path:
        app.add_middleware(RootPathMiddleware, root_path=settings.root_path)
