"""Serving: requests under load by wrk, compared with a no-work baseline and other frameworks."""

import os
import sys
from contextlib import ExitStack
from dataclasses import dataclass, replace

from benchmarks import drawings
from benchmarks.alternating_loads import Loads
from benchmarks.drawings import Form
from benchmarks.rounds import ratios
from benchmarks.server import BASELINE, INKLING, Server, running_server
from benchmarks.subject import MissingError
from benchmarks.table import Chart, Goal, Row, Spread, Table

CONNECTIONS = (1, 8, 64)
BATCHES = (1, 16, 256, 1024)
REPLY_BYTES = 330
"""About the size of a reply of /predict."""

COLUMNS = ["request", "connections", "replies a second", "median ms", "p99 ms", "CPU ms", "MB"]


@dataclass(frozen=True)
class Competitor:
    """Another server: its module, its readiness path, its endpoint and its form of body."""

    module: str
    ready_at: str
    path: str
    body_template: str = "%s"


COMPETITORS = {
    "FastAPI + PyTorch": Competitor("benchmarks.services.fastapi_pytorch", "/readyz", "/predict"),
    "LitServe": Competitor("benchmarks.services.litserve_api", "/health", "/predict"),
    "BentoML": Competitor("benchmarks.services.bentoml_service", "/readyz", "/predict"),
    "Gradio": Competitor(
        "benchmarks.services.gradio_api", "/", "/gradio_api/run/predict", '{"data": [%s]}'
    ),
}
IMAGES = "FastAPI + PyTorch, PNG"

FLOORS = {
    "bare ASGI, no work": "benchmarks.floors.bare_asgi",
    "Starlette, no work": "benchmarks.floors.starlette_echo",
    "FastAPI, no work": "benchmarks.floors.fastapi_echo",
    "plain handler": "benchmarks.floors.plain_handler",
}
"""Servers that do less than Inkling, on the same server; see `benchmarks.floors`."""


def measure(*, quick: bool) -> list[Table]:
    tables = [against_floors(quick=quick), against_baseline(quick=quick), batches(quick=quick)]
    if not quick:
        tables += [against_competitors(quick=quick), workers(quick=quick)]
    return tables


def against_floors(*, quick: bool) -> Table:
    table = Table(
        "Serving: one worker, compared with the floors of its stack",
        "All receive the same JSON of 784 numbers. The first three reply as many bytes as Inkling "
        "without any work; the plain handler is Starlette, msgspec and the same network in numpy, "
        "in forty lines, without certainty, limits, log, metrics or security headers. "
        "Times: Inkling's CPU time for a request over theirs, then its 99th percentile.",
        COLUMNS,
        "times",
    )
    pixels = drawings.pixels()
    servers: dict[str, Server] = {}
    missing: dict[str, str] = {}
    with ExitStack() as stack:
        servers["Inkling"] = stack.enter_context(running_server(INKLING, threads=1))
        for name, module in FLOORS.items():
            command = [sys.executable, "-m", module]
            try:
                servers[name] = stack.enter_context(running_server(command, threads=1))
            except MissingError as error:
                missing[name] = str(error)
        for connections in CONNECTIONS[:1] if quick else CONNECTIONS:
            loads = Loads(quick=quick)
            loads.run({name: (server, pixels, connections) for name, server in servers.items()})
            for name in servers:
                cells = loads.cells(name, name, connections)
                if name == "Inkling":
                    table.rows.append(Row(cells))
                    continue
                times = ratios(loads.cpu_ms("Inkling"), loads.cpu_ms(name))
                is_peer = name == "plain handler"
                goal = Goal(maximum=1.2, unit=" CPU time") if is_peer else None
                table.rows.append(Row(cells, times, goal))
                if is_peer:
                    latency = ratios(loads.p99_ms("Inkling"), loads.p99_ms(name))
                    goal = Goal(maximum=1.2, unit=" p99")
                    table.rows.append(Row([""] * len(COLUMNS), latency, goal))
    empty = [""] * (len(COLUMNS) - 1)
    table.rows += [Row([name, *empty], missing=reason) for name, reason in missing.items()]
    return table


def against_baseline(*, quick: bool) -> Table:
    table = Table(
        "Serving: one worker, compared with a baseline",
        "The baseline is a route of the same application that reads the same body and returns as "
        "many bytes without any work; `decode` only decodes the PNG. Ratios are of throughput.",
        COLUMNS,
        "ratio to the baseline",
    )
    curves: dict[str, list[tuple[float, float]]] = {}
    baseline, decode = f"/baseline/{REPLY_BYTES}", f"/decode/{REPLY_BYTES}"
    pixels, png, strokes = drawings.pixels(), drawings.png(), drawings.strokes()
    with running_server(BASELINE, threads=1) as server:
        for connections in CONNECTIONS[:1] if quick else CONNECTIONS:
            forms = {
                "pixels": pixels,
                "baseline of pixels": replace(pixels, path=baseline),
                "strokes": strokes,
                "PNG 280 x 280": png,
                "baseline of PNG": replace(png, path=baseline),
                "decode of PNG": replace(png, path=decode),
            }
            loads = Loads(quick=quick)
            rates = loads.run({name: (server, form, connections) for name, form in forms.items()})
            goals = {
                "pixels": [("baseline of pixels", 0.7)],
                "PNG 280 x 280": [("baseline of PNG", 0.3), ("decode of PNG", 0.5)],
                "strokes": [("baseline of PNG", None)],
            }
            for name in forms:
                cells = loads.cells(name, name, connections)
                curves.setdefault(name, []).append(
                    (connections, 1000 / Spread.of(rates[name]).median)
                )
                for below, minimum in goals.get(name, []):
                    figure = ratios(rates[name], rates[below])
                    goal = None if minimum is None else Goal(minimum=minimum, unit=f" of {below}")
                    table.rows.append(Row(cells, figure, goal))
                if name not in goals:
                    table.rows.append(Row(cells))
    title = "Time for a request, by connections"
    table.charts.append(Chart("connections", title, "connections", "ms of the server", curves))
    return table


def batches(*, quick: bool) -> Table:
    table = Table(
        "Serving: batches of pixels",
        "One connection, one worker, which takes one thread. Times: instances a second over those "
        "of single requests of `pixels`.",
        COLUMNS,
        "times single requests",
    )
    curves: dict[str, list[tuple[float, float]]] = {}
    with running_server(INKLING) as server:
        forms = {"pixels": drawings.pixels()}
        for count in BATCHES[::3] if quick else BATCHES:
            for form in (drawings.batch_in_json(count), drawings.batch_of_bytes(count)):
                forms[form.name] = form
        loads = Loads(quick=quick)
        rates = loads.run({name: (server, form, 1) for name, form in forms.items()})
    for name, form in forms.items():
        cells = loads.cells(name, name, 1)
        if form.instances == 1 and name == "pixels":
            table.rows.append(Row(cells))
            continue
        instances = [form.instances * rate for rate in rates[name]]
        goal = Goal(minimum=100) if form.instances == 1024 and "raw" in name else None
        table.rows.append(Row(cells, ratios(instances, rates["pixels"]), goal))
        curve = curves.setdefault(name.partition(", ")[2], [])
        curve.append((form.instances, 1000 / Spread.of(rates[name]).median))
    for line_name, points in curves.items():
        (_, shortest), (count, longest) = points[0], points[-1]
        growth = longest / shortest / count
        cells = [f"growth, {line_name}", "1", "", "", "", "", ""]
        goal = Goal(maximum=1, unit=" (linear)")
        table.rows.append(Row(cells, Spread(growth, growth, growth), goal))
    table.charts.append(Chart("batches", "Time for a batch", "instances", "ms for a batch", curves))
    return table


def against_competitors(*, quick: bool) -> Table:
    table = Table(
        "Serving: compared with other frameworks, one worker each",
        "The same weights, one thread each. Times: Inkling's throughput over theirs, then their "
        "99th percentile over Inkling's.",
        COLUMNS,
        "times",
    )
    pixels, png = drawings.pixels(), drawings.png()
    targets: dict[str, tuple[Server, Form]] = {}
    missing: dict[str, str] = {}
    with ExitStack() as stack:
        inkling = stack.enter_context(running_server(INKLING, threads=1))
        targets["Inkling, pixels"] = inkling, pixels
        targets["Inkling, PNG"] = inkling, png
        for name, competitor in COMPETITORS.items():
            command = [sys.executable, "-m", competitor.module]
            try:
                server = stack.enter_context(
                    running_server(command, competitor.ready_at, threads=1)
                )
            except MissingError as error:
                missing[name] = str(error)
                continue
            body = (competitor.body_template % pixels.body.decode()).encode()
            if competitor.body_template != "%s":
                body = (
                    competitor.body_template % pixels.body.decode().partition(": ")[2][:-1]
                ).encode()
            targets[name] = server, replace(pixels, path=competitor.path, body=body)
            if name in IMAGES:
                targets[IMAGES] = server, replace(png, path="/predict/image")
        for connections in CONNECTIONS[:1] if quick else CONNECTIONS:
            loads = Loads(quick=quick)
            rates = loads.run({name: (*target, connections) for name, target in targets.items()})
            for name in targets:
                cells = loads.cells(name, name, connections)
                ours = "Inkling, PNG" if name == IMAGES else "Inkling, pixels"
                if name.startswith("Inkling"):
                    table.rows.append(Row(cells))
                    continue
                throughput = ratios(rates[ours], rates[name])
                latency = ratios(loads.p99_ms(name), loads.p99_ms(ours))
                table.rows.append(Row(cells, throughput, Goal(minimum=1.5, unit=" throughput")))
                table.rows.append(
                    Row(["", "", "", "", "", "", ""], latency, Goal(minimum=1, unit=" p99"))
                )
    empty = [""] * (len(COLUMNS) - 1)
    table.rows += [Row([name, *empty], missing=reason) for name, reason in missing.items()]
    return table


def workers(*, quick: bool) -> Table:
    table = Table(
        "Serving: two workers compared with one",
        "Throughput of two workers over that of one, on the same machine as wrk.",
        COLUMNS,
        "times one worker",
    )
    if (os.cpu_count() or 1) < 2:
        table.rows.append(Row(["", "", "", "", "", "", ""], missing="there is one core"))
        return table
    with (
        running_server(INKLING, threads=1) as one_worker,
        running_server([*INKLING, "--workers", "2"], threads=1) as two_workers,
    ):
        for connections in CONNECTIONS[1:]:
            for form in (drawings.pixels(), drawings.png()):
                loads = Loads(quick=quick)
                rates = loads.run(
                    {
                        "one": (one_worker, form, connections),
                        "two": (two_workers, form, connections),
                    }
                )
                table.rows.append(Row(loads.cells("one", f"{form.name}, one", connections)))
                cells = loads.cells("two", f"{form.name}, two", connections)
                figure = ratios(rates["two"], rates["one"])
                table.rows.append(Row(cells, figure, Goal(minimum=1.7)))
    return table
