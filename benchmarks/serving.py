"""Serving: requests under load by wrk, compared with other servers."""

import sys
from contextlib import ExitStack
from dataclasses import dataclass, replace

from benchmarks import drawings
from benchmarks.drawings import Form
from benchmarks.rounds import ratios, run_rounds
from benchmarks.server import INKLING, Server, running_server
from benchmarks.subject import MissingError, running_subjects
from benchmarks.table import Goal, Row, Spread, Table, format_short
from benchmarks.wrk import Load, load

CONNECTIONS = (1, 8, 64)
ROUNDS, SECONDS = 7, 1.0
BATCH = 1024

PLAIN, TORCH, OPENCV = "plain handler", "FastAPI + PyTorch", "the same steps in OpenCV"
GRANIAN = "plain handler on Granian"
BARE, STARLETTE, FASTAPI = "bare ASGI, no work", "Starlette, no work", "FastAPI, no work"
PEERS = {
    PLAIN: ("benchmarks.peers.plain_handler",),
    GRANIAN: ("benchmarks.peers.plain_handler", "--granian"),
    BARE: ("benchmarks.peers.bare_asgi",),
    STARLETTE: ("benchmarks.peers.starlette_echo",),
    FASTAPI: ("benchmarks.peers.fastapi_echo",),
    TORCH: ("benchmarks.peers.fastapi_pytorch",),
    OPENCV: ("benchmarks.peers.opencv_handler",),
}

FIGURES = {
    "CPU time": ("us", lambda result: 1000 * result.cpu_ms),
    "p99": ("ms", lambda result: result.p99_ms),
    "throughput": ("/s", lambda result: result.rate),
}


@dataclass(frozen=True)
class Comparison:
    """A figure of Inkling's beside a peer's, for the same request."""

    form: Form
    peer: str
    connections: int
    figure: str
    goal: Goal | None = None
    path: str = "/predict"
    """Where the peer takes the request."""


def measure(*, quick: bool) -> list[Table]:
    table = Table(
        "Serving",
        "One worker and one thread for each. The plain handler is Starlette, msgspec and the same "
        "network in numpy, without certainty, limits, log, metrics or security headers; of a batch "
        "it decodes the JSON, makes the array and takes the products. FastAPI + PyTorch only "
        "resizes a PNG, and so misreads most drawings. CPU time is that of all the server's "
        "processes for one request. Ratio: Inkling's figure over the peer's.",
        ["request", "connections", "beside", "figure", "Inkling", "peer"],
        "ratio",
    )
    selected = [c for c in comparisons() if not quick or c.peer == FASTAPI]
    missing: dict[str, str] = {}
    with ExitStack() as stack:
        inkling = stack.enter_context(running_server(INKLING, threads=1))
        servers: dict[str, Server] = {}
        for name in dict.fromkeys(comparison.peer for comparison in selected):
            module, *options = PEERS[name]
            command = [sys.executable, "-m", module, *options]
            try:
                servers[name] = stack.enter_context(running_server(command, threads=1))
            except MissingError as error:
                missing[name] = str(error)
        pixels_ms: list[float] = []
        for connections in sorted({comparison.connections for comparison in selected}):
            group = [c for c in selected if c.connections == connections]
            loads, failed = _loads(inkling, servers, group, quick=quick)
            table.rows += [_row(comparison, loads, missing | failed) for comparison in group]
            if connections == 1 and not quick:
                pixels_ms = [result.cpu_ms for result in loads.get(("Inkling", "pixels"), [])]
        if pixels_ms:
            table.rows.append(_strokes(inkling, pixels_ms))
    return [table]


def comparisons() -> list[Comparison]:
    pixels, png, batch = drawings.pixels(), drawings.png(), drawings.batch_in_json(BATCH)
    compared = []
    for connections in CONNECTIONS:
        compared += [
            Comparison(pixels, PLAIN, connections, "CPU time", Goal(maximum=1.2)),
            Comparison(pixels, PLAIN, connections, "p99", Goal(maximum=1.2)),
            Comparison(pixels, TORCH, connections, "throughput", Goal(minimum=2)),
        ]
    return [
        *compared,
        *(Comparison(pixels, peer, 8, "CPU time") for peer in (BARE, STARLETTE, FASTAPI, GRANIAN)),
        Comparison(png, OPENCV, 1, "CPU time", Goal(maximum=1)),
        Comparison(png, OPENCV, 8, "CPU time", Goal(maximum=1)),
        Comparison(png, TORCH, 8, "throughput", Goal(minimum=0.6), "/predict/image"),
        Comparison(batch, PLAIN, 1, "CPU time", Goal(maximum=1.5), "/predict/batch"),
    ]


def _loads(
    inkling: Server, servers: dict[str, Server], group: list[Comparison], *, quick: bool
) -> tuple[dict[tuple[str, str], list[Load]], dict[str, str]]:
    """Apply the loads of the comparisons in turn; return results by server and form.

    The second dictionary has the peers that failed, and why.
    """
    connections = group[0].connections
    targets: dict[tuple[str, str], tuple[Server, Form]] = {}
    for comparison in group:
        form = comparison.form
        targets["Inkling", form.name] = inkling, form
        if comparison.peer in servers:
            peer_form = replace(form, path=comparison.path)
            targets[comparison.peer, form.name] = servers[comparison.peer], peer_form
    failed: dict[tuple[str, str], str] = {}
    seconds = 0.2 if quick else SECONDS
    results = run_rounds(
        {
            key: lambda target=target: load(*target, connections, seconds)
            for key, target in targets.items()
        },
        1 if quick else ROUNDS,
        failed,
    )
    return results, {server: reason for (server, _), reason in failed.items()}


def _row(
    comparison: Comparison, loads: dict[tuple[str, str], list[Load]], missing: dict[str, str]
) -> Row:
    form, peer = comparison.form.name, comparison.peer
    unit, figure_of = FIGURES[comparison.figure]
    ours, theirs = loads.get(("Inkling", form)), loads.get((peer, form))
    cells = [form, str(comparison.connections), peer, f"{comparison.figure}, {unit}"]
    if ours is None or theirs is None:
        reason = missing.get("Inkling" if ours is None else peer, "no figures")
        return Row([*cells, "", ""], missing=reason)
    figures = [[figure_of(result) for result in results] for results in (ours, theirs)]
    cells += [format_short(Spread.of(series).median) for series in figures]
    return Row(cells, ratios(*figures), comparison.goal)


def _strokes(inkling: Server, pixels_ms: list[float]) -> Row:
    """Compare the CPU time of a request of strokes, less that of drawing, with `pixels`."""
    cells = ["strokes, not drawing", "1", "Inkling's own pixels", "CPU time, us"]
    missing: dict[str, str] = {}
    form = drawings.strokes()
    subjects = {"drawing": ("benchmarks.stroke_drawing",)}
    with running_subjects(subjects, 1) as (running, absent):
        measurements = {"strokes": lambda: load(inkling, form, 1, SECONDS).cpu_ms}
        if "drawing" in running:
            measurements["drawing"] = lambda: 1000 * running["drawing"].run()["result"]
        figures = run_rounds(measurements, ROUNDS, missing)
    if len(figures) < 2:
        reason = next(iter((missing | absent).values()))
        return Row([*cells, "", ""], missing=reason)
    rest_ms = [a - b for a, b in zip(figures["strokes"], figures["drawing"], strict=True)]
    cells += [format_short(1000 * Spread.of(series).median) for series in (rest_ms, pixels_ms)]
    return Row(cells, ratios(rest_ms, pixels_ms), Goal(maximum=1.5))
