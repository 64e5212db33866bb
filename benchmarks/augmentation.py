"""Data augmentation: images per second, compared with scipy.ndimage and PyTorch."""

from benchmarks.augmenters import COUNT, KINDS
from benchmarks.rounds import REST_S, ratios, run_rounds
from benchmarks.subject import CORES, running_subjects
from benchmarks.table import Goal, Row, Spread, Table, format_short

ROUNDS = 7
AUGMENTERS: dict[str, tuple[str, ...]] = {
    "Inkling": ("benchmarks.augmenters.inkling",),
    "scipy.ndimage": ("benchmarks.augmenters.scipy_ndimage",),
    "PyTorch": ("benchmarks.augmenters.pytorch",),
}


def measure(*, quick: bool) -> list[Table]:
    table = Table(
        "Augmentation",
        "Augmented 28 x 28 images per second, from bytes to bytes. In Inkling 64 images share a "
        "distortion, in the others none do. Times: Inkling's images per second over theirs.",
        ["kind", "by", "images per second"],
        "times",
    )
    with running_subjects(AUGMENTERS, CORES) as (running, missing):
        for kind in list(KINDS)[:1] if quick else KINDS:

            def run_once(name: str, kind: str = kind) -> float:
                share = running[name].about.get("share", 1)
                return float(running[name].run(kind=kind)["seconds"]) / (COUNT * share)

            measurements = {name: lambda name=name: run_once(name) for name in running}
            seconds = run_rounds(measurements, 1 if quick else ROUNDS, rest_s=REST_S)
            for name, elapsed_s in seconds.items():
                cells = [kind, name, format_short(1 / Spread.of(elapsed_s).median)]
                if name == "Inkling":
                    table.rows.append(Row(cells))
                else:
                    figure = ratios(elapsed_s, seconds["Inkling"])
                    table.rows.append(Row(cells, figure, Goal(minimum=1)))
            table.rows += [
                Row([kind, name, ""], missing=reason) for name, reason in missing.items()
            ]
    return [table]
