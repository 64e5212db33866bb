"""Middleware that limits the rate of requests of one client."""

import ipaddress
import math
import time

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from app.http.problem_responses import problem_response, route_path
from app.http.problems import TooManyRequests
from app.middleware.access_log import PROBE_PATHS

NETWORK_BITS = 64
"""Prefix length of the IPv6 network that counts as one client."""

FILES = ("/static/", "/docs/assets/")


class RateLimitMiddleware:
    """Rejects requests beyond the limit; probes, metrics and static files do not count."""

    def __init__(self, app: ASGIApp, limit: RateLimitItem) -> None:
        self.app = app
        self._limit = limit
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if (
            scope["type"] != "http"
            or _is_exempt(scope)
            or self._limiter.hit(self._limit, _client_key(scope))
        ):
            await self.app(scope, receive, send)
            return
        window = self._limiter.get_window_stats(self._limit, _client_key(scope))
        wait_s = max(1, math.ceil(window.reset_time - time.time()))
        problem = TooManyRequests(
            f"Too many requests; the limit is {self._limit}. Retry after {wait_s} seconds.",
            headers={"Retry-After": str(wait_s)},
        )
        await problem_response(scope, problem)(scope, receive, send)


def _is_exempt(scope: Scope) -> bool:
    path = route_path(scope)
    return path in PROBE_PATHS or path.startswith(FILES)


def _client_key(scope: Scope) -> str:
    client = scope.get("client")
    if client is None:
        return "unknown"
    try:
        address = ipaddress.ip_address(client[0])
    except ValueError:  # a socket of this machine, or the name that a test client has
        return str(client[0])
    if address.version == 6:
        return str(ipaddress.ip_network((address, NETWORK_BITS), strict=False))
    return str(address)
