"""Access control of the lab: by default, only a browser on the service's own machine may use it.

A page of another site can make a visitor's browser send requests to this machine too. Such a
request names its page in `Origin` and `Sec-Fetch-Site`, and is rejected. A site whose own name
resolves to this machine (DNS rebinding) is the same origin to the browser, but the `Host` of its
requests has the foreign name.
"""

from starlette.requests import Request

from app.http.loopback import host_name, is_local, is_loopback
from app.http.origin import check_origin
from app.http.problems import LabDisabled
from app.settings import Settings

SAFE_METHODS = frozenset({"GET", "HEAD"})

_HINT = "INKLING_LAB=on enables it for everyone who can reach the service."


def denial_reason(request: Request, settings: Settings) -> str | None:
    """Return the reason why this request may not use the lab, or None if it may."""
    match settings.lab:
        case "on":
            return None
        case "off":
            return "It is disabled by INKLING_LAB=off."
        case "auto":
            pass
    server = request.scope.get("server") or ("", None)
    if not is_loopback(settings.host) or not is_loopback(server[0]):
        return f"By default, it is enabled only on a loopback address. {_HINT}"
    if not is_local(request):
        name = host_name(request) or "an unknown host"
        return (
            "By default, it accepts only requests from this machine to localhost; "
            f"this one is to {name!a:.80}. {_HINT}"
        )
    return None


def check_access(request: Request, settings: Settings) -> None:
    """Reject a request that may not use the lab.

    Raises
    ------
    LabDisabled
        If the lab is disabled for it.
    CrossOrigin
        If it would change something, and a page of another origin sent it.
    """
    reason = denial_reason(request, settings)
    if reason is not None:
        raise LabDisabled(reason)
    if request.method not in SAFE_METHODS:
        check_origin(request)
