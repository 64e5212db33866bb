"""Who may use the lab: by itself, only a browser on the machine that the service runs on.

A page of another site can make a visitor's browser send requests to this machine too. Such a
request names its page in `Origin` and `Sec-Fetch-Site`, and is refused. A site that lets its own
name point at this machine (DNS rebinding) is no other origin to the browser; it is known by the
`Host` that it asks for.
"""

import ipaddress
from urllib.parse import urlsplit

from starlette.requests import Request

from app.problems import CrossOrigin, LabOff
from app.settings import Settings

SAFE = frozenset({"GET", "HEAD"})


def why_off(request: Request, settings: Settings) -> str | None:
    """Return why this request may not use the lab, or None if it may."""
    match settings.lab:
        case "on":
            return None
        case "off":
            return "INKLING_LAB=off says so."
    if not is_loopback(settings.host) or not _came_by_loopback(request):
        return (
            "Others than this machine can reach the service, and training takes a lot of it. "
            "INKLING_LAB=on lets everyone train who can reach it."
        )
    if not is_loopback(request.url.hostname or ""):
        return (
            f"It was asked for as {request.url.hostname!a:.80}; expected localhost or 127.0.0.1. "
            "INKLING_LAB=on lets everyone train who can reach it."
        )
    return None


def expect_allowed(request: Request, settings: Settings) -> None:
    """Refuse a request that may not use the lab.

    Raises
    ------
    LabOff
        If the lab is off for it.
    CrossOrigin
        If it would change something and a page of another origin sent it.
    """
    reason = why_off(request, settings)
    if reason is not None:
        raise LabOff(f"expected a training lab that is on, got one that is off: {reason}")
    if request.method in SAFE:
        return
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:  # no page can write this header, and no proxy changes what it means
        alien = site not in {"same-origin", "none"}
    else:
        alien = origin is not None and urlsplit(origin).netloc != request.headers.get("host")
    if alien:
        raise CrossOrigin(
            "expected a request from a page of this service, "
            f"got one from {origin!a:.80} ({site or 'another host'!a:.40})"
        )


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is this machine's own."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _came_by_loopback(request: Request) -> bool:
    """Tell whether both ends of the connection, as far as they are known, are on this machine."""
    server = request.scope.get("server") or ("", None)
    client = request.client.host if request.client else ""
    return is_loopback(server[0]) and is_loopback(client)
