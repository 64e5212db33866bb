"""Access control of the lab: by default, only a browser on the service's own machine may use it."""

from starlette.requests import Request

from app.http import access
from app.http.problems import LabDisabled
from app.settings import Settings


def denial_reason(request: Request, settings: Settings) -> str | None:
    """Return the reason why this request may not use the lab, or None if it may."""
    return access.denial_reason(request, settings.lab, "INKLING_LAB", settings.host)


def check_access(request: Request, settings: Settings) -> None:
    """Reject a request that may not use the lab.

    Raises
    ------
    LabDisabled
        If the lab is disabled for it.
    app.http.problems.CrossOrigin
        If it would change something, and a page of another origin sent it.
    """
    reason = denial_reason(request, settings)
    if reason is not None:
        raise LabDisabled(reason)
    access.check_change(request)
