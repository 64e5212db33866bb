"""Preprocessing: a picture to 784 numbers, beside OpenCV's steps and a short script with Pillow."""

from itertools import pairwise

from benchmarks.contestant import contestants
from benchmarks.preparers import SIDES
from benchmarks.table import Goal, Picture, Row, Spread, Table, brief
from benchmarks.turns import ratios, take_turns

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
        "One decoded picture in colours to the network's input, one thread. Times: theirs over "
        "Inkling's. Growth: time over time for every pixel more that there is; 1 is linear.",
        ["side", "by", "ms"],
        "times",
    )
    grown: dict[str, list[tuple[float, float]]] = {}
    with contestants(PREPARERS, 1) as (running, missing):
        for side in SIDES[:1] if quick else SIDES:
            times = 1 if quick else TIMES[side]

            def turn(name: str, side: int = side, times: int = times) -> float:
                return float(running[name].run(side=side, times=times)["seconds"]) / times

            turns = {name: lambda name=name: turn(name) for name in running}
            seconds = take_turns(turns, 1 if quick else ROUNDS)
            for name, taken_s in seconds.items():
                ms = 1000 * Spread.of(taken_s).median
                grown.setdefault(name, []).append((side * side, ms))
                figure = None if name == "Inkling" else ratios(taken_s, seconds["Inkling"])
                table.rows.append(Row([str(side), name, brief(ms)], figure))
            table.rows += [Row([str(side), name, ""], missing=why) for name, why in missing.items()]
    for (pixels, ms), (more, longer) in pairwise(grown.get("Inkling", [])):
        growth = (longer / ms) / (more / pixels)
        cells = [f"{pixels**0.5:.0f} to {more**0.5:.0f}", "Inkling, growth", ""]
        table.rows.append(Row(cells, Spread(growth, growth, growth), Goal(most=1)))
    table.pictures.append(Picture("preprocessing", "Preprocessing", "pixels", "ms", grown))
    return [table]
