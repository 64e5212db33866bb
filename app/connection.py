"""The connections of `inkling serve`: time limits that uvicorn lacks, errors in the usual shape.

What is wrong before there is a request, as bytes that are no HTTP, never reaches the application.
"""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from httptools import HttpParserError, HttpParserUpgrade
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app import metrics
from app.problems import MEDIA_TYPE, BadHttp, Overloaded, Problem, RequestTimeout
from app.security import HEADERS

HEAD_BYTES = 2**15
"""Longest head of a request; what is longer is refused."""

LAST_S = 3.0
"""For so long a client may go on sending when the service has been told to stop."""

LINGER_S = 1.0
"""For so long a client that was refused may go on sending, so that it gets to read the reply."""


@dataclass(frozen=True)
class Limits:
    """How long connections wait, and how many there may be.

    Attributes
    ----------
    head_s, body_s : float
        Seconds from the beginning of a request's head, or body, to its end.
    connections : int
        At the same time, of this process.
    root : str
        The path that the service has on its host, for the types of problems.
    """

    head_s: float
    body_s: float
    connections: int
    root: str


class Connection(HttpToolsProtocol):
    """One connection; `app.server` says how long it waits, and how many there may be.

    One timer runs while the client has to send: first the head of a request, then its body.
    """

    _timer: asyncio.TimerHandle | None = None
    _waits_for: str | None = None
    _refused = False
    _head_bytes = 0
    """How much has come of the head of a request that is not complete yet."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start to wait for a request."""
        super().connection_made(transport)
        self._limits: Limits = self.config.connection_limits  # type: ignore[attr-defined]
        if len(self.connections) > self._limits.connections:
            problem = Overloaded("expected fewer connections, got as many as can be held")
            self._refuse(problem, linger=False)
        else:
            self._wait_for("head")

    def data_received(self, data: bytes) -> None:
        """Read on."""
        if self._refused:
            return
        self._unset_keepalive_if_required()
        if self._waits_for != "body":
            self._head_bytes += len(data)
        try:
            self.parser.feed_data(data)
        except HttpParserUpgrade:  # to what is not spoken here; HTTP answers all the same
            self.cycle.keep_alive = False
        except HttpParserError as error:
            self.send_400_response(str(error))
        else:
            if self._waits_for == "head" and self._head_bytes > HEAD_BYTES:
                self.send_400_response("the head is too long")

    def on_message_begin(self) -> None:
        """Begin to read the head of a request."""
        super().on_message_begin()
        self._wait_for("head")

    def on_headers_complete(self) -> None:
        """Verify what the parser leaves to others, and go on to the body."""
        hosts = sum(name == b"host" for name, _ in self.headers)
        if hosts > 1 or (hosts == 0 and self.parser.get_http_version() == "1.1"):
            raise ValueError("expected one Host")  # RFC 9112, 3.2
        if sum(len(name) + len(value) for name, value in self.headers) > HEAD_BYTES:
            raise ValueError("the head is too long")
        super().on_headers_complete()
        self._head_bytes = 0
        self._wait_for("body")

    def on_message_complete(self) -> None:
        """Wait no longer."""
        super().on_message_complete()
        self._wait_for(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._wait_for(None)
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Finish what is at work; a client that is still sending has to hurry."""
        super().shutdown()
        if self._waits_for == "body" and self._timer is not None:
            self._timer.cancel()
            self._timer = self.loop.call_later(LAST_S, self._late, "body", LAST_S)

    def send_400_response(self, msg: str) -> None:
        """Answer bytes that are no HTTP."""
        part = self._waits_for
        self._wait_for(None)
        self.logger.debug(msg)
        if not self._answered(part):
            self._refuse(BadHttp("expected a request of HTTP/1.1, got something else"))
        else:
            self.transport.close()

    def _wait_for(self, part: str | None) -> None:
        """Let the timer run for this part of a request, from the moment it began."""
        if part == self._waits_for:
            return
        self._waits_for = part
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if part is not None:
            limit_s = self._limits.head_s if part == "head" else self._limits.body_s
            self._timer = self.loop.call_later(limit_s, self._late, part, limit_s)

    def _late(self, part: str, limit_s: float) -> None:
        if self.transport.is_closing():
            return
        came = part == "body" or self._head_bytes > 0
        if came and not self._answered(part):
            self._refuse(RequestTimeout(f"expected the {part} of a request in {limit_s:g} seconds"))
        else:  # nothing at all came, or it was answered before it came in whole
            self.transport.close()

    def _answered(self, part: str | None) -> bool:
        """Tell whether a reply has begun, so that there can be no other to this request."""
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or (part != "body" and cycle.response_complete):
            return False
        return cycle.response_started

    def _refuse(self, problem: Problem, linger: bool = True) -> None:
        content = json.dumps(
            {
                "type": self._limits.root + problem.type,
                "title": problem.title,
                "status": problem.status,
                "detail": problem.detail,
            }
        ).encode("ascii")
        headers: list[tuple[Any, Any]] = [
            ("content-type", MEDIA_TYPE),
            ("content-length", str(len(content))),
            ("connection", "close"),
            *HEADERS.items(),
        ]
        # Written by hand: after bytes that are no HTTP the library answers nothing any more.
        head = f"HTTP/1.1 {problem.status} {problem.title}\r\n"
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
        self.transport.write(f"{head}{lines}\r\n".encode("ascii") + content)
        self._refused = True
        metrics.refused(problem.slug)
        if linger and self.transport.can_write_eof():
            # Closed at once, what still comes in would make the system discard the reply.
            self.transport.write_eof()
            self._timer = self.loop.call_later(LINGER_S, self.transport.close)
        else:
            self.transport.close()
