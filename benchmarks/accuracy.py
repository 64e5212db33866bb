"""Time to a target accuracy on held-out images, compared with PyTorch and the same recipe."""

from benchmarks.rounds import REST_S, ratios, run_rounds
from benchmarks.subject import CORES, running_subjects
from benchmarks.table import Goal, Row, Spread, Table, format_short

TARGET = 0.975
ROUNDS, SEEDS = 7, 5
INKLING, PYTORCH = "Inkling", "PyTorch, eager, fused Adam"
TO_TARGET: dict[str, tuple[str, ...]] = {
    INKLING: ("benchmarks.trainers.inkling_to_target",),
    PYTORCH: ("benchmarks.trainers.pytorch_to_target",),
}
TO_THE_END: dict[str, tuple[str, ...]] = {
    INKLING: ("benchmarks.trainers.inkling_recipe",),
    PYTORCH: ("benchmarks.trainers.pytorch_recipe",),
}


def measure(*, quick: bool) -> list[Table]:
    return [to_target(quick=quick)] if quick else [to_target(quick=quick), to_the_end()]


def to_target(*, quick: bool) -> Table:
    table = Table(
        "Time to 97.5 %",
        "MNIST's first 55,000 training images, judged after every epoch on the other 5,000; "
        "batches of 128, Adam, a cosine schedule over 12 epochs, no distortion. Times: PyTorch's "
        "over Inkling's.",
        ["learner", "seconds", "epochs"],
        "times",
    )
    epochs: dict[str, float] = {}
    with running_subjects(TO_TARGET, CORES) as (running, missing):

        def run_once(name: str) -> float:
            result = running[name].run(target=0.5 if quick else TARGET)["result"]
            epochs[name] = result["epochs"]
            return float(result["learning_s"])

        measurements = {name: lambda name=name: run_once(name) for name in running}
        seconds = run_rounds(measurements, 1 if quick else ROUNDS, rest_s=REST_S)
        for name in running:
            table.rows.append(_row(name, seconds, f"{epochs[name]:.0f}"))
        table.rows += [Row([name, "", ""], missing=reason) for name, reason in missing.items()]
    return table


def to_the_end() -> Table:
    table = Table(
        "Time to the score of the recipe that `inkling train` follows",
        f"784-100-10-10, 20 epochs of distorted images, with {SEEDS} seeds. The score is the share "
        "of MNIST's last 5,000 training images, which are held out, that are read right. PyTorch "
        "gets its first weights and its images from Inkling; Inkling's time holds a validation and "
        "a checkpoint after each epoch, PyTorch's does not. Times: PyTorch's over Inkling's.",
        ["learner", "seconds", "score"],
        "times",
    )
    scores: dict[str, list[float]] = {}
    with running_subjects(TO_THE_END, CORES) as (running, missing):
        seeds = {name: iter(range(1, SEEDS + 1)) for name in running}

        def run_once(name: str) -> float:
            result = running[name].run(seed=next(seeds[name]))["result"]
            scores.setdefault(name, []).append(result["score"])
            return float(result["learning_s"])

        measurements = {name: lambda name=name: run_once(name) for name in running}
        seconds = run_rounds(measurements, SEEDS, warm_up=0, rest_s=REST_S)
        for name in running:
            score = Spread.of([100 * score for score in scores[name]])
            cell = f"{score.median:.2f} % ({score.low:.2f} to {score.high:.2f})"
            table.rows.append(_row(name, seconds, cell))
        table.rows += [Row([name, "", ""], missing=reason) for name, reason in missing.items()]
    return table


def _row(name: str, seconds: dict[str, list[float]], cell: str) -> Row:
    cells = [name, format_short(Spread.of(seconds[name]).median), cell]
    if name == INKLING:
        return Row(cells)
    return Row(cells, ratios(seconds[name], seconds[INKLING]), Goal(minimum=1))
