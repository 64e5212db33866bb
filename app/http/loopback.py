"""Checks for requests that come from this machine."""

import ipaddress

from starlette.requests import HTTPConnection

FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


def is_local(request: HTTPConnection) -> bool:
    """Tell whether a program on this machine sent the request on its own behalf.

    A proxy on this machine connects from a loopback address too, but sets one of these headers. A
    page of another site whose name resolves to this machine (DNS rebinding) sends that name as the
    host.
    """
    if any(name in request.headers for name in FORWARDED):
        return False
    return (
        request.client is not None
        and is_loopback(request.client.host)
        and is_loopback(request.url.hostname or "")
    )


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is a loopback one."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
