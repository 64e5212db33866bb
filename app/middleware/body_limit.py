"""Requests with a body: how large it may be, whose turn it is, and who reads the rest.

A server that answers early (413, 415) and closes the connection while the client still sends makes
most clients report a broken connection instead of the reply: the system discards what was received
when it resets a connection (RFC 9112, 9.6). So the reply goes out at once and whole, and then a
bounded rest of the request is read and thrown away before the connection is let go.
"""

import asyncio
import contextlib
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.concurrency.limiter import RETRY_AFTER_S, TICKET, Lane, Ticket
from app.http.problem_responses import problem_response, root_path
from app.http.problems import BodyTooLarge, Overloaded, Problem

REST_BYTES = 2**25
REST_S = 3.0

DRAWINGS = ("/predict", "/explain", "/v2/models/")
"""Addresses whose requests work on the event loop."""


@dataclass(frozen=True)
class Limits:
    """What bodies may be.

    Attributes
    ----------
    bytes : int
        Of one body.
    together_bytes : int
        Of all bodies that are held at the same time.
    """

    bytes: int
    together_bytes: int


class Bodies:
    """Limits what is read of requests' bodies, and keeps the order in which they are worked on."""

    def __init__(self, app: ASGIApp, limits: Limits, loop: Lane, threads: Lane) -> None:
        self.app = app
        self._limits = limits
        self._lanes = loop, threads
        self._held_bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] != "http" or not _sends_body(scope):
            await self.app(scope, receive, send)
            return
        ticket = Ticket(*self._lanes)
        token = TICKET.set(ticket)
        body = _Body(self, Headers(scope=scope), receive)
        replaced = False

        async def finish(message: Message) -> None:
            last = message["type"] == "http.response.body" and not message.get("more_body", False)
            if not last or body.finished or not body.drainable:
                await send(message)
                return
            await send({**message, "more_body": True})
            await body.drain()
            await send({"type": "http.response.body", "body": b""})

        async def reply(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start":
                # The work is over, and who reads slowly may hold up nobody.
                ticket.leave(done=message["status"] < 400)
                # A framework that reads a body for its routes calls whatever goes wrong a 400.
                if body.problem is not None and message["status"] == 400:
                    replaced = True
                    await problem_response(scope, body.problem)(scope, receive, finish)
            if not replaced:
                await finish(message)

        try:
            if scope["path"].removeprefix(root_path(scope)).startswith(DRAWINGS):
                try:  # before anything else is done for it, so that a refusal costs little
                    ticket.loop.expect_room()
                except Overloaded as problem:
                    await ticket.loop.wait_to_refuse()
                    await problem_response(scope, problem)(scope, receive, reply)
                    return
            await self.app(scope, body.receive, reply)
        finally:
            TICKET.reset(token)
            ticket.leave()
            self._held_bytes -= body.size

    def take(self, body: "_Body", count: int) -> None:
        """Count bytes that a body holds from now on.

        Raises
        ------
        BodyTooLarge
            If these are too many for one body.
        Overloaded
            If these are too many for all bodies together.
        """
        body.size += count
        self._held_bytes += count
        if body.size > self._limits.bytes:
            raise self.too_large(f"{body.size} or more")
        if self._held_bytes > self._limits.together_bytes:
            raise Overloaded(
                f"expected at most {self._limits.together_bytes} bytes in all bodies together, "
                "got more with this one",
                headers={"Retry-After": str(RETRY_AFTER_S)},
            )

    def expect(self, count: int) -> None:
        """Raise BodyTooLarge if a body of `count` bytes is."""
        if count > self._limits.bytes:
            raise self.too_large(str(count))

    def too_large(self, got: str) -> BodyTooLarge:
        """Return the problem with a body of `got` bytes."""
        return BodyTooLarge(f"expected a body of at most {self._limits.bytes} bytes, got {got}")


class _Body:
    """What a client sends, counted."""

    def __init__(self, bodies: Bodies, headers: Headers, receive: Receive) -> None:
        self._bodies = bodies
        self._receive = receive
        self._headers = headers
        self.finished = False
        self.size = 0
        self.problem: Problem | None = None

    @property
    def drainable(self) -> bool:
        """Whether the client goes on sending, though it has its answer."""
        # One that asked whether to send at all (100-continue) takes an early reply as a no.
        return self._headers.get("expect", "").lower() != "100-continue"

    async def receive(self) -> Message:
        """Return the next part; raises what is wrong with the body as soon as it is clear."""
        try:
            if self.problem is not None:
                raise self.problem
            if self.size == 0:
                declared = self._headers.get("content-length", "")
                self._bodies.expect(int(declared[:20]) if declared.isdecimal() else 0)
            message = await self._receive()
            self.finished = not message.get("more_body", False)  # so it is of a disconnect as well
            self._bodies.take(self, len(message.get("body", b"")))
        except Problem as problem:
            self.problem = problem
            raise
        return message

    async def drain(self) -> None:
        """Read a bounded rest and throw it away."""
        left = REST_BYTES
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(REST_S):
                while left > 0 and not self.finished:
                    message = await self._receive()
                    left -= len(message.get("body", b""))
                    self.finished = not message.get("more_body", False)


def _sends_body(scope: Scope) -> bool:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return bool(value != b"0")
        if name == b"transfer-encoding":
            return True
    return False
