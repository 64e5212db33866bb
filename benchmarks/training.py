"""Training: 784-100-10-10 on MNIST with Adam, float32, at four sizes of batch.

All trainers start from the same weights and keep the images in memory. PyTorch and JAX take their
batches by index from one float32 array, the fastest way they have.
"""

from benchmarks.rounds import REST_S, ratios, run_rounds
from benchmarks.subject import CORES, MissingError, Subject, running_subjects
from benchmarks.table import Chart, Goal, Row, Spread, Table, format_short

INKLING, LIMIT, LOOPS = "Inkling", "limit: one pass and bare products", "plain loops over samples"
TRAINERS: dict[str, tuple[str, ...]] = {
    INKLING: ("benchmarks.trainers.inkling",),
    LIMIT: ("benchmarks.trainers.limit",),
    "PyTorch, eager": ("benchmarks.trainers.pytorch", "eager"),
    "PyTorch, eager, fused Adam": ("benchmarks.trainers.pytorch", "fused"),
    "PyTorch, torch.compile": ("benchmarks.trainers.pytorch", "compiled"),
    "JAX, jit": ("benchmarks.trainers.jax_jit",),
    "scikit-learn MLPClassifier": ("benchmarks.trainers.scikit_learn",),
    LOOPS: ("benchmarks.trainers.plain_loops",),
}
SPEED: dict[str, dict[int, float]] = {
    "PyTorch, eager": {32: 3, 128: 3, 512: 1.5, 4096: 1.2},
    "PyTorch, eager, fused Adam": {32: 3, 128: 3, 512: 1.5, 4096: 1.2},
    "PyTorch, torch.compile": {32: 1.5, 128: 1.5, 512: 1.2, 4096: 1},
    "JAX, jit": {32: 1.5, 128: 1.5, 512: 1.2, 4096: 1},
    "scikit-learn MLPClassifier": {32: 3, 128: 3, 512: 3, 4096: 3},
    LOOPS: {32: 30, 128: 30},
}
"""How many times the speed of each is the goal."""

TIMES_LIMIT = {32: 2.0, 128: 1.7, 512: 1.5, 4096: 1.4}
COUNTS = {32: 9600, 128: 19_200, 512: 30_720, 4096: 57_344}
"""Images of one turn, whole batches of them."""

LOOPED = 640
ROUNDS = 9


def measure(*, quick: bool) -> list[Table]:
    threads = CORES
    table = Table(
        f"Training, {threads} threads",
        "Times a trainer's time for a sample is Inkling's; for the limit, Inkling's time over it. "
        "The loss shows that all did the same work; gradient descent, which the loops do, is less.",
        ["batch", "trainer", "us a sample", "loss"],
        "times",
    )
    curves: dict[str, list[tuple[float, float]]] = {}
    names = [INKLING, LIMIT, LOOPS] if quick else list(TRAINERS)
    with running_subjects({name: TRAINERS[name] for name in names}, threads) as (running, missing):
        for batch in list(COUNTS)[:1] if quick else COUNTS:
            per_sample, losses = _compare(running, missing, batch, quick=quick)
            for name in [*running, *missing]:
                table.rows += _rows(name, batch, per_sample, losses, missing)
            for name, seconds in per_sample.items():
                curves.setdefault(name, []).append((batch, 1e6 * Spread.of(seconds).median))
    table.charts.append(
        Chart("training", "Training", "samples in a batch", "microseconds a sample", curves)
    )
    return [table]


def _compare(
    running: dict[str, Subject], missing: dict[str, str], batch: int, *, quick: bool
) -> tuple[dict[str, list[float]], dict[str, float]]:
    """Return each trainer's seconds for a sample in every round, and its loss."""
    losses: dict[str, float] = {}

    def run_once(name: str) -> float:
        count = LOOPED if name == LOOPS or quick else COUNTS[batch]
        reply = running[name].run(batch=batch, count=count)
        result = reply["result"]
        losses[name] = result["loss"] if isinstance(result, dict) else result
        return float(reply["seconds"]) / (count - count % batch)

    able = [name for name in running if name != LOOPS or batch in SPEED[LOOPS]]
    for name in list(able):
        try:
            run_once(name)
        except MissingError as error:
            missing[name] = str(error)
            able.remove(name)
            running.pop(name).close()
    rounds = 1 if quick else ROUNDS
    measurements = {name: lambda name=name: run_once(name) for name in able}
    return run_rounds(measurements, rounds, rest_s=0 if quick else REST_S), losses


def _rows(
    name: str,
    batch: int,
    per_sample: dict[str, list[float]],
    losses: dict[str, float],
    missing: dict[str, str],
) -> list[Row]:
    if name in missing:
        return [Row([str(batch), name, "", ""], missing=missing[name])]
    if name not in per_sample:
        return []
    seconds = per_sample[name]
    loss = "" if name == LIMIT else f"{losses[name]:.3f}"
    cells = [str(batch), name, format_short(1e6 * Spread.of(seconds).median), loss]
    if name == INKLING:
        return [Row(cells)]
    if name == LIMIT:
        return [Row(cells, ratios(per_sample[INKLING], seconds), Goal(maximum=TIMES_LIMIT[batch]))]
    goal = Goal(minimum=SPEED[name][batch]) if batch in SPEED[name] else None
    return [Row(cells, ratios(seconds, per_sample[INKLING]), goal)]
