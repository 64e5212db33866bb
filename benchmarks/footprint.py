"""How long the server takes from start to ready, and how much memory it holds then and at work."""

import statistics
from typing import Any

from rich.table import Table

from benchmarks.drawings import forms
from benchmarks.server import running_server

STARTS = 5
REQUESTS_OF_A_FORM = 100


def measure(*, quick: bool) -> dict[str, Any]:
    ready_s, idle_bytes = [], []
    for _ in range(1 if quick else STARTS):
        with running_server() as server:
            ready_s.append(server.ready_s)
            idle_bytes.append(server.resident_bytes())
    with running_server() as server:
        connection = server.connect()
        for form in forms():
            for _ in range(REQUESTS_OF_A_FORM):
                connection.request("POST", "/predict", form.body, {"Content-Type": form.media_type})
                connection.getresponse().read()
        busy_bytes = server.resident_bytes()
    return {
        "ready_s": statistics.median(ready_s),
        "ready_max_s": max(ready_s),
        "resident_idle_mb": statistics.median(idle_bytes) / 1e6,
        "resident_busy_mb": busy_bytes / 1e6,
    }


def table(result: dict[str, Any]) -> Table:
    rows = Table(title="inkling serve, one worker")
    rows.add_column("what")
    rows.add_column("figure", justify="right")
    rows.add_row("start to ready, median", f"{result['ready_s']:.2f} s")
    rows.add_row("start to ready, longest", f"{result['ready_max_s']:.2f} s")
    rows.add_row("resident memory when ready", f"{result['resident_idle_mb']:.0f} MB")
    rows.add_row("resident memory after 400 predictions", f"{result['resident_busy_mb']:.0f} MB")
    return rows
