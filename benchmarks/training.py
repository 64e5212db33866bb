"""Training: 784-100-10-10 on MNIST with Adam, float32, at four sizes of batch.

All trainers start from the same weights and keep the images in memory. PyTorch and JAX take their
batches by index from one float32 array, the fastest way they have.
"""

from benchmarks.rounds import REST_S, ratios, run_rounds
from benchmarks.subject import CORES, MissingError, Subject, running_subjects
from benchmarks.table import Chart, Goal, Row, Spread, Table, format_short

INKLING, PRODUCTS = "Inkling", "bare products"
TRAINERS: dict[str, tuple[str, ...]] = {
    INKLING: ("benchmarks.trainers.inkling",),
    PRODUCTS: ("benchmarks.trainers.limit",),
    "PyTorch, eager, fused Adam": ("benchmarks.trainers.pytorch", "eager"),
    "PyTorch, torch.compile": ("benchmarks.trainers.pytorch", "compiled"),
    "JAX, jit": ("benchmarks.trainers.jax_jit",),
    "scikit-learn": ("benchmarks.trainers.scikit_learn",),
}
MAX_RATIO_TO_PRODUCTS = {32: 2.0, 128: 1.6, 512: 1.5, 4096: 1.4}
MAX_RATIO_TO_PEER = {32: 1.0, 128: 1.0, 512: 1.0, 4096: 1.1}
"""Maximum ratio of Inkling's time to that of a peer, for each batch size. At 4096 all are near the
bare products, so a tenth more is allowed."""

COUNTS = {32: 9600, 128: 19_200, 512: 30_720, 4096: 57_344}
"""Number of images in one round, for each batch size."""

QUICK_COUNT = 640
ROUNDS = 9


def measure(*, quick: bool) -> list[Table]:
    table = Table(
        f"Training, {CORES} threads",
        "Microseconds a sample, in Inkling and in the peer. The products are those of the forward "
        "and the backward pass, with the conversion of the pixels. Ratio: Inkling's time over the "
        "peer's.",
        ["batch", "beside", "Inkling", "peer"],
        "ratio",
    )
    curves: dict[str, list[tuple[float, float]]] = {}
    names = [INKLING, PRODUCTS] if quick else list(TRAINERS)
    with running_subjects({name: TRAINERS[name] for name in names}, CORES) as (running, missing):
        for batch in list(COUNTS)[:1] if quick else COUNTS:
            per_sample = _compare(running, missing, batch, quick=quick)
            if INKLING not in per_sample:
                raise MissingError(missing[INKLING])
            table.rows += [_row(name, batch, per_sample, missing) for name in names[1:]]
            for name, seconds in per_sample.items():
                curves.setdefault(name, []).append((batch, 1e6 * Spread.of(seconds).median))
    table.charts.append(
        Chart("training", "Training", "samples in a batch", "microseconds a sample", curves)
    )
    return [table]


def _compare(
    running: dict[str, Subject], missing: dict[str, str], batch: int, *, quick: bool
) -> dict[str, list[float]]:
    """Return each trainer's seconds for a sample in every round."""
    count = QUICK_COUNT if quick else COUNTS[batch]
    measurements = {
        name: lambda subject=subject: (
            float(subject.run(batch=batch, count=count)["seconds"]) / count
        )
        for name, subject in running.items()
        if name not in missing
    }
    # In the first round of warming up, torch.compile and JAX compile.
    return run_rounds(measurements, 1 if quick else ROUNDS, missing, warm_up=2, rest_s=REST_S)


def _row(name: str, batch: int, per_sample: dict[str, list[float]], missing: dict[str, str]) -> Row:
    if name not in per_sample:
        return Row([str(batch), name, "", ""], missing=missing[name])
    both = [per_sample[INKLING], per_sample[name]]
    medians = [format_short(1e6 * Spread.of(seconds).median) for seconds in both]
    goals = MAX_RATIO_TO_PRODUCTS if name == PRODUCTS else MAX_RATIO_TO_PEER
    return Row([str(batch), name, *medians], ratios(*both), Goal(maximum=goals[batch]))
