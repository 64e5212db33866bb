"""Retraining: `inkling train` with the recipes of the bundled networks, and one in PyTorch."""

from benchmarks.rounds import REST_S, ratios, run_rounds
from benchmarks.subject import CORES, MissingError, running_subjects
from benchmarks.table import Goal, Row, Spread, Table, format_short

ROUNDS = 3
EPOCHS = 2
NETWORKS = ("seed", "wide")
MAX_MINUTES = 45
OWN, SHARED = "PyTorch, its own augmentation", "PyTorch, images augmented by Inkling"
TRAINERS: dict[str, tuple[str, ...]] = {
    "Inkling": ("benchmarks.trainers.inkling_recipe",),
    OWN: ("benchmarks.trainers.pytorch_recipe", "own"),
    SHARED: ("benchmarks.trainers.pytorch_recipe", "shared"),
}


def measure(*, quick: bool) -> list[Table]:
    table = Table(
        "Retraining",
        f"The first rows are {EPOCHS} epochs of the recipe `quick`; Inkling's time holds a "
        "validation and a checkpoint after each. Ratio: Inkling's time over PyTorch's. With "
        "augmentation of its own, each image has its own distortion in PyTorch; in Inkling, groups "
        "of 64 share one. A whole retraining of a bundled network is projected from the epochs "
        "between two augmentations.",
        ["recipe", "beside", "Inkling", "peer"],
        "ratio",
    )
    with running_subjects(TRAINERS, CORES) as (running, missing):

        def run_once(name: str, recipe: str, epochs: int) -> float:
            return float(running[name].run(recipe=recipe, epochs=epochs)["result"])

        measurements = {name: lambda name=name: run_once(name, "quick", EPOCHS) for name in running}
        rounds = 1 if quick else ROUNDS
        seconds = run_rounds(measurements, rounds, missing, warm_up=0, rest_s=REST_S)
        if "Inkling" not in seconds:
            raise MissingError(missing["Inkling"])
        for name in (OWN, SHARED):
            if name not in seconds:
                table.rows.append(Row(["quick, s", name, "", ""], missing=missing[name]))
                continue
            medians = [format_short(Spread.of(seconds[n]).median) for n in ("Inkling", name)]
            goal = Goal(maximum=0.5) if name == OWN else None
            figure = ratios(seconds["Inkling"], seconds[name])
            table.rows.append(Row(["quick, s", name, *medians], figure, goal))
        for network in () if quick else NETWORKS:
            cells = [f"{network}, minutes", "", "", ""]
            try:
                minutes = running["Inkling"].run(recipe=network, epochs=0)["result"] / 60
            except MissingError as error:
                table.rows.append(Row(cells, missing=str(error)))
                break  # the process has ended
            goal = Goal(maximum=MAX_MINUTES, unit=" min")
            table.rows.append(Row(cells, Spread.of([minutes]), goal))
    return [table]
