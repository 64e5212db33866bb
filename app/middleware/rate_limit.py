"""How often one client may ask. Off unless the setting `rate_limit` says how often."""

import ipaddress
import math
import time

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from app.http.problem_responses import problem_response, root_path
from app.http.problems import TooManyRequests
from app.middleware.access_log import QUIET

NETWORK_BITS = 64
"""One client of IPv6 has a whole network of this size."""

FILES = ("/static/", "/docs/assets/")


class RateLimit:
    """Refuses who asks more often than the limit; health, figures and files do not count."""

    def __init__(self, app: ASGIApp, limit: RateLimitItem) -> None:
        self.app = app
        self._limit = limit
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if (
            scope["type"] != "http"
            or _is_free(scope)
            or self._limiter.hit(self._limit, _who(scope))
        ):
            await self.app(scope, receive, send)
            return
        window = self._limiter.get_window_stats(self._limit, _who(scope))
        wait_s = max(1, math.ceil(window.reset_time - time.time()))
        problem = TooManyRequests(
            f"expected at most {self._limit} from one client, got more",
            headers={"Retry-After": str(wait_s)},
        )
        await problem_response(scope, problem)(scope, receive, send)


def _is_free(scope: Scope) -> bool:
    path: str = scope["path"].removeprefix(root_path(scope))
    return path in QUIET or path.startswith(FILES)


def _who(scope: Scope) -> str:
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
