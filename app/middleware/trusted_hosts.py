"""Which names of its host the service answers to."""

from collections.abc import Sequence

from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from app.http.problem_responses import problem_response
from app.http.problems import UnknownHost


class TrustedHosts:
    """Starlette's check of the header ``Host``, with a problem for a refusal."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        self._check = TrustedHostMiddleware(_accepted, hosts, www_redirect=False)
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] == "http" and not await self._trusts(scope, receive):
            problem = UnknownHost("expected the name of a host that the service answers to")
            await problem_response(scope, problem)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    async def _trusts(self, scope: Scope, receive: Receive) -> bool:
        refused = False

        async def note(_message: object) -> None:
            nonlocal refused
            refused = True

        await self._check(scope, receive, note)
        return not refused


async def _accepted(_scope: Scope, _receive: Receive, _send: Send) -> None:
    """Stand for an application that sends nothing."""
