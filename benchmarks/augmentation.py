"""Augmentation: pictures a second for each kind of distortion, beside scipy.ndimage and PyTorch."""

from benchmarks.augmenters import COUNT, KINDS
from benchmarks.contestant import CORES, contestants
from benchmarks.table import Goal, Row, Spread, Table, brief
from benchmarks.turns import REST_S, ratios, take_turns

ROUNDS = 7
AUGMENTERS: dict[str, tuple[str, ...]] = {
    "Inkling": ("benchmarks.augmenters.inkling",),
    "scipy.ndimage": ("benchmarks.augmenters.scipy_ndimage",),
    "PyTorch": ("benchmarks.augmenters.pytorch",),
}


def measure(*, quick: bool) -> list[Table]:
    table = Table(
        "Augmentation",
        "Distorted 28 x 28 pictures a second, from bytes to bytes. In Inkling 64 images share a "
        "distortion, in the others none do. Times: Inkling's pictures over theirs.",
        ["kind", "by", "pictures a second"],
        "times",
    )
    with contestants(AUGMENTERS, CORES) as (running, missing):
        for kind in list(KINDS)[:1] if quick else KINDS:

            def turn(name: str, kind: str = kind) -> float:
                share = running[name].about.get("share", 1)
                return float(running[name].run(kind=kind)["seconds"]) / (COUNT * share)

            turns = {name: lambda name=name: turn(name) for name in running}
            seconds = take_turns(turns, 1 if quick else ROUNDS, rest_s=REST_S)
            for name, taken_s in seconds.items():
                cells = [kind, name, brief(1 / Spread.of(taken_s).median)]
                if name == "Inkling":
                    table.rows.append(Row(cells))
                else:
                    figure = ratios(taken_s, seconds["Inkling"])
                    table.rows.append(Row(cells, figure, Goal(least=1)))
            table.rows += [Row([kind, name, ""], missing=why) for name, why in missing.items()]
    return [table]
