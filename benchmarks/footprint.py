"""Benchmark of the start-up time of the server, and of its memory when idle and under load."""

from benchmarks import drawings
from benchmarks.server import running_server
from benchmarks.table import Goal, Row, Spread, Table

STARTS = 9
REQUESTS_PER_FORM = 100
READY_S, MEMORY_MB = 0.7, 100


def measure(*, quick: bool) -> list[Table]:
    ready_s, idle_mb = [], []
    for _ in range(1 if quick else STARTS):
        with running_server() as server:
            ready_s.append(server.ready_s)
            idle_mb.append(server.resident_bytes() / 1e6)
    with running_server() as server:
        connection = server.connect()
        for form in [*drawings.forms(), drawings.explain_request()]:
            for _ in range(3 if quick else REQUESTS_PER_FORM):
                headers = {"Content-Type": form.media_type, **form.headers}
                connection.request("POST", form.path, form.body, headers)
                reply = connection.getresponse()
                body = reply.read()
                if reply.status != 200:
                    raise RuntimeError(f"{form.name}: expected 200, got {reply.status}: {body!r}")
        busy_mb = server.resident_bytes() / 1e6
    table = Table(
        "Start and memory",
        "One worker of `inkling serve`: from the start of the process to its first good answer at "
        "/readyz, and the memory of its process.",
        ["what"],
        "figure",
    )
    table.rows = [
        Row(["start to ready, seconds"], Spread.of(ready_s), Goal(maximum=READY_S)),
        Row(["memory when ready, MB"], Spread.of(idle_mb), Goal(maximum=MEMORY_MB)),
        Row(["memory after 500 requests, MB"], Spread.of([busy_mb]), Goal(maximum=MEMORY_MB)),
    ]
    return [table]
