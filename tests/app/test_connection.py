"""Connections of a real server: slow, silent, broken and too many clients."""

import contextlib
import json
import socket
import threading
import time
import urllib.request

import pytest

from app import examples
from tests.faults.process import Server

PNG = examples.png()
HEAD = (
    b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
    b"Content-Length: %d\r\n\r\n" % len(PNG)
)
HEAD_S, BODY_S = 1.0, 1.5
SLOW_CLIENTS = 500


@pytest.fixture(scope="module")
def server():
    limits = {
        "INKLING_HEAD_TIMEOUT_S": str(HEAD_S),
        "INKLING_BODY_TIMEOUT_S": str(BODY_S),
        "INKLING_MAX_CONNECTIONS": "600",
    }
    with Server(**limits) as server:
        yield server


@pytest.fixture
def connect(server):
    with contextlib.ExitStack() as stack:

        def connected(content=b""):
            connection = socket.create_connection(("127.0.0.1", server.port), timeout=20)
            stack.enter_context(connection)
            connection.sendall(content)
            return connection

        yield connected


def answer(connection):
    """Return status and body of the one answer until the connection is closed."""
    received = b""
    while chunk := connection.recv(2**16):
        received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    return head, body


def problem(connection, status, slug):
    head, body = answer(connection)
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"content-type: application/problem+json" in head.lower()
    assert b"content-security-policy:" in head.lower()
    document = json.loads(body)
    assert (document["status"], document["type"]) == (status, f"/problems/{slug}")
    return document["detail"]


def test_head_that_takes_too_long_is_refused(connect):
    began = time.monotonic()
    detail = problem(connect(b"GET /healthz HTTP/1.1\r\nHo"), 408, "request-timeout")
    assert time.monotonic() - began >= HEAD_S * 0.9
    assert detail == "expected the head of a request in 1 seconds"


def test_head_that_comes_byte_by_byte_has_no_more_time(connect):
    connection = connect()
    began = time.monotonic()
    with contextlib.suppress(OSError):
        for byte in b"GET /healthz HTTP/1.1\r\nX-Long: " + b"x" * 100:
            connection.sendall(bytes([byte]))
            time.sleep(0.05)
            if time.monotonic() - began > 4:
                pytest.fail("expected the connection to be closed")
    assert time.monotonic() - began < 4


def test_silent_connection_is_closed_without_a_word(connect):
    assert answer(connect()) == (b"", b"")


def test_body_that_takes_too_long_is_refused(connect):
    began = time.monotonic()
    detail = problem(connect(HEAD + PNG[:50]), 408, "request-timeout")
    assert time.monotonic() - began >= BODY_S * 0.9
    assert detail == "expected the body of a request in 1.5 seconds"


def test_second_request_of_a_connection_has_its_own_time(connect):
    connection = connect(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    received = b""
    while not received.endswith(b"}"):
        received += connection.recv(2**16)
    assert received.startswith(b"HTTP/1.1 200 ")
    connection.sendall(b"GET /healthz")
    problem(connection, 408, "request-timeout")


@pytest.mark.parametrize(
    "content",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello, is this TLS?\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon here\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 2**17 + b"\r\n\r\n",
        b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    ],
)
def test_bytes_that_are_no_http_are_refused_in_the_usual_shape(connect, content):
    assert "expected a request of HTTP/1.1" in problem(connect(content), 400, "bad-http")


def test_chunked_body_without_an_end_is_refused_in_time(connect):
    head = b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
    connection = connect(head + b"Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n")
    problem(connection, 408, "request-timeout")


def test_chunked_body_that_is_too_large_is_refused(connect):
    head = b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nConnection: close\r\n"
    connection = connect(head + b"Transfer-Encoding: chunked\r\n\r\n")
    chunk = b"100000\r\n" + bytes(2**20) + b"\r\n"
    for _ in range(10):
        connection.sendall(chunk)
    connection.sendall(b"0\r\n\r\n")
    problem(connection, 413, "body-too-large")


def test_slow_clients_do_not_stop_others(connect, server):
    stop = threading.Event()
    slow = [connect(HEAD) for _ in range(SLOW_CLIENTS)]

    def drip():
        sent = 0
        while not stop.wait(0.2) and sent < len(PNG) - 1:
            sent += 1
            for connection in slow:
                with contextlib.suppress(OSError):
                    connection.send(PNG[sent : sent + 1])

    dripping = threading.Thread(target=drip)
    dripping.start()
    try:
        request = urllib.request.Request(
            server.url + "/predict", data=PNG, headers={"Content-Type": "image/png"}
        )
        for _ in range(20):
            with urllib.request.urlopen(request, timeout=10) as reply:
                assert reply.status == 200
    finally:
        stop.set()
        dripping.join()


def test_more_connections_than_can_be_held_are_refused(connect):
    held = [connect() for _ in range(600)]
    refused = connect()
    assert "as many as can be held" in problem(refused, 503, "overloaded")
    for connection in held:
        connection.close()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        connection = connect(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        if answer(connection)[0].startswith(b"HTTP/1.1 200 "):
            return
    pytest.fail("expected the service to answer when the others have left")
