"""Connections of a real server: slow, silent, broken and too many clients."""

import contextlib
import json
import re
import socket
import threading
import time
import urllib.request

import pytest

from app.connection import MOST_AHEAD
from app.openapi import examples
from tests.integration.process import Server

PNG = examples.png()
POST = b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
HEAD = POST + b"Content-Length: %d\r\n\r\n" % len(PNG)
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
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


def reply(connection):
    """Return head and document of the next reply; what comes behind it stays to be read."""
    received = b""
    while not received.endswith(b"\r\n\r\n"):
        received += connection.recv(1)
    size = int(re.search(rb"content-length: (\d+)", received, re.IGNORECASE).group(1))
    return received, json.loads(connection.recv(size, socket.MSG_WAITALL))


def problem(connection, status, slug):
    head, body = answer(connection)
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"content-type: application/problem+json" in head.lower()
    assert b"content-security-policy:" in head.lower()
    assert (b"retry-after: 1\r\n" in head.lower()) == (status == 503)
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
    assert reply(connection)[0].startswith(b"HTTP/1.1 200 ")
    connection.sendall(b"GET /healthz")
    problem(connection, 408, "request-timeout")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\x16\x03\x01\x02\x00\x01 hello, is this TLS?\r\n\r\n", "a request of HTTP/1.1"),
        (b"GET / HTTP/1.1\r\nno colon here\r\n\r\n", "a request of HTTP/1.1"),
        (b"GET / HTTP/1.1\r\n\r\n", "one Host, got 0"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "one Host, got 2"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 2**15 + b"\r\n\r\n", "at most 32768 bytes"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 2**20, "at most 32768 bytes"),
        (b"GET /" + b"x" * 2**15 + b" HTTP/1.1\r\nHost: x\r\n\r\n", "at most 32768 bytes"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"a:\r\n" * 2**13 + b"\r\n", "at most 32768 bytes"),
        (POST + b"Content-Length: -1\r\n\r\n", "a request of HTTP/1.1"),
        (POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", "a request of HTTP/1.1"),
        (POST + CHUNKED + b"no size\r\n", "a request of HTTP/1.1"),
        (POST + CHUNKED + b"1;" + b"x" * 2**20, "at most 32768 bytes"),
        (POST + CHUNKED + b"0\r\nX: " + b"x" * 2**20, "at most 32768 bytes"),
        (b"CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n\r\n", "got CONNECT"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "a request of HTTP/1.1"),
    ],
)
def test_bytes_that_are_no_http_are_refused_in_the_usual_shape(connect, content, expected):
    assert expected in problem(connect(content), 400, "bad-http")


def test_head_of_just_the_longest_length_is_read(connect):
    path = b"/healthz?" + b"x" * (2**15 - 100)
    connection = connect(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert answer(connection)[0].startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("offer", [b"h2c", b"websocket"])
def test_offer_of_another_protocol_loses_no_body(connect, offer, together):
    offered = HEAD.replace(b"\r\n\r\n", b"\r\nConnection: Upgrade\r\nUpgrade: %b\r\n\r\n" % offer)
    connection = connect(offered + PNG if together else offered)
    if not together:
        time.sleep(0.1)
        connection.sendall(PNG)
    assert reply(connection)[1]["digit"] == examples.LABEL
    connection.sendall(HEAD + PNG)
    assert reply(connection)[1]["digit"] == examples.LABEL


def test_offers_of_another_protocol_in_a_row_are_all_answered(connect):
    offer = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n"
    last = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    head, body = answer(connect(offer * 60 + last))
    assert (head + body).count(b"HTTP/1.1 200 ") == 61


def test_more_requests_than_may_wait_for_replies_are_refused_after_those(connect):
    request = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    connection = connect(request * 5000)
    for _ in range(1 + MOST_AHEAD):
        assert reply(connection)[0].startswith(b"HTTP/1.1 200 ")
    assert "at most 64 requests before their replies" in problem(connection, 503, "overloaded")


def test_what_comes_after_a_body_in_chunks_is_no_header(connect):
    body = b"%x\r\n%b\r\n0\r\nHost: other\r\nX-Request-ID: trailer\r\n\r\n" % (len(PNG), PNG)
    head, document = reply(connect(POST + CHUNKED + body))
    assert document["digit"] == examples.LABEL
    assert b"trailer" not in head


def test_blank_lines_after_a_reply_hold_no_connection(connect):
    connection = connect(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    reply(connection)
    connection.sendall(b"\r\n\r\n")
    assert answer(connection) == (b"", b"")


def test_rubbish_behind_a_request_is_refused_after_its_reply(connect, server):
    connection = connect(HEAD + PNG + b"rubbish\r\n\r\n")
    assert reply(connection)[1]["digit"] == examples.LABEL
    problem(connection, 400, "bad-http")
    assert "Traceback" not in server.output


def test_half_a_head_behind_a_request_has_its_own_time(connect):
    connection = connect(HEAD + PNG + b"GET /healthz")
    assert reply(connection)[1]["digit"] == examples.LABEL
    problem(connection, 408, "request-timeout")


def test_chunked_body_without_an_end_is_refused_in_time(connect):
    connection = connect(POST + CHUNKED + b"4\r\nabcd\r\n")
    problem(connection, 408, "request-timeout")


def test_chunked_body_that_is_too_large_is_refused(connect):
    connection = connect(POST + b"Connection: close\r\n" + CHUNKED)
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
