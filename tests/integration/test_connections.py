"""Connections to the server without a proxy: slow, broken and too many clients."""

import contextlib
import json
import re
import socket
import time
import urllib.request

import pytest

from app.openapi import examples
from tests.integration.process import Server

PNG = examples.png()
POST = b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
HEAD = POST + b"Content-Length: %d\r\n\r\n" % len(PNG)
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
CLOSE = b"Connection: close\r\n"
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + CLOSE + b"\r\n"
BODY_TIMEOUT_S = 1.5
MAX_CONNECTIONS = 400
SLOW_CLIENTS = 300


@pytest.fixture(scope="module")
def server():
    with Server(
        INKLING_BODY_TIMEOUT_S=str(BODY_TIMEOUT_S), INKLING_MAX_CONNECTIONS=str(MAX_CONNECTIONS)
    ) as server:
        yield server


@pytest.fixture
def connect(server):
    with contextlib.ExitStack() as stack:

        def connected(content=b""):
            connection = socket.create_connection(("127.0.0.1", server.port), timeout=60)
            stack.enter_context(connection)
            connection.sendall(content)
            return connection

        yield connected


def answer(connection):
    """Return head and document of the next response."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += connection.recv(1)
    size = int(re.search(rb"content-length: (\d+)", head, re.IGNORECASE).group(1))
    content = connection.recv(size, socket.MSG_WAITALL)
    return head, json.loads(content) if b"json" in head else content


def ask(server):
    request = urllib.request.Request(server.url + "/predict", PNG, {"Content-Type": "image/png"})
    with urllib.request.urlopen(request, timeout=60) as reply:
        return reply.status


def test_body_that_takes_too_long_gets_408_and_the_connection_is_closed(connect):
    connection = connect(HEAD + PNG[:50])
    began = time.monotonic()
    head, problem = answer(connection)
    assert time.monotonic() - began >= BODY_TIMEOUT_S * 0.9
    assert head.startswith(b"HTTP/1.1 408 ")
    assert problem["type"] == "/problems/request-timeout"
    assert problem["detail"] == "The body of the request did not arrive in 1.5 seconds."
    assert connection.recv(1) == b""


@pytest.mark.parametrize("close", [CLOSE, b""])
@pytest.mark.parametrize("chunked", [True, False])
def test_client_that_goes_on_sending_gets_to_see_the_413(connect, chunked, close):
    size = 20 * 2**20
    length = CHUNKED if chunked else b"Content-Length: %d\r\n\r\n" % size
    connection = connect(POST + close + length)
    piece = bytes(2**20)
    for _ in range(20):
        connection.sendall(b"100000\r\n" + piece + b"\r\n" if chunked else piece)
    connection.sendall(b"0\r\n\r\n" if chunked else b"")
    head, problem = answer(connection)
    assert head.startswith(b"HTTP/1.1 413 ")
    assert problem["type"] == "/problems/body-too-large"
    if not close:  # the rest of the body is not taken for the next request
        connection.sendall(HEAD + PNG)
        assert answer(connection)[1]["digit"] == examples.LABEL


@pytest.mark.parametrize(
    "content",
    [
        b"\x16\x03\x01\x02\x00\x01 hello, is this TLS?\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon here\r\n\r\n",
        POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
        POST + b"Content-Length: 1\r\n" + CHUNKED,
    ],
)
def test_bytes_that_are_no_http_get_400_and_leave_others_served(connect, server, content):
    assert answer(connect(content))[0].startswith(b"HTTP/1.1 400 ")
    assert ask(server) == 200
    assert "Traceback" not in server.output


def test_requests_in_a_row_are_answered_in_order(connect):
    connection = connect((HEAD + PNG) * 20 + HEALTH)
    digits = [answer(connection)[1]["digit"] for _ in range(20)]
    assert digits == [examples.LABEL] * 20
    assert answer(connection)[1] == {"status": "ok"}


def test_slow_bodies_do_not_stop_others(connect, server):
    slow = [connect(HEAD) for _ in range(SLOW_CLIENTS)]
    for sent in range(5):
        for connection in slow:
            connection.send(PNG[sent : sent + 1])
        assert ask(server) == 200


def test_more_connections_than_can_be_held_get_503(connect, server):
    held = [connect() for _ in range(MAX_CONNECTIONS)]
    assert answer(connect(HEALTH))[0].startswith(b"HTTP/1.1 503 ")
    for connection in held:
        connection.close()
    server.wait_until(server.answers)
    assert ask(server) == 200
