"""Access to features that are by default for a browser on the service's own machine alone.

A page of another site can make a visitor's browser send requests to this machine too. Such a
request names its page in `Origin` and `Sec-Fetch-Site`, and is rejected. A site whose own name
resolves to this machine (DNS rebinding) is the same origin to the browser, but the `Host` of its
requests has the foreign name.
"""

from starlette.requests import Request

from app.http.loopback import host_name, is_local, is_loopback
from app.http.origin import check_origin
from app.settings import Switch

SAFE_METHODS = frozenset({"GET", "HEAD"})


def denial_reason(request: Request, switch: Switch, variable: str, listen_host: str) -> str | None:
    """Return the reason why this request may not use a feature, or None if it may.

    Parameters
    ----------
    request : Request
    switch : str
        The setting of the feature: "on" for all machines, "off" for none, "auto" for this one.
    variable : str
        The environment variable of the setting, for the message.
    listen_host : str
        The address that the service listens on.
    """
    hint = f"{variable}=on enables it for all clients that can reach the service."
    match switch:
        case "on":
            return None
        case "off":
            return f"It is disabled by {variable}=off."
        case "auto":
            pass
    server = request.scope.get("server") or ("", None)
    if not is_loopback(listen_host) or not is_loopback(server[0]):
        return f"By default, it is enabled only on a loopback address. {hint}"
    if not is_local(request):
        name = host_name(request) or "an unknown host"
        return (
            "By default, it accepts only requests from this machine to localhost; "
            f"this one is to {name!a:.80}. {hint}"
        )
    return None


def check_change(request: Request) -> None:
    """Reject a request that would change something, and that a page of another origin sent.

    Raises
    ------
    app.http.problems.CrossOrigin
    """
    if request.method not in SAFE_METHODS:
        check_origin(request)
