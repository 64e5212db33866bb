"""Middleware that adds security headers: a browser runs nothing but what this service serves."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

_CSP, _FRAME_OPTIONS = b"content-security-policy", b"x-frame-options"
_RAW_HEADERS = {name.lower().encode(): value.encode() for name, value in HEADERS.items()}


def framed_policy(origins: tuple[str, ...]) -> str:
    """Return `POLICY` for a page that pages of these origins may frame; none if empty."""
    if not origins:
        return POLICY
    return POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {' '.join(origins)}")


class SecurityHeadersMiddleware:
    """Adds `HEADERS` to responses that do not set their own, and handles HEAD as GET.

    A response with a policy of its own that allows frames gets no X-Frame-Options, which cannot
    name origins.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                names = {name for name, _ in headers}
                if dict(headers).get(_CSP, _RAW_HEADERS[_CSP]) != _RAW_HEADERS[_CSP]:
                    names.add(_FRAME_OPTIONS)
                missing = [
                    (name, value) for name, value in _RAW_HEADERS.items() if name not in names
                ]
                message["headers"] = headers + missing
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        # RFC 9110, 9.3.2: HEAD is GET without the content; `head` tells endless streams to end.
        inner_scope = {**scope, "method": "GET", "head": True} if head else scope
        await self.app(inner_scope, receive, send_secured)
