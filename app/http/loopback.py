"""Whether a request comes from this machine itself."""

import ipaddress

from starlette.requests import HTTPConnection

FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


def is_local(request: HTTPConnection) -> bool:
    """Tell whether a program on this machine asks, and not for somebody else.

    A proxy on this machine connects from here too; it says for whom, or at least that it is one.
    And a page of another site that has its name resolve to this machine gives itself away by that
    name.
    """
    if any(name in request.headers for name in FORWARDED):
        return False
    return (
        request.client is not None
        and is_loopback(request.client.host)
        and is_loopback(request.url.hostname or "")
    )


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is this machine's own."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
