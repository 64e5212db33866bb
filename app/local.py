"""Whether a request comes from this machine itself."""

from starlette.requests import HTTPConnection

from app.lab.access import is_loopback

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
