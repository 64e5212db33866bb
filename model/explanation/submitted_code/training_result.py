"""Results of training with a learner's lines, and a sentence about them."""

from dataclasses import dataclass

from model.explanation.submitted_code.evaluation import Step

MAX_LOSS = 100.0
"""Loss above which training has diverged: the right digit's probability is e^-100."""

UNCHANGED = 0.05
"""Share by which a loss changes at least, if it falls or rises."""


@dataclass(frozen=True)
class TrainingStop:
    """Where training ends early.

    Attributes
    ----------
    step : int
        Counted from 1.
    diverged : bool
        Whether the loss is above `MAX_LOSS`, or a number is not finite; else numpy raised an error.
    expression : str or None
        The operation at which numpy raised, if it did.
    line, column : int or None
        Its position in the learner's lines, from 1; None if it is in none of them.
    message : str
    """

    step: int
    diverged: bool
    message: str
    expression: str | None = None
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True)
class Curve:
    """Loss and accuracy on the held-out digits.

    Attributes
    ----------
    steps : list of int
        The steps after which the loss was measured, 0 first.
    losses : list of float
    accuracy : float
        At the end, 0 to 1.
    """

    steps: list[int]
    losses: list[float]
    accuracy: float


@dataclass(frozen=True)
class Comparison:
    """Training with a learner's lines beside training with the right gradients.

    Attributes
    ----------
    yours, right : Curve
    agrees : bool
        Whether the lines give the right gradients in the first step.
    completed : tuple of str
        The correct lines that were added for gradients that the learner's lines do not compute.
    broadcasts : tuple of Step
        Operations at which numpy silently repeated an array, the update of the weights included.
    stops_at : TrainingStop or None
        None if all steps were taken.
    """

    yours: Curve
    right: Curve
    agrees: bool
    completed: tuple[str, ...]
    broadcasts: tuple[Step, ...]
    stops_at: TrainingStop | None


def summarize(comparison: Comparison) -> str:
    """Summarize the training in a sentence or two."""
    yours, right, stop = comparison.yours, comparison.right, comparison.stops_at
    ours = _describe(right)
    if comparison.agrees:
        return f"Your lines train like the right ones: the loss {ours}."
    if stop and not stop.diverged:
        start = f"Training stops at step {stop.step}: NumPy raises an error."
        return f"{start} With the right lines the loss {ours}."
    if stop:
        start = f"With your lines training diverges at step {stop.step}"
        return f"{start}; with the right ones the loss {ours}."
    if "falls" == _change(yours) == _change(right):
        text = f"With the right lines the loss {ours}, and with yours to {yours.losses[-1]:.2f}."
        if yours.accuracy >= right.accuracy - UNCHANGED:
            text += " Your lines are not the gradient of the loss, yet they lead downhill here."
        return text
    return f"With your lines the loss {_describe(yours)}; with the right ones it {ours}."


def _describe(curve: Curve) -> str:
    start, end = curve.losses[0], curve.losses[-1]
    change = _change(curve)
    return f"stays at {end:.2f}" if change == "stays" else f"{change} from {start:.2f} to {end:.2f}"


def _change(curve: Curve) -> str:
    start, end = curve.losses[0], curve.losses[-1]
    if abs(end - start) <= UNCHANGED * start:
        return "stays"
    return "falls" if end < start else "rises"
