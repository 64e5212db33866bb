"""Serving: requests under load by wrk, beside a floor that does no work and what others serve."""

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace

from benchmarks import drawings
from benchmarks.contestant import MissingError
from benchmarks.drawings import Form
from benchmarks.server import FLOORED, INKLING, Server, running_server
from benchmarks.table import Goal, Picture, Row, Spread, Table, brief
from benchmarks.turns import ratios, take_turns
from benchmarks.wrk import Load, load

ROUNDS, SECONDS = 5, 1.0
CONNECTIONS = (1, 8, 64)
BATCHES = (1, 16, 256, 1024)
REPLY_BYTES = 330
"""About as many as /predict answers."""

COLUMNS = ["request", "connections", "replies a second", "median ms", "p99 ms", "CPU ms", "MB"]


@dataclass(frozen=True)
class Rival:
    """Another server: its module, whether it is ready, and how it wants to be asked."""

    module: str
    ready_at: str
    path: str
    wrapped: str = "%s"


RIVALS = {
    "FastAPI + PyTorch": Rival("benchmarks.services.fastapi_pytorch", "/readyz", "/predict"),
    "LitServe": Rival("benchmarks.services.litserve_api", "/health", "/predict"),
    "BentoML": Rival("benchmarks.services.bentoml_service", "/readyz", "/predict"),
    "Gradio": Rival(
        "benchmarks.services.gradio_api", "/", "/gradio_api/run/predict", '{"data": [%s]}'
    ),
}
IMAGES = "FastAPI + PyTorch, PNG"


class Loads:
    """Takes turns with several loads and keeps what came of them."""

    def __init__(self, *, quick: bool) -> None:
        self._quick = quick
        self.found: dict[str, list[Load]] = {}

    def take(self, asked: dict[str, tuple[Server, Form, int]]) -> dict[str, list[float]]:
        """Return the good replies a second of each in every round."""
        seconds = 0.2 if self._quick else SECONDS

        def turn(name: str) -> float:
            self.found.setdefault(name, []).append(load(*asked[name], seconds))
            return self.found[name][-1].rate

        turns: dict[str, Callable[[], float]] = {n: lambda n=n: turn(n) for n in asked}
        rates = take_turns(turns, 1 if self._quick else ROUNDS)
        self.found = {name: loads[1:] for name, loads in self.found.items()}  # without the warm-up
        return rates

    def cells(self, name: str, label: str, connections: int) -> list[str]:
        loads = self.found[name]

        def middle(figure: str) -> float:
            return Spread.of([getattr(each, figure) for each in loads]).median

        refused = middle("refused")
        rate = brief(middle("rate")) + (f" ({refused:.0%} refused)" if refused > 0.001 else "")
        figures = [brief(middle(each)) for each in ("median_ms", "p99_ms", "cpu_ms", "memory_mb")]
        return [label, str(connections), rate, *figures]

    def p99_ms(self, name: str) -> list[float]:
        return [each.p99_ms for each in self.found[name]]


def measure(*, quick: bool) -> list[Table]:
    tables = [against_the_floor(quick=quick), batches(quick=quick)]
    if not quick:
        tables += [against_rivals(quick=quick), workers(quick=quick)]
    return tables


def against_the_floor(*, quick: bool) -> Table:
    table = Table(
        "Serving: one worker, beside a floor",
        "The floor is a route of the same application that reads the same body and returns as "
        "many bytes without any work; `decode` only decodes the PNG. Shares are of throughput.",
        COLUMNS,
        "share of the floor",
    )
    grown: dict[str, list[tuple[float, float]]] = {}
    floor, decode = f"/floor?{REPLY_BYTES}", f"/decode?{REPLY_BYTES}"
    pixels, png, strokes = drawings.pixels(), drawings.png(), drawings.strokes()
    with running_server(FLOORED, threads=1) as server:
        for connections in CONNECTIONS[:1] if quick else CONNECTIONS:
            forms = {
                "pixels": pixels,
                "floor of pixels": replace(pixels, path=floor),
                "strokes": strokes,
                "PNG 280 x 280": png,
                "floor of PNG": replace(png, path=floor),
                "decode of PNG": replace(png, path=decode),
            }
            loads = Loads(quick=quick)
            rates = loads.take({name: (server, form, connections) for name, form in forms.items()})
            goals = {
                "pixels": [("floor of pixels", 0.7)],
                "PNG 280 x 280": [("floor of PNG", 0.3), ("decode of PNG", 0.5)],
                "strokes": [("floor of PNG", None)],
            }
            for name in forms:
                cells = loads.cells(name, name, connections)
                grown.setdefault(name, []).append(
                    (connections, 1000 / Spread.of(rates[name]).median)
                )
                for below, least in goals.get(name, []):
                    figure = ratios(rates[name], rates[below])
                    goal = None if least is None else Goal(least=least, unit=f" of {below}")
                    table.rows.append(Row(cells, figure, goal))
                if name not in goals:
                    table.rows.append(Row(cells))
    title = "Time for a request, by connections"
    table.pictures.append(Picture("connections", title, "connections", "ms of the server", grown))
    return table


def batches(*, quick: bool) -> Table:
    table = Table(
        "Serving: batches of pixels",
        "One connection, one worker, which takes one thread. Times: instances a second over those "
        "of single requests of `pixels`.",
        COLUMNS,
        "times single requests",
    )
    grown: dict[str, list[tuple[float, float]]] = {}
    with running_server(INKLING) as server:
        forms = {"pixels": drawings.pixels()}
        for count in BATCHES[::3] if quick else BATCHES:
            for form in (drawings.batch_in_json(count), drawings.batch_of_bytes(count)):
                forms[form.name] = form
        loads = Loads(quick=quick)
        rates = loads.take({name: (server, form, 1) for name, form in forms.items()})
    for name, form in forms.items():
        cells = loads.cells(name, name, 1)
        if form.instances == 1 and name == "pixels":
            table.rows.append(Row(cells))
            continue
        instances = [form.instances * rate for rate in rates[name]]
        goal = Goal(least=100) if form.instances == 1024 and "raw" in name else None
        table.rows.append(Row(cells, ratios(instances, rates["pixels"]), goal))
        line = grown.setdefault(name.partition(", ")[2], [])
        line.append((form.instances, 1000 / Spread.of(rates[name]).median))
    for line_name, points in grown.items():
        (_, shortest), (count, longest) = points[0], points[-1]
        growth = longest / shortest / count
        cells = [f"growth, {line_name}", "1", "", "", "", "", ""]
        goal = Goal(most=1, unit=" (linear)")
        table.rows.append(Row(cells, Spread(growth, growth, growth), goal))
    table.pictures.append(
        Picture("batches", "Time for a batch", "instances", "ms for a batch", grown)
    )
    return table


def against_rivals(*, quick: bool) -> Table:
    table = Table(
        "Serving: beside others, one worker each",
        "The same weights, one thread each. Times: Inkling's throughput over theirs, then their "
        "99th percentile over Inkling's.",
        COLUMNS,
        "times",
    )
    pixels, png = drawings.pixels(), drawings.png()
    asked: dict[str, tuple[Server, Form]] = {}
    missing: dict[str, str] = {}
    with ExitStack() as stack:
        inkling = stack.enter_context(running_server(INKLING, threads=1))
        asked["Inkling, pixels"] = inkling, pixels
        asked["Inkling, PNG"] = inkling, png
        for name, rival in RIVALS.items():
            command = [sys.executable, "-m", rival.module]
            try:
                server = stack.enter_context(running_server(command, rival.ready_at, threads=1))
            except MissingError as error:
                missing[name] = str(error)
                continue
            body = (rival.wrapped % pixels.body.decode()).encode()
            if rival.wrapped != "%s":
                body = (rival.wrapped % pixels.body.decode().partition(": ")[2][:-1]).encode()
            asked[name] = server, replace(pixels, path=rival.path, body=body)
            if name in IMAGES:
                asked[IMAGES] = server, replace(png, path="/predict/image")
        for connections in CONNECTIONS[:1] if quick else CONNECTIONS:
            loads = Loads(quick=quick)
            rates = loads.take({name: (*each, connections) for name, each in asked.items()})
            for name in asked:
                cells = loads.cells(name, name, connections)
                ours = "Inkling, PNG" if name == IMAGES else "Inkling, pixels"
                if name.startswith("Inkling"):
                    table.rows.append(Row(cells))
                    continue
                throughput = ratios(rates[ours], rates[name])
                late = ratios(loads.p99_ms(name), loads.p99_ms(ours))
                table.rows.append(Row(cells, throughput, Goal(least=1.5, unit=" throughput")))
                table.rows.append(
                    Row(["", "", "", "", "", "", ""], late, Goal(least=1, unit=" p99"))
                )
    empty = [""] * (len(COLUMNS) - 1)
    table.rows += [Row([name, *empty], missing=why) for name, why in missing.items()]
    return table


def workers(*, quick: bool) -> Table:
    table = Table(
        "Serving: two workers beside one",
        "Throughput of two workers over that of one, on the same machine as wrk.",
        COLUMNS,
        "times one worker",
    )
    if (os.cpu_count() or 1) < 2:
        table.rows.append(Row(["", "", "", "", "", "", ""], missing="there is one core"))
        return table
    with (
        running_server(INKLING, threads=1) as one,
        running_server([*INKLING, "--workers", "2"], threads=1) as two,
    ):
        for connections in CONNECTIONS[1:]:
            for form in (drawings.pixels(), drawings.png()):
                loads = Loads(quick=quick)
                rates = loads.take(
                    {"one": (one, form, connections), "two": (two, form, connections)}
                )
                table.rows.append(Row(loads.cells("one", f"{form.name}, one", connections)))
                cells = loads.cells("two", f"{form.name}, two", connections)
                figure = ratios(rates["two"], rates["one"])
                table.rows.append(Row(cells, figure, Goal(least=1.7)))
    return table
