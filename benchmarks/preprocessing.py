"""Preprocessing: compared with the same steps in OpenCV and a short script with Pillow."""

from itertools import pairwise

from benchmarks.preparers import SIDES
from benchmarks.rounds import ratios, run_rounds
from benchmarks.subject import running_subjects
from benchmarks.table import Chart, Goal, Row, Spread, Table, format_short

ROUNDS = 9
TIMES = {280: 40, 1000: 20, 4000: 3}
PREPARERS: dict[str, tuple[str, ...]] = {
    "Inkling": ("benchmarks.preparers.inkling",),
    "the same steps in OpenCV": ("benchmarks.preparers.opencv",),
    "Pillow alone, fewer steps": ("benchmarks.preparers.pillow_only",),
}


def measure(*, quick: bool) -> list[Table]:
    table = Table(
        "Preprocessing",
        "One decoded color image to the network's input, one thread. Times: theirs over "
        "Inkling's. Growth: ratio of times over ratio of pixels; 1 is linear.",
        ["side", "by", "ms"],
        "times",
    )
    curves: dict[str, list[tuple[float, float]]] = {}
    with running_subjects(PREPARERS, 1) as (running, missing):
        for side in SIDES[:1] if quick else SIDES:
            times = 1 if quick else TIMES[side]

            def run_once(name: str, side: int = side, times: int = times) -> float:
                return float(running[name].run(side=side, times=times)["seconds"]) / times

            measurements = {name: lambda name=name: run_once(name) for name in running}
            seconds = run_rounds(measurements, 1 if quick else ROUNDS)
            for name, elapsed_s in seconds.items():
                ms = 1000 * Spread.of(elapsed_s).median
                curves.setdefault(name, []).append((side * side, ms))
                figure = None if name == "Inkling" else ratios(elapsed_s, seconds["Inkling"])
                table.rows.append(Row([str(side), name, format_short(ms)], figure))
            table.rows += [
                Row([str(side), name, ""], missing=reason) for name, reason in missing.items()
            ]
    for (pixels, ms), (more_pixels, more_ms) in pairwise(curves.get("Inkling", [])):
        growth = (more_ms / ms) / (more_pixels / pixels)
        cells = [f"{pixels**0.5:.0f} to {more_pixels**0.5:.0f}", "Inkling, growth", ""]
        table.rows.append(Row(cells, Spread(growth, growth, growth), Goal(maximum=1)))
    table.charts.append(Chart("preprocessing", "Preprocessing", "pixels", "ms", curves))
    return [table]
