"""Access to corrections: by default, only a browser on the service's own machine may send any."""

from starlette.requests import Request

from app.http import access
from app.http.loopback import is_local
from app.http.problems import CorrectionsDisabled, LoopbackOnly
from app.settings import Settings


def denial_reason(request: Request, settings: Settings) -> str | None:
    """Return the reason why this request may not use corrections, or None if it may."""
    switch, host = settings.corrections, settings.host
    return access.denial_reason(request, switch, "INKLING_CORRECTIONS", host)


def check_access(request: Request, settings: Settings) -> None:
    """Reject a request that may not use corrections.

    Raises
    ------
    CorrectionsDisabled
        If they are disabled for it.
    app.http.problems.CrossOrigin
        If it would change something, and a page of another origin sent it.
    """
    reason = denial_reason(request, settings)
    if reason is not None:
        raise CorrectionsDisabled(reason)
    access.check_change(request)


def check_review(request: Request) -> None:
    """Reject a request from another machine, as it would see or decide on others' corrections.

    Raises
    ------
    LoopbackOnly
    """
    if not is_local(request):
        raise LoopbackOnly(
            "Corrections are listed, accepted and rejected only from the service's own machine; "
            "the command `inkling corrections` does so as well."
        )
