"""Work of clients that leave before the reply."""

import json
import re
import socket
import urllib.request

import numpy as np

from tests.integration.process import Server

DRAWINGS = 1000
JSON = "application/json"


def batch() -> bytes:
    """Return scribbles that take many seconds to read, as a body of /predict/batch."""
    points = np.random.default_rng(0).integers(0, 300, (300, 2)).tolist()
    return json.dumps({"instances": [{"strokes": [points], "pen_width": 9}] * DRAWINGS}).encode()


def predictions(server: Server) -> float:
    with urllib.request.urlopen(f"{server.url}/metrics", timeout=30) as reply:
        counted = re.findall(
            r"^inkling_predictions_total\{.*\} (\S+)$", reply.read().decode(), re.MULTILINE
        )
    return sum(map(float, counted))


def test_batch_of_a_client_that_left_is_given_up():
    body = batch()
    head = (
        "POST /predict/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with Server(INKLING_LAB="off", INKLING_METRICS="local") as server:
        with socket.create_connection(("127.0.0.1", server.port), 20) as client:
            client.sendall(head.encode() + body)
            server.wait_until(lambda: server.in_flight() == 1)
        server.wait_until(lambda: server.in_flight() == 0)
        assert predictions(server) == 0
        assert "Traceback" not in server.output


def test_checks_and_trainings_of_clients_that_left_are_given_up():
    slow = {"hidden": [1024, 1024], "images": 1000}  # half a minute, if nobody stops it
    body = json.dumps(slow).encode()
    head = (
        f"POST /lab/checks HTTP/1.1\r\nHost: localhost\r\nContent-Type: {JSON}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    with Server(INKLING_LAB="on", INKLING_METRICS="local") as server:
        clients = [socket.create_connection(("127.0.0.1", server.port), 20) for _ in range(5)]
        for client in clients:
            client.sendall(head.encode() + body)
        server.wait_until(lambda: server.in_flight() == len(clients))
        for client in clients:
            client.close()
        server.wait_until(lambda: server.in_flight() == 0)
        lines = json.dumps({"lines": "delta2 = delta3 @ W3[1:].T"}).encode()
        request = urllib.request.Request(
            f"{server.url}/explain/train-mine", lines, {"Content-Type": JSON}
        )
        with urllib.request.urlopen(request, timeout=60) as reply:  # the slot is free again
            assert len(json.load(reply)["yours"]["losses"]) == 31
        assert "Traceback" not in server.output
