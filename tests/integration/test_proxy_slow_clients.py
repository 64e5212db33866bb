"""Slow clients at the reverse proxy: others are served meanwhile, and the service sees none."""

import contextlib
import socket
import time

import pytest

CLIENTS = 300
ADDRESSES = [f"127.0.1.{number}" for number in range(1, 11)]
"""Enough of them to stay below the proxy's limit of requests under way of one client."""

REQUESTS = 50
SMALL_SEGMENT_BYTES = 536
"""With small segments and windows the system buffers little of a reply that is not read."""


@pytest.fixture
def connect(proxy):
    """Return a function that connects from an address, sends something, and leaves it at that."""
    with contextlib.ExitStack() as stack:

        def connected(source, content, receive_bytes=None):
            connection = stack.enter_context(socket.socket())
            connection.settimeout(30)
            if receive_bytes is not None:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SMALL_SEGMENT_BYTES)
            connection.bind((source, 0))
            connection.connect(("127.0.0.1", proxy.port))
            connection.sendall(content)
            return connection

        yield connected


@pytest.fixture
def connect_many(connect):
    """Return a function that connects as 300 clients of 10 addresses."""

    def connected(content, receive_bytes=None):
        return [
            connect(address, content, receive_bytes)
            for address in ADDRESSES
            for _ in range(CLIENTS // len(ADDRESSES))
        ]

    return connected


def statuses_of_others(proxy, png, meanwhile=lambda: None):
    """Return the statuses of the replies to another client, with `meanwhile` before each."""
    statuses = set()
    for _ in range(REQUESTS):
        meanwhile()
        statuses.add(proxy.ask("/predict", png).status)
    return statuses


def drip(connections, byte):
    for connection in connections:
        with contextlib.suppress(OSError):  # the proxy may have given it up
            connection.send(byte)


def test_proxy_slow_heads_leave_others_served(proxy, server, connect_many, png):
    slow = connect_many(b"POST /predict HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    assert statuses_of_others(proxy, png, lambda: drip(slow, b"x")) == {200}
    server.wait_until(lambda: server.in_flight() == 0)


def test_proxy_slow_bodies_leave_others_served(proxy, server, connect_many, png):
    head = b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
    slow = connect_many(head + b"Content-Length: 10000\r\n\r\n" + png)
    assert statuses_of_others(proxy, png, lambda: drip(slow, b"x")) == {200}
    server.wait_until(lambda: server.in_flight() == 0)


def test_proxy_clients_that_do_not_read_leave_others_served(proxy, server, connect_many, png):
    size = len(proxy.ask("/openapi.json").body)
    assert size > 2**16
    connect_many(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n", receive_bytes=2048)
    assert statuses_of_others(proxy, png) == {200}
    server.wait_until(lambda: server.output.count("GET /openapi.json") > CLIENTS)
    server.wait_until(lambda: server.in_flight() == 0)
    # The proxy holds the replies, or has given them up where this took longer than it waits.
    unread = [request["bytes"] for request in proxy.finished if request["client"] in ADDRESSES]
    assert all(sent < size for sent in unread)


def test_proxy_slow_clients_time_out(proxy, connect):
    head = connect("127.0.5.1", b"GET / HTTP/1.1\r\nX-Slow: ")
    connect("127.0.5.2", b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nslow")
    connect("127.0.5.3", b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n", receive_bytes=2048)
    size = len(proxy.ask("/openapi.json").body)
    given_up = {}
    deadline = time.monotonic() + 60
    while len(given_up) < 3 and time.monotonic() < deadline:
        drip([head], b"x")
        time.sleep(0.2)
        given_up = {
            request["client"]: request
            for request in proxy.finished
            if request["client"].startswith("127.0.5.")
        }
    assert given_up["127.0.5.1"]["status"] == 408
    assert given_up["127.0.5.2"]["status"] == 408
    assert given_up["127.0.5.3"]["bytes"] < size


def test_proxy_uploads_of_one_client_are_limited(proxy, connect, png):
    for _ in range(64):
        connect("127.0.2.1", b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nslow")
    reply = proxy.ask("/predict", png, source="127.0.2.1")
    deadline = time.monotonic() + 8
    while reply.status == 200 and time.monotonic() < deadline:
        reply = proxy.ask("/predict", png, source="127.0.2.1")
    assert reply.status == 503
    assert reply.headers["Retry-After"] == "1"
    assert reply.document["type"] == "/problems/overloaded"
    assert proxy.ask("/", source="127.0.2.1").status == 200
    assert proxy.ask("/predict", png, source="127.0.2.2").status == 200
