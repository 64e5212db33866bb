"""Requests that are whole, damaged and cut anywhere: the same replies, and a timer that runs.

`make test` tries some hundreds and `make fuzz` ten thousand.
"""

import asyncio
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uvicorn.server import ServerState

from app.connection import Connection, Limits
from app.server.run import ServerConfig
from tests.fuzz.test_intake import OTHERS, many
from tests.support.event_loop import run
from tests.support.summary import tried

CHUNKED = b" / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
OFFER = b"Connection: upgrade\r\nUpgrade: h2c\r\n"
REQUESTS = [
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"HEAD /a%20b?c=d HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET / HTTP/1.0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nGET /",
    b"POST / HTTP/1.1\r\nHost: x\r\n" + OFFER + b"Content-Length: 2\r\n\r\nab",
    b"POST" + CHUNKED + b"\r\n3;a=b\r\nabc\r\n0\r\nHost: y\r\n\r\n",
    b"PUT" + CHUNKED + OFFER + b"\r\n1\r\na\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na",
    b"POST" + CHUNKED + b"Expect: 100-continue\r\n\r\nzz\r\n",
    b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"\r\n",
    b"\x16\x03\x01\x02\x00\x01",
]
REPLY = re.compile(rb"HTTP/1\.1 (\d+) .*?\r\n\r\n(body of \d+)?", re.DOTALL)
OUTCOMES: Counter[str] = Counter()


@pytest.fixture(scope="module", autouse=True)
def told():
    yield
    listed = ", ".join(f"{count} of {status}" for status, count in OUTCOMES.most_common())
    tried(f"fuzz: connections got {OUTCOMES.total()} replies: {listed}")


class Transport:
    """What a connection writes to; `late` is what it writes when it has said that this is all."""

    def __init__(self):
        self.written = self.late = b""
        self.ended = self.closed = False

    def write(self, data):
        if self.ended or self.closed:
            self.late += data
        else:
            self.written += data

    def write_eof(self):
        self.ended = True

    def close(self):
        self.closed = True

    def is_closing(self):
        return self.closed

    def can_write_eof(self):
        return True

    def get_write_buffer_size(self):
        return 0

    def pause_reading(self):
        pass

    def resume_reading(self):
        pass

    def get_extra_info(self, name):
        return None


async def application(scope, receive, send):
    """Reply with the size of the body."""
    size = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size += len(message["body"])
        more = message["more_body"]
    content = b"body of %d" % size
    headers = [(b"content-length", b"%d" % len(content))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": content})


CONFIG = ServerConfig(application, lifespan="off", log_config=None)
CONFIG.load()
CONFIG.connection_limits = Limits(head_s=60, body_s=60, connections=10, root="")


async def replies(pieces):
    """Return statuses and bodies, and whether the connection was closed."""
    faults = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: faults.append(context))
    connection = Connection(config=CONFIG, server_state=ServerState(), app_state={})
    transport = Transport()
    connection.connection_made(transport)
    for piece in pieces:
        if not transport.closed:
            connection.data_received(piece)
        for _ in range(3 + 3 * len(connection.pipeline)):
            await asyncio.sleep(0)
    while connection.tasks and not connection._waits_for and not connection._refusal:
        await asyncio.sleep(0)
    closed = transport.closed or transport.ended
    assert closed or not connection._timer.cancelled()
    connection.connection_lost(None)
    while connection.tasks:
        await asyncio.sleep(0)
    assert faults == []
    assert transport.late == b""
    found = REPLY.findall(transport.written)
    return [reply for reply in found if reply[0] != b"100"], closed


async def in_time(work):
    async with asyncio.timeout(20):
        return await work


@given(data=st.data())
@many(OTHERS)
def test_requests_get_the_same_replies_however_they_are_cut(data):
    content = b"".join(data.draw(st.lists(st.sampled_from(REQUESTS), min_size=1, max_size=5)))
    for _ in range(data.draw(st.integers(0, 2))):
        at = data.draw(st.integers(0, len(content)))
        new = data.draw(st.binary(max_size=3))
        content = content[:at] + new + content[at + data.draw(st.integers(0, 3)) :]
    cuts = sorted(data.draw(st.sets(st.integers(1, max(1, len(content) - 1)), max_size=8)))
    pieces = [content[a:b] for a, b in zip([0, *cuts], [*cuts, len(content)], strict=True)]

    whole = run(in_time(replies([content])))
    assert run(in_time(replies(pieces))) == whole
    OUTCOMES.update(status.decode() for status, _ in whole[0])
