"""Lets a client read the reply that comes before its request has been sent in full.

A server that answers early (413, 415) and closes the connection while the client still sends makes
most clients report a broken connection instead of the reply: the system discards what was received
when it resets a connection (RFC 9112, 9.6). So the reply goes out at once and whole, and then a
bounded rest of the request is read and thrown away before the connection is let go.
"""

import anyio
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LONGEST_BYTES = 2**25
LONGEST_S = 3.0


class Draining:
    """Reads what the application left of a request's body, after the reply."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] != "http" or not _sends_body(Headers(scope=scope)):
            await self.app(scope, receive, send)
            return
        finished = False

        async def receive_watched() -> Message:
            nonlocal finished
            message = await receive()
            finished = not message.get("more_body", False)  # so it is of a disconnect as well
            return message

        async def send_then_drain(message: Message) -> None:
            last = message["type"] == "http.response.body" and not message.get("more_body", False)
            if not last or finished:
                await send(message)
                return
            await send({**message, "more_body": True})
            left = LONGEST_BYTES
            with anyio.move_on_after(LONGEST_S):
                while left > 0 and not finished:
                    left -= len((await receive_watched()).get("body", b""))
            await send({"type": "http.response.body", "body": b""})

        await self.app(scope, receive_watched, send_then_drain)


def _sends_body(headers: Headers) -> bool:
    # A client that asked whether to send at all (100-continue) takes the early reply as a no.
    if headers.get("expect", "").lower() == "100-continue":
        return False
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
