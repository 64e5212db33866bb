"""Middleware that serves the application under a path, as `https://example.org/digits/`.

The proxy may pass the whole path on, or strip the prefix. Templates write ``{{ root }}/report``;
scripts ask `static/js/lib/url.js`.
"""

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.middleware import security_headers


class RootPathMiddleware:
    """Sets `root_path` in the scope, and prepends it to the path if the proxy stripped it."""

    def __init__(self, app: ASGIApp, root_path: str) -> None:
        self.app = app
        self.root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        if path == self.root_path:
            response = RedirectResponse(f"{self.root_path}/", 308, security_headers.HEADERS)
            await response(scope, receive, send)
            return
        raw_path: bytes = scope.get("raw_path", path.encode())
        if not path.startswith(f"{self.root_path}/"):
            path = self.root_path + path
            raw_path = self.root_path.encode("ascii") + raw_path
        await self.app(
            {**scope, "root_path": self.root_path, "path": path, "raw_path": raw_path},
            receive,
            send,
        )
