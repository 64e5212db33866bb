"""Security headers: a browser runs nothing but what this service serves.

`app.middleware.request` adds them to every response. Two bypass it and add them themselves:
`on_fault` of `app.middleware.exception_handlers`, and the redirect of `app.middleware.root_path`.
Other headers of every response are set in `app.middleware.request`, those for other origins in
`app.middleware.stack` (CORS), and those of one response, such as Cache-Control, in its route.
"""

RawHeaders = list[tuple[bytes, bytes]]

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


def with_security_headers(headers: RawHeaders) -> RawHeaders:
    """Return the headers of a response and those of `HEADERS` that it does not set itself.

    A response with a policy of its own that allows frames gets no X-Frame-Options, which cannot
    name origins.
    """
    names = {name for name, _ in headers}
    if names.isdisjoint(_RAW_HEADERS):
        return [*headers, *_RAW_HEADERS.items()]
    if dict(headers).get(_CSP, _RAW_HEADERS[_CSP]) != _RAW_HEADERS[_CSP]:
        names.add(_FRAME_OPTIONS)
    return [*headers, *(header for header in _RAW_HEADERS.items() if header[0] not in names)]
