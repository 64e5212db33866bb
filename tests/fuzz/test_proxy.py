"""Requests that are damaged and cut anywhere, through the reverse proxy: never a 5xx.

`make test-all` tries some hundreds and `make fuzz` ten thousand.
"""

import contextlib
import socket
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.openapi import examples
from tests.fuzz.example_count import FEW, try_examples
from tests.integration.process import Server
from tests.integration.proxy import Proxy
from tests.support.summary import add_summary

REPLY_S = 0.02
"""To wait for replies; all are judged in the end, however late they are."""

CHUNKED = b" / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
OFFER = b"Connection: upgrade\r\nUpgrade: h2c\r\n"
REQUESTS = [
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"HEAD /a%20b?c=d HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET / HTTP/1.0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nGET /",
    b"POST /predict HTTP/1.1\r\nHost: x\r\n" + OFFER + b"Content-Length: 2\r\n\r\nab",
    b"POST" + CHUNKED + b"\r\n3;a=b\r\nabc\r\n0\r\nHost: y\r\n\r\n",
    b"PUT" + CHUNKED + OFFER + b"\r\n1\r\na\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na",
    b"POST" + CHUNKED + b"Expect: 100-continue\r\n\r\nzz\r\n",
    b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"\r\n",
    b"\x16\x03\x01\x02\x00\x01",
]


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    with (
        Server() as server,
        Proxy(tmp_path_factory.mktemp("nginx"), [server.port] * 2) as proxy,
    ):
        yield proxy
        assert server.process.poll() is None
        assert "Traceback" not in server.output


@st.composite
def damaged(draw):
    """Concatenated pieces of requests, with a few bytes replaced."""
    content = b"".join(draw(st.lists(st.sampled_from(REQUESTS), min_size=1, max_size=4)))
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(content)))
        new = draw(st.binary(max_size=3))
        content = content[:at] + new + content[at + draw(st.integers(0, 3)) :]
    cuts = sorted(draw(st.sets(st.integers(1, max(1, len(content) - 1)), max_size=3)))
    return [content[a:b] for a, b in zip([0, *cuts], [*cuts, len(content)], strict=True)]


def test_damaged_requests_are_refused_or_answered_and_others_are_served(proxy):
    @try_examples(FEW)
    @given(pieces=damaged())
    def send(pieces):
        with socket.create_connection(("127.0.0.1", proxy.port), timeout=30) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with contextlib.suppress(ConnectionError, TimeoutError):
                for piece in pieces:
                    connection.sendall(piece)
                connection.settimeout(REPLY_S)
                while connection.recv(2**16):
                    pass
        assert proxy.ask("/predict", examples.png()).status == 200

    send()
    outcomes = Counter(request["status"] for request in proxy.finished)
    listed = ", ".join(f"{count} of {status}" for status, count in outcomes.most_common())
    add_summary(f"fuzz: the proxy gave {outcomes.total()} replies: {listed}")
    assert max(outcomes) < 500
