"""Middleware that limits the rate of requests of one client."""

from limits import RateLimitItem
from starlette.types import ASGIApp, Receive, Scope, Send

from app.http.client_rate import ClientRateLimiter
from app.http.problem_responses import problem_response, route_path
from app.http.problems import TooManyRequests
from app.middleware.access_log import PROBE_PATHS

FILES = ("/static/", "/docs/assets/")


class RateLimitMiddleware:
    """Rejects requests beyond the limit; probes, metrics and static files do not count."""

    def __init__(self, app: ASGIApp, limit: RateLimitItem) -> None:
        self.app = app
        self._limiter = ClientRateLimiter(limit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] == "http" and not _is_exempt(scope):
            try:
                self._limiter.check(scope)
            except TooManyRequests as problem:
                await problem_response(scope, problem)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _is_exempt(scope: Scope) -> bool:
    path = route_path(scope)
    return path in PROBE_PATHS or path.startswith(FILES)
