"""Graceful shutdown: requests in progress finish, new ones are refused, within a time limit."""

import contextlib
import json
import signal
import socket

import pytest
from PIL import Image

from tests.integration.process import STOP_S, Server
from tests.support import image_bombs as bombs

HEAD = b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: %d\r\n\r\n"


@pytest.fixture
def server():
    with Server() as server:
        yield server


def test_request_in_progress_is_answered_and_new_ones_are_refused(server):
    large = bombs.saved(Image.linear_gradient("L").resize((3900, 3900)), "JPEG", quality=95)
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as at_work:
        at_work.sendall(HEAD % len(large) + large[:-10])
        server.wait_until(lambda: server.in_flight() == 1)
        server.process.send_signal(signal.SIGTERM)
        server.wait_until(lambda: not server.answers("/healthz"))
        at_work.sendall(large[-10:])
        reply = at_work.recv(2**16)
    assert reply.startswith((b"HTTP/1.1 200 ", b"HTTP/1.1 422 "))
    server.process.wait(STOP_S)


def test_request_that_is_cut_off_by_the_stop_is_503_with_retry_after(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as slow:
        slow.sendall(HEAD % 1000 + b"x")  # never finished, so it outlasts the graceful stop
        server.wait_until(lambda: server.in_flight() == 1)
        server.process.send_signal(signal.SIGTERM)
        reply = b"".join(iter(lambda: slow.recv(2**16), b""))
        server.process.wait(STOP_S)
    head, _, body = reply.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503 ")
    assert b"\r\nretry-after: 1" in head.lower()
    assert json.loads(body)["type"] == "/problems/not-ready"


def test_idle_connections_do_not_delay_the_stop(server):
    with contextlib.ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(STOP_S)
    assert "Cancel" not in server.output  # as uvicorn says when the graceful stop takes too long
