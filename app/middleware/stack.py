"""What every request passes on its way to a route, and every reply on its way back."""

from typing import Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from app.concurrency import threads
from app.concurrency.limiter import Lane
from app.inference_protocol import binary
from app.middleware.access_log import Watch
from app.middleware.body_limit import Bodies, Limits
from app.middleware.rate_limit import RateLimit
from app.middleware.root_path import Prefix
from app.middleware.security_headers import SecurityHeaders
from app.middleware.trusted_hosts import TrustedHosts
from app.settings import Settings
from app.shedding import Shedding

CORS: dict[str, Any] = {
    "allow_methods": ["GET", "POST"],
    "allow_headers": ["Content-Type", binary.HEADER, "X-Request-ID"],
    "expose_headers": [binary.HEADER, "X-Request-ID", "Retry-After"],
}
"""What pages of the origins in the setting `cors_origins` may do; they send no credentials."""


def add(app: FastAPI, settings: Settings) -> None:
    """Put the layers around the routes of `app`, the innermost first."""
    loop = Lane(1, settings.max_waiting)
    app.add_middleware(
        Bodies,
        limits=Limits(settings.max_body_bytes, settings.max_bodies_bytes),
        loop=loop,
        threads=Lane(threads.COUNT, settings.max_waiting),
    )
    if settings.rate_limit is not None:
        app.add_middleware(RateLimit, limit=settings.rate_limit)
    if settings.cors_origins:
        app.add_middleware(CORSMiddleware, **CORS, allow_origins=settings.cors_origins)
    if settings.trusted_hosts:
        app.add_middleware(TrustedHosts, hosts=settings.trusted_hosts)
    app.add_middleware(Watch)
    if settings.root_path:
        app.add_middleware(Prefix, root=settings.root_path)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(
        Shedding, lane=loop, root=settings.root_path, foreign=bool(settings.cors_origins)
    )
