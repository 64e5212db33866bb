"""The connections of `inkling serve`: time limits that uvicorn lacks, errors in the usual shape.

What is wrong before there is a request, as bytes that are no HTTP, never reaches the application.
"""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser, parse_url
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app import metrics
from app.concurrency.limiter import RETRY_AFTER_S
from app.http.problems import MEDIA_TYPE, MalformedRequest, Overloaded, Problem, RequestTimeout
from app.middleware.security_headers import HEADERS

HEAD_BYTES = 2**15
"""Longest head of a request, its address included; what is longer is refused."""

MOST_AHEAD = 64
"""So many requests may come on a connection before the replies to those before them."""

TOO_LONG = f"expected a head of at most {HEAD_BYTES} bytes, got a longer one"

LATER = {"Retry-After": str(RETRY_AFTER_S)}

LAST_S = 3.0
"""For so long a client may go on sending when the service has been told to stop."""

WRITE_S, WRITE_BYTES = 30.0, 2**15
"""In so many seconds a client has to take so much of what is written to it, or the rest."""

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
    """One connection; `app.server.run` says how long it waits, and how many there may be.

    One timer runs while the client has to send: a request's head, its body, or another request.
    Replies go out in the order of requests, so what refuses one waits for those before it.
    """

    _timer: asyncio.TimerHandle | None = None
    _waits_for: str | None = None
    """The head or body of a request, the next one after a reply, or nothing."""

    _begun = False
    """Whether a byte has come of the head that is waited for."""

    _unread = 0
    """Bytes that came since a head was complete, or a piece of a body."""

    _at_work: RequestResponseCycle | None = None
    """The request whose reply is due first."""

    _refusal: Problem | None = None
    """What ends the connection after the replies that are still due."""

    _reads = True

    _writes: asyncio.TimerHandle | None = None
    """Runs while a client does not take what is written to it, or not all before it is closed."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start to wait for a request."""
        super().connection_made(transport)
        self._limits: Limits = self.config.connection_limits  # type: ignore[attr-defined]
        if len(self.connections) > self._limits.connections:
            got = "expected fewer connections, got as many as can be held"
            self._refuse(Overloaded(got, headers=LATER), linger=False)
        else:
            self._wait_for("head")

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer, and tell the request at work, which need not be the last that came."""
        self._wait_for(None)
        self.resume_writing()
        super().connection_lost(exc)
        self.pipeline.clear()
        self._let_go()

    def shutdown(self) -> None:
        """Finish what is at work; a client that is still sending has to hurry."""
        super().shutdown()
        if self._waits_for == "body" and self._timer is not None:
            self._timer.cancel()
            self._timer = self.loop.call_later(LAST_S, self._late, "body", LAST_S)

    # What the client sends

    def data_received(self, data: bytes) -> None:
        """Read on."""
        if not self._reads:
            return
        self._unread = len(data) + (self._unread if self._waits_for in ("head", "body") else 0)
        try:
            self._feed(data)
        except HttpParserError as error:
            self._end(_refused(error))
        else:
            if self._unread > HEAD_BYTES and self._waits_for in ("head", "body"):
                self._end(MalformedRequest(TOO_LONG))

    def _feed(self, data: bytes) -> None:
        """Parse; a request that offers to go on in another protocol is read as if it did not.

        Of such a request the parser reads the head alone, and leaves its body to that protocol.
        """
        rest: memoryview | None = memoryview(data)
        while rest is not None:
            rest = self._feed_to_offer(rest)
            if rest is not None:
                head = self._head_without_upgrade()
                self.parser = HttpRequestParser(self)
                self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
                self.parser.feed_data(head)

    def _feed_to_offer(self, data: memoryview) -> memoryview | None:
        """Parse as far as the head of a request with such an offer; return what is behind it."""
        try:
            self.parser.feed_data(data)
        except HttpParserUpgrade as upgrade:
            return data[upgrade.args[0] :]
        return None

    def _head_without_upgrade(self) -> bytes:
        version = self.parser.get_http_version().encode("ascii")
        lines = [b"%b %b HTTP/%b" % (self.parser.get_method(), self.url, version)]
        lines += [b"%b: %b" % header for header in self.headers if header[0] != b"upgrade"]
        return b"\r\n".join([*lines, b"", b""])

    def on_message_begin(self) -> None:
        """Begin to read the head of a request."""
        super().on_message_begin()
        self._begun = True
        self._wait_for("head")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a line of the head; one that comes after a body in chunks means nothing here."""
        if self._waits_for == "head":
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Verify what the parser leaves to others, and go on to the body."""
        if self.parser.get_method() == b"CONNECT":
            raise MalformedRequest("expected a request to this service, got CONNECT")
        version = self.parser.get_http_version()
        if version not in ("1.0", "1.1"):
            raise MalformedRequest(f"expected a request of HTTP/1.1, got one of HTTP/{version}")
        hosts = sum(name == b"host" for name, _ in self.headers)
        if hosts > 1 or (hosts == 0 and version == "1.1"):
            raise MalformedRequest(f"expected one Host, got {hosts}")  # RFC 9112, 3.2
        around = len(b": \r\n")
        if len(self.url) + sum(len(n) + len(v) + around for n, v in self.headers) > HEAD_BYTES:
            raise MalformedRequest(TOO_LONG)
        if any(n == b"transfer-encoding" and v.lower() != b"chunked" for n, v in self.headers):
            raise MalformedRequest("expected the transfer encoding chunked, got another one")
        if self.parser.should_upgrade():
            return
        if not self.url.startswith(b"/"):
            self._give_path()
        if len(self.pipeline) >= MOST_AHEAD:
            got = f"expected at most {MOST_AHEAD} requests before their replies, got more"
            raise Overloaded(got, headers=LATER)
        super().on_headers_complete()
        self._unread = 0
        self._wait_for("body")

    def _give_path(self) -> None:
        """Let an address of a whole host mean its root: ``http://x`` (RFC 9112, 3.2.2)."""
        parsed = parse_url(self.url)
        if parsed.host and not parsed.path:
            self.url = b"/" + (b"?" + parsed.query if parsed.query else b"")

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        super().on_body(body)
        self._unread = 0

    def on_message_complete(self) -> None:
        """Wait for the reply, or for another request if it was given before all had come."""
        if self.parser.should_upgrade():
            return
        super().on_message_complete()
        self._wait_for(None if self._reply_is_due() else "next")

    # What it is answered

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._at_work = cycle
        super()._start_asgi_task(cycle, app)

    def on_response_complete(self) -> None:
        """Go on with the request behind it, refuse what could not be read, or wait for another."""
        super().on_response_complete()
        self._unset_keepalive_if_required()  # the timer of this class runs instead
        if self.transport.is_closing():
            self._expect_to_be_read()
            return
        self._restart()
        if self._reply_is_due():
            return
        if self._refusal is not None:
            self._refuse(self._refusal)
        elif self._waits_for is None:
            self._wait_for("next")

    def _reply_is_due(self) -> bool:
        return self._at_work is not None and not self._at_work.response_complete

    def _wait_for(self, part: str | None) -> None:
        """Let the timer run for this part of a request, from the moment it began."""
        if part == self._waits_for:
            return
        self._waits_for = part
        if part != "head":
            self._begun = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if part is not None:
            limits_s = {"head": self._limits.head_s, "body": self._limits.body_s}
            limit_s = limits_s.get(part, self.timeout_keep_alive)
            self._timer = self.loop.call_later(limit_s, self._late, part, limit_s)

    def _restart(self) -> None:
        """Let the timer run anew: nothing was read while a reply was due to an earlier request."""
        part = self._waits_for
        if part is not None:
            self._waits_for = None
            begun = self._begun
            self._wait_for(part)
            self._begun = begun

    def _late(self, part: str, limit_s: float) -> None:
        if self.transport.is_closing():
            return
        if self._reply_is_due() and not (part == "body" and self.cycle is self._at_work):
            return  # the timer starts again after that reply
        if self._begun or part == "body":
            self._end(RequestTimeout(f"expected the {part} of a request in {limit_s:g} seconds"))
        else:  # nothing at all came
            self._close()

    def _end(self, problem: Problem) -> None:
        """Read no more, and refuse the request that cannot be read if it has no reply yet."""
        part = self._waits_for
        self._reads = False
        self._wait_for(None)
        self.logger.debug(problem.detail)
        if part == "body" and self.cycle is self._at_work:
            if self.cycle.response_started:
                self._close()
            else:
                self._refuse(problem)
            return
        if part == "body":  # behind others, so it has not been started
            self.pipeline.popleft()
        if self._reply_is_due():
            self._refusal = problem
        else:
            self._refuse(problem)

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
            *problem.headers.items(),
            *HEADERS.items(),
        ]
        # Written by hand: after bytes that are no HTTP the library answers nothing any more.
        headers += [(n.decode(), v.decode()) for n, v in self.server_state.default_headers]
        head = f"HTTP/1.1 {problem.status} {problem.title}\r\n"
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
        self.transport.write(f"{head}{lines}\r\n".encode("ascii") + content)
        self._reads = False
        metrics.refused(problem.code)
        self._let_go()  # its reply must not come after this one
        if linger and self.transport.can_write_eof():
            # Closed at once, what still comes in would make the system discard the reply.
            self.flow.resume_reading()
            self.transport.write_eof()
            self.loop.call_later(LINGER_S, self._close)
        else:
            self._close()

    def _let_go(self) -> None:
        """Tell the request at work that nobody waits for its reply any more."""
        if self._at_work is not None:
            self._at_work.disconnected = True
            self._at_work.waiting_for_100_continue = False
            self._at_work.message_event.set()

    # Whether the client reads

    def pause_writing(self) -> None:
        """Write no more until the client has read."""
        super().pause_writing()
        self._expect_to_be_read()

    def resume_writing(self) -> None:
        """Go on."""
        super().resume_writing()
        if self._writes is not None:
            self._writes.cancel()
            self._writes = None

    def _close(self) -> None:
        """Close when the client has read what was written, or does not go on reading."""
        if self.parser is not None:  # else it is gone
            self.transport.close()
            self._expect_to_be_read()

    def _expect_to_be_read(self) -> None:
        size = self.transport.get_write_buffer_size()
        if self._writes is None and size > 0:
            self._writes = self.loop.call_later(WRITE_S, self._look, size)

    def _look(self, before: int) -> None:
        """Give up a client that has read too little since `before` bytes were left to be."""
        self._writes = None
        if self.transport.get_write_buffer_size() > max(0, before - WRITE_BYTES):
            self.transport.abort()
        else:
            self._expect_to_be_read()


def _refused(error: HttpParserError) -> Problem:
    """Return what this module refused while the parser called it, or what the parser could not."""
    if isinstance(error.__context__, Problem):
        return error.__context__
    return MalformedRequest("expected a request of HTTP/1.1, got something else")
