"""Middleware that serves the host names of the setting `trusted_hosts` only."""

from collections.abc import Sequence

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from app.http.loopback import host_name
from app.http.problem_responses import problem_response, route_path
from app.http.problems import UnknownHost
from app.middleware.access_log import PROBE_PATHS


class TrustedHostsMiddleware:
    """Rejects requests to other host names, except those of probes and of Prometheus.

    These connect by the address of a container, which no setting can name in advance. Whether
    metrics are shown to a client is the setting `metrics`.

    Parameters
    ----------
    app : ASGI application
    names : sequence of str
        Host names; `*.example.org` stands for all names below that one, `*` for all.
    """

    def __init__(self, app: ASGIApp, names: Sequence[str]) -> None:
        self.app = app
        self._names = [name.lower() for name in names]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or _is_probe(scope) or self._is_trusted(scope):
            await self.app(scope, receive, send)
            return
        problem = UnknownHost("The service does not answer to this host name.")
        await problem_response(scope, problem)(scope, receive, send)

    def _is_trusted(self, scope: Scope) -> bool:
        host = host_name(HTTPConnection(scope))
        return "*" in self._names or (
            host is not None and any(_matches(host, name) for name in self._names)
        )


def _matches(host: str, name: str) -> bool:
    return host.endswith(name[1:]) if name.startswith("*.") else host == name


def _is_probe(scope: Scope) -> bool:
    return route_path(scope) in PROBE_PATHS
