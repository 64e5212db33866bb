"""Latency of POST /predict while a run trains in the lab.

One client sends drawing after drawing to a server with one worker. Meanwhile a run trains in the
lab and another client follows it, as the page does; or the run pauses. The two alternate every
second, so that other load on the machine slows both alike.
"""

import http.client
import json
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from benchmarks.drawings import Form, strokes
from benchmarks.server import Server, running_server
from benchmarks.table import Row, Spread, Table, format_short
from model.data.cache import data_folder

RUN = {"hidden": [100, 10], "images": 55_000, "batch_size": 128, "epochs": 200}

ROUNDS = 30
ROUND_S = 1.0
PAUSE_S = 0.004
"""Between two drawings, as between the moves of a pen: else the server alone fills a core."""

STATES = ("paused", "running")


def measure(*, quick: bool) -> list[Table]:
    rounds, round_s = (2, 0.2) if quick else (ROUNDS, ROUND_S)
    form = strokes()
    data = data_folder()
    settings = {"INKLING_DATA_DIR": str(data)} if data else {}
    with running_server(settings=settings) as server:
        run = _ask(server, "POST", "/lab/runs", RUN)["id"]
        with _follower(server, run):
            elapsed_s = _alternate(server, run, form, rounds, round_s)
        _ask(server, "DELETE", f"/lab/runs/{run}")
    table = Table(
        f"POST /predict ({form.name}) during a run in the lab",
        "One client sends requests while a run trains and another follows it, or while it pauses.",
        ["the run", "requests", "median ms"],
        "p99 ms",
    )
    for state, times in elapsed_s.items():
        median_ms, p99_ms = (float(np.percentile(times, q)) * 1000 for q in (50, 99))
        cells = [state, str(len(times)), format_short(median_ms)]
        table.rows.append(Row(cells, Spread(p99_ms, p99_ms, p99_ms)))
    return [table]


def _alternate(
    server: Server, run: str, form: Form, rounds: int, round_s: float
) -> dict[str, list[float]]:
    """Return the seconds that each request took, by the state of the run."""
    while _ask(server, "GET", f"/lab/runs/{run}")["state"] != "running":
        time.sleep(0.05)
    elapsed_s: dict[str, list[float]] = {state: [] for state in STATES}
    connection = server.connect()
    for _ in range(rounds):
        for state, action in (("paused", "pause"), ("running", "resume")):
            got = _ask(server, "POST", f"/lab/runs/{run}/{action}")["state"]
            if got != state:
                raise RuntimeError(f"expected a run that is {state}, got one that is {got}")
            elapsed_s[state] += _latencies(connection, form, round_s)
    connection.close()
    return elapsed_s


def _latencies(connection: http.client.HTTPConnection, form: Form, seconds: float) -> list[float]:
    elapsed_s = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        connection.request("POST", "/predict", form.body, {"Content-Type": form.media_type})
        reply = connection.getresponse()
        body = reply.read()
        elapsed_s.append(time.perf_counter() - start)
        if reply.status != 200:
            raise RuntimeError(f"expected status 200, got {reply.status}: {body!r}")
        time.sleep(PAUSE_S)
    return elapsed_s


@contextmanager
def _follower(server: Server, run: str) -> Iterator[None]:
    """Follow the run's events in a process of its own, until the end of the block."""
    process = multiprocessing.get_context("spawn").Process(
        target=_follow, args=(server.port, run), daemon=True
    )
    process.start()
    yield
    process.terminate()
    process.join(10)


def _follow(port: int, run: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", f"/lab/runs/{run}/events")
    for _ in connection.getresponse():
        pass


def _ask(server: Server, method: str, path: str, body: object = None) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    content = None if body is None else json.dumps(body)
    connection.request(method, path, content, {"Content-Type": "application/json"})
    reply = connection.getresponse()
    text = reply.read()
    connection.close()
    if reply.status >= 300:
        raise RuntimeError(f"{path}: expected success, got status {reply.status}: {text!r}")
    return json.loads(text) if text else None
