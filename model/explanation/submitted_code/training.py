"""Training with submitted code, beside training with the right gradients.

Both networks begin with the same weights and see the same batches, so that the lines alone make the
difference between the two losses.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.explanation.conventions.convention import INKLING, Convention
from model.explanation.named_arrays import NotFiniteError
from model.explanation.submitted_code.budget import Budget
from model.explanation.submitted_code.comparison import is_correct
from model.explanation.submitted_code.completion import ADDED, complete
from model.explanation.submitted_code.environment import build_environment
from model.explanation.submitted_code.evaluation import Step
from model.explanation.submitted_code.parser import parse, parse_lines
from model.explanation.submitted_code.program import assign_names, run
from model.explanation.submitted_code.syntax import Line
from model.explanation.submitted_code.training_result import (
    MAX_LOSS,
    Comparison,
    Curve,
    TrainingStop,
)
from model.explanation.submitted_code.update import Update
from model.initialization import initialize
from model.network import Array, Weights, backward, cross_entropy, forward

STEPS = 300
BATCH_SIZE = 32
LEARNING_RATE = 1.0
INTERVAL = 10
"""Steps between two points of a curve."""

STEP_NUMBERS = 1_000_000
"""Maximum count of numbers in all results of one step; the correct lines have 100,000."""

STEP_PRODUCTS = 30_000_000
"""Maximum number of multiplications in one step; the correct lines need 3,000,000."""

_SEED = 1


@dataclass(frozen=True)
class Digits:
    """Digits to train on, and others to measure the loss on.

    Attributes
    ----------
    X, Y : float64 arrays, shapes (N, inputs) and (N, classes)
    held_out_X, held_out_Y : float64 arrays
        The same of the digits that are not trained on.
    """

    X: Array
    Y: Array
    held_out_X: Array
    held_out_Y: Array


def train(
    lines: str | Sequence[str],
    sizes: Sequence[int],
    digits: Digits,
    convention: Convention = INKLING,
    on_step: Callable[[], object] = lambda: None,
) -> Comparison:
    """Train a network by a learner's lines, and another one by the correct gradients.

    Parameters
    ----------
    lines : str or list of str
        As for `check`. Gradients that they do not compute are computed by the correct lines
        from what they do; dW is subtracted from the weights as numpy does, which may broadcast it.
    sizes : sequence of int
        Units of every layer, inputs first.
    digits : Digits
    convention : Convention, optional
        Of the names, shapes and gradients in the lines.
    on_step : function
        Called before each step; may raise an exception to cancel.

    Raises
    ------
    model.explanation.submitted_code.syntax.LineError
        If a line is not in the notation or asks for too much; with its line and column.
    """
    parsed = parse(lines) if isinstance(lines, str) else parse_lines([*lines])
    initial = initialize(sizes, np.random.default_rng(_SEED), dtype=np.float64)
    first = build_environment(initial, digits.X[:BATCH_SIZE], digits.Y[:BATCH_SIZE], convention)
    program = complete(assign_names(parsed, first), first)
    learner = _Learner(program, convention)
    yours, stop = _train(initial, digits, learner.take_step, on_step)
    right, _ = _train(initial, digits, _take_right_step, on_step)
    completed = tuple(line.text for line in program if line.line == ADDED)
    return Comparison(yours, right, learner.agrees, completed, tuple(learner.broadcasts), stop)


class _StoppedTrainingError(Exception):
    """A step cannot be taken."""

    def __init__(self, stop: TrainingStop) -> None:
        super().__init__(stop.message)
        self.stop = stop


_TakeStep = Callable[[list[Array], Array, Array, int], None]
"""Updates weights in place, for X and Y, in the step of this number."""


def _take_right_step(weights: list[Array], X: Array, Y: Array, step: int) -> None:
    del step
    for W, dW in zip(weights, backward(weights, forward(weights, X), Y).dW, strict=True):
        W -= LEARNING_RATE * dW


class _Learner:
    """Gradient descent by submitted code, with the observations of the first step."""

    def __init__(self, program: Sequence[Line], convention: Convention) -> None:
        self._program = program
        self._convention = convention
        self.agrees = False
        self.broadcasts: list[Step] = []

    def take_step(self, weights: list[Array], X: Array, Y: Array, step: int) -> None:
        """Subtract the learner's gradients, which may have other shapes than the weights."""
        try:
            with np.errstate(all="ignore"):  # what is not finite is found in the environment
                environment = build_environment(weights, X, Y, self._convention)
        except NotFiniteError as error:
            message = f"The network's numbers are too large: {error}"
            raise _StoppedTrainingError(TrainingStop(step, True, message)) from error
        outcomes = run(self._program, environment, Budget(STEP_NUMBERS, STEP_PRODUCTS))
        values: dict[str, Array] = {}
        for outcome in outcomes:
            if stop := outcome.stop:
                place = (None, None) if outcome.line.line == ADDED else (stop.line, stop.column)
                raise _StoppedTrainingError(
                    TrainingStop(step, False, stop.message, stop.expression, *place)
                )
            if outcome.value is not None:
                values[outcome.name] = outcome.value
        updates = [
            Update(environment, name, environment.matrix(name, values[name]))
            for name, symbol in sorted(environment.targets.items(), key=lambda item: item[1].layer)
            if symbol.kind in {"dW", "db"}
        ]
        if step == 1:
            self.agrees = all(is_correct(u.gradient, environment, u.name) for u in updates)
            self.broadcasts = [step for o in outcomes for step in o.steps if step.broadcasts]
            self.broadcasts += [update.step() for update in updates if update.broadcasts]
        for update in updates:
            try:
                update.apply(weights, LEARNING_RATE)
            except ValueError as error:
                stopped = TrainingStop(step, False, str(error).strip(), str(update))
                raise _StoppedTrainingError(stopped) from error


def _train(
    initial: Weights, digits: Digits, take_step: _TakeStep, on_step: Callable[[], object]
) -> tuple[Curve, TrainingStop | None]:
    """Take the steps, and measure the loss in between."""
    weights = [W.copy() for W in initial]
    steps, losses = [0], [_loss(weights, digits)]
    stop = None
    try:
        for step, indices in enumerate(_batches(len(digits.X)), 1):
            on_step()
            take_step(weights, digits.X[indices], digits.Y[indices], step)
            if step % INTERVAL == 0:
                losses.append(_require_small(_loss(weights, digits), step))
                steps.append(step)
    except _StoppedTrainingError as error:
        stop = error.stop
    labels = digits.held_out_Y.argmax(axis=1)  # of each row
    right = _logits(weights, digits).argmax(axis=1) == labels
    return Curve(steps, losses, float(right.mean())), stop


def _require_small(loss: float, step: int) -> float:
    if not loss <= MAX_LOSS:  # in this form it is true of NaN too
        raise _StoppedTrainingError(TrainingStop(step, True, f"The loss is above {MAX_LOSS:g}."))
    return loss


def _logits(weights: Weights, digits: Digits) -> Array:
    with np.errstate(all="ignore"):
        return forward(weights, digits.held_out_X).z[-1]


def _loss(weights: Weights, digits: Digits) -> float:
    with np.errstate(all="ignore"):
        return float(cross_entropy(_logits(weights, digits), digits.held_out_Y))


def _batches(count: int) -> Iterator[NDArray[np.intp]]:
    """Yield the indices of each batch; the same in each training."""
    rng = np.random.default_rng(_SEED)
    for _ in range(STEPS):
        yield rng.choice(count, BATCH_SIZE, replace=False)
