"""Serving under a path of a host that others share: `https://example.org/digits/`.

The prefix is the setting `root_path`. It works whether the proxy passes the whole path on or takes
the prefix off. Templates write ``{{ root }}/report``; scripts ask `static/js/lib/url.js`.
"""

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class Prefix:
    """Gives every request the path that ASGI wants: one that begins with `root_path`."""

    def __init__(self, app: ASGIApp, root: str) -> None:
        self.app = app
        self.root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        if path == self.root:
            await RedirectResponse(f"{self.root}/", 308)(scope, receive, send)
            return
        if not path.startswith(f"{self.root}/"):
            path = self.root + path
        raw_path = self.root.encode("ascii") + scope.get("raw_path", path.encode())
        await self.app(
            {**scope, "root_path": self.root, "path": path, "raw_path": raw_path}, receive, send
        )
