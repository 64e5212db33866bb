"""Checks for requests that come from this machine."""

import ipaddress
import re
from functools import lru_cache

from starlette.requests import HTTPConnection

FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
MAX_PORT = 65_535

_HOST = re.compile(r"(?P<name>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?")


def is_local(request: HTTPConnection) -> bool:
    """Return whether a program on this machine sent the request on its own behalf.

    A proxy on this machine connects from a loopback address too, but sets one of these headers. A
    page of another site whose name resolves to this machine (DNS rebinding) sends that name as the
    host. The names of the setting `trusted_hosts` do not count: a proxy may pass them on.
    """
    if any(name in request.headers for name in FORWARDED):
        return False
    name = host_name(request)
    return (
        request.client is not None
        and is_loopback(request.client.host)
        and name is not None
        and is_loopback(name)
    )


def host_name(request: HTTPConnection) -> str | None:
    """Return the name in the `Host` header, or None if it is missing, repeated or malformed.

    The URL that Starlette builds has the server's own address in place of a malformed name.
    """
    values = request.headers.getlist("host")
    match = _HOST.fullmatch(values[0]) if len(values) == 1 else None
    if match is None or int(match["port"] or 0) > MAX_PORT:
        return None
    return match["name"].lower()


@lru_cache(256)  # every request asks, and parsing an address takes microseconds
def is_loopback(host: str) -> bool:
    """Return whether a host name or address is a loopback one."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
