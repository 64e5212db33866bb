"""Rate limit of one client, which is an address, or a network in IPv6."""

import ipaddress
import math
import time

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.types import Scope

from app.http.problems import TooManyRequests

NETWORK_BITS = 64
"""Prefix length of the IPv6 network that counts as one client."""


class ClientRateLimiter:
    """Counter of the requests of each client in this process, over a sliding window."""

    def __init__(self, limit: RateLimitItem) -> None:
        self._limit = limit
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def check(self, scope: Scope) -> None:
        """Count a request.

        Raises
        ------
        TooManyRequests
            If its client has sent too many; says when to try again.
        """
        key = _client_key(scope)
        if self._limiter.hit(self._limit, key):
            return
        window = self._limiter.get_window_stats(self._limit, key)
        wait_s = max(1, math.ceil(window.reset_time - time.time()))
        raise TooManyRequests(
            f"Too many requests; the limit is {self._limit}. Retry after {wait_s} seconds.",
            headers={"Retry-After": str(wait_s)},
        )


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
