"""Who may use the lab: by itself, only a browser on the machine that the service runs on.

A page of another site can make a visitor's browser send requests to this machine too. Such a
request names its page in `Origin` and `Sec-Fetch-Site`, and is refused. A site that lets its own
name point at this machine (DNS rebinding) is no other origin to the browser; it is known by the
`Host` that it asks for.
"""

from urllib.parse import urlsplit

from starlette.requests import Request

from app.http.loopback import is_local, is_loopback
from app.http.problems import CrossOrigin, LabDisabled
from app.settings import Settings

SAFE = frozenset({"GET", "HEAD"})

_HOW = "INKLING_LAB=on lets everyone train who can reach it."


def why_off(request: Request, settings: Settings) -> str | None:
    """Return why this request may not use the lab, or None if it may."""
    match settings.lab:
        case "on":
            return None
        case "off":
            return "INKLING_LAB=off says so."
        case "auto":
            pass
    server = request.scope.get("server") or ("", None)
    if not is_loopback(settings.host) or not is_loopback(server[0]):
        return f"Others than this machine can reach the service. {_HOW}"
    if not is_local(request):
        name = request.url.hostname or ""
        return (
            f"It is for requests of this machine to localhost; this one is to {name!a:.80}. {_HOW}"
        )
    return None


def expect_allowed(request: Request, settings: Settings) -> None:
    """Refuse a request that may not use the lab.

    Raises
    ------
    LabDisabled
        If the lab is off for it.
    CrossOrigin
        If it would change something and a page of another origin sent it.
    """
    reason = why_off(request, settings)
    if reason is not None:
        raise LabDisabled(reason)
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
