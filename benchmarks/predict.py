"""Latency and throughput of POST /predict and POST /explain: a real server, one worker, loopback.

Latency is what one client sees that sends request after request on one connection. Throughput is
what several clients get together, each with a connection of its own; they are processes of this
machine and share its cores with the server.
"""

import multiprocessing
import time
from typing import Any

import numpy as np
from rich.table import Table

from benchmarks.drawings import Form, forms, question
from benchmarks.server import Server, running_server

WARM_UP = 50
ROUNDS = 5
REQUESTS = 100
CLIENTS = 4
SECONDS = 3.0


def measure(*, quick: bool) -> dict[str, Any]:
    requests, seconds = (10, 0.3) if quick else (REQUESTS, SECONDS)
    drawings = [*forms(), question()]
    latencies_s: dict[str, list[float]] = {form.name: [] for form in drawings}
    with running_server() as server:
        for form in drawings:
            _latencies(server, form, WARM_UP)
        for _ in range(ROUNDS):  # the forms take turns, so that a disturbance meets all of them
            for form in drawings:
                latencies_s[form.name] += _latencies(server, form, requests)
        return {
            form.name: {
                "bytes": len(form.body),
                "median_ms": float(np.median(latencies_s[form.name])) * 1000,
                "p95_ms": float(np.percentile(latencies_s[form.name], 95)) * 1000,
                "requests": len(latencies_s[form.name]),
                "requests_per_second": _throughput(server, form, seconds),
            }
            for form in drawings
        }


def table(result: dict[str, Any]) -> Table:
    rows = Table(title=f"POST /predict and /explain, one worker; throughput with {CLIENTS} clients")
    for heading in ("form", "bytes", "median ms", "p95 ms", "requests/s"):
        rows.add_column(heading, justify="left" if heading == "form" else "right")
    for name, row in result.items():
        rows.add_row(
            name,
            f"{row['bytes']:,}",
            f"{row['median_ms']:.2f}",
            f"{row['p95_ms']:.2f}",
            f"{row['requests_per_second']:.0f}",
        )
    return rows


def _latencies(server: Server, form: Form, count: int) -> list[float]:
    """Return the seconds that each of `count` requests took."""
    connection = server.connect()
    taken_s = []
    for _ in range(count):
        start = time.perf_counter()
        connection.request("POST", form.path, form.body, {"Content-Type": form.media_type})
        reply = connection.getresponse()
        body = reply.read()
        taken_s.append(time.perf_counter() - start)
        if reply.status != 200:
            raise RuntimeError(f"{form.name}: expected status 200, got {reply.status}: {body!r}")
    connection.close()
    return taken_s


def _requests_within(server: Server, form: Form, seconds: float) -> int:
    """Return how many requests one client gets answered in `seconds`."""
    end = time.perf_counter() + seconds
    count = 0
    while time.perf_counter() < end:
        count += len(_latencies(server, form, 10))
    return count


def _throughput(server: Server, form: Form, seconds: float) -> float:
    """Return the requests a second that all clients get answered together."""
    with multiprocessing.get_context("fork").Pool(CLIENTS) as clients:
        start = time.perf_counter()
        counts = clients.starmap(_requests_within, [(server, form, seconds)] * CLIENTS)
        return sum(counts) / (time.perf_counter() - start)
