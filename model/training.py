"""The training loop: batches, steps, validation, checkpoints.

All randomness comes from one generator that is saved with every checkpoint, and what follows
depends on nothing but the checkpoint before it, be that after an epoch or between two batches. So a
run that was killed and resumed ends with the very weights of a run that was not.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from model import checkpoint as checkpoints
from model.augmentation import Augmentation, augment
from model.checkpoint import Checkpoint, CheckpointError
from model.evaluation import accuracy
from model.network import (
    Array,
    Trace,
    Weights,
    backward,
    cross_entropy,
    forward,
    initialise,
    one_hot,
    softmax,
)
from model.optimizers import OPTIMIZERS, Optimizer, learning_rate
from model.recipe import Recipe
from model.sources import NO_DIGIT, TrainingData

CLASSES = 10

_BATCHES_AT_ONCE = 16
"""How many batches are distorted at once."""


class DivergedError(ValueError):
    """The loss is no longer a finite number."""


@dataclass(frozen=True)
class Progress:
    """Where a run stands; told after every few steps and after every epoch.

    Attributes
    ----------
    epoch : int
        The epoch under way, from 0.
    done : float
        Share of all epochs that is done, 0 to 1.
    loss : float
        Mean training loss of this epoch so far.
    record : dict or None
        The epoch's record, once it is complete.
    """

    epoch: int
    done: float
    loss: float
    record: dict[str, Any] | None = None


@dataclass
class Run:
    """The state that training changes.

    Attributes
    ----------
    batches : int
        How many batches of the epoch under way are done.
    total : float
        The sum of their losses.
    beginning : dict
        The state of `rng` when that epoch began.
    """

    recipe: Recipe
    weights: list[Array]
    average: list[Array]
    optimizer: Optimizer
    rng: np.random.Generator
    epoch: int
    history: list[dict[str, Any]]
    batches: int = 0
    total: float = 0.0
    beginning: dict[str, Any] = field(default_factory=dict)

    def checkpoint(self) -> Checkpoint:
        """Return all that is needed to go on from here."""
        return Checkpoint(
            self.recipe,
            self.epoch,
            self.weights,
            self.average,
            self.optimizer.state,
            self.optimizer.steps,
            self.beginning if self.batches else dict(self.rng.bit_generator.state),
            self.history,
            self.batches,
            self.total,
        )


class Observer(Protocol):
    """Watches a run from inside, batch by batch; nothing that it is given may be changed."""

    def gradients(self, trace: Trace, Y: Array, dW: list[Array], rate: float) -> None:
        """See what a step is about to be made of: weights have not moved yet.

        Parameters
        ----------
        trace : Trace
            The forward pass of the batch.
        Y : array, shape (N, 10)
            Its targets.
        dW : list of arrays
            The gradient for each weight matrix.
        rate : float
            The learning rate of this step.
        """

    def batch(self, run: Run, loss: float) -> None:
        """See the run between two batches, with the loss of the one just done.

        This is the moment to wait, to write ``run.checkpoint()``, or to raise and so end the run.
        """


def start(recipe: Recipe) -> Run:
    """Return a run at its beginning."""
    rng = np.random.default_rng(recipe.seed)
    weights = initialise((784, *recipe.hidden, CLASSES), rng, recipe.initialisation)
    average = [W.copy() for W in weights]
    return Run(recipe, weights, average, OPTIMIZERS[recipe.optimizer](weights), rng, 0, [])


def resume(folder: Path, recipe: Recipe) -> Run:
    """Return the run that was checkpointed in `folder`.

    Raises
    ------
    CheckpointError
        If there is none, or it followed another recipe.
    """
    saved = checkpoints.load(folder)
    if saved.recipe != recipe:
        ours, theirs = recipe.to_json(), saved.recipe.to_json()
        differing = ", ".join(name for name in ours if ours[name] != theirs[name])
        raise CheckpointError(
            f"{folder}: expected the recipe that the run began with, got other {differing}"
        )
    run = start(recipe)
    run.weights, run.average = saved.weights, saved.average
    run.optimizer.state, run.optimizer.steps = saved.moments, saved.steps
    run.rng.bit_generator.state = saved.generator
    run.epoch, run.history = saved.epoch, saved.history
    run.batches, run.total = saved.batches, saved.total
    return run


def train(
    run: Run,
    data: TrainingData,
    folder: Path,
    progress: Callable[[Progress], None] | None = None,
    teacher: Weights | None = None,
    observer: Observer | None = None,
) -> Weights:
    """Train until the recipe's last epoch, writing a checkpoint into `folder` after each.

    Parameters
    ----------
    run : Run
        From `start` or `resume`; changed in place.
    data : TrainingData
        What `model.sources.load` gave for the run's recipe.
    folder : Path
    progress : callable, optional
    teacher : Weights, optional
        Whose softened answers are learnt as well, if the recipe names one.
    observer : Observer, optional
        What it raises ends the run.

    Returns
    -------
    list of float32 arrays
        The trained weights: the running mean if the recipe averages, else the last ones.

    Raises
    ------
    DivergedError
        If loss or weights are not finite; the last checkpoint stays as it is.
    """
    tell = progress or (lambda _: None)
    per_epoch = sum(data.per_epoch.values())
    steps_per_epoch = -(-per_epoch // run.recipe.batch_size)
    while run.epoch < run.recipe.epochs:
        began = perf_counter()
        run.beginning = dict(run.rng.bit_generator.state)
        for number, (X, Y) in enumerate(_batches(run, data, teacher)):
            if number < run.batches:  # done before the checkpoint; it is drawn again for the rest
                continue
            loss = _step(run, X, Y, steps_per_epoch, observer)
            run.batches, run.total = number + 1, run.total + loss
            if not math.isfinite(run.total):
                raise _diverged(run, run.total)
            if number % 16 == 0:
                done = (run.epoch + number / steps_per_epoch) / run.recipe.epochs
                tell(Progress(run.epoch, done, run.total / (number + 1)))
            if observer:
                observer.batch(run, loss)
        if not all(np.isfinite(W).all() for W in kept_weights(run)):
            raise _diverged(run, "weights that are not")  # the last step alone can do that
        mean_loss = run.total / steps_per_epoch
        run.epoch, run.batches, run.total = run.epoch + 1, 0, 0.0
        record = {
            "epoch": run.epoch,
            "loss": mean_loss,
            "validation": _validate(run, data),
            "seconds": round(perf_counter() - began, 3),
        }
        run.history.append(record)
        checkpoints.save(folder, run.checkpoint())
        tell(Progress(run.epoch - 1, run.epoch / run.recipe.epochs, mean_loss, record))
    return kept_weights(run)


def _diverged(run: Run, got: object) -> DivergedError:
    return DivergedError(
        f"expected a finite loss, got {got} in epoch {run.epoch + 1}; "
        f"try a lower learning rate than {run.recipe.learning_rate:g}, "
        "more warm-up steps, or another initialisation"
    )


def kept_weights(run: Run) -> Weights:
    """Return the weights that the run would ship now."""
    return run.average if run.recipe.averaging else run.weights


def _validate(run: Run, data: TrainingData) -> dict[str, float]:
    return {
        name: round(accuracy(kept_weights(run), held_out.images, held_out.labels), 5)
        for name, held_out in data.validation.items()
    }


@np.errstate(over="ignore", invalid="ignore")  # `train` looks whether the loss is finite
def _step(
    run: Run, X: Array, Y: Array, steps_per_epoch: int, observer: Observer | None = None
) -> float:
    """Take one step on one batch; return the batch's mean loss before it."""
    recipe, steps = run.recipe, run.optimizer.steps
    trace = forward(run.weights, X)
    gradients = backward(run.weights, trace, Y).dW
    if recipe.weight_decay:
        for W, dW in zip(run.weights, gradients, strict=True):
            dW[1:] += recipe.weight_decay * W[1:]  # biases are left out
    rate = learning_rate(
        recipe.schedule, recipe.learning_rate, steps / (steps_per_epoch * recipe.epochs)
    )
    rate *= min(1.0, (steps + 1) / max(recipe.warmup_steps, 1))
    if observer:
        observer.gradients(trace, Y, gradients, rate)
    run.optimizer.step(run.weights, gradients, rate)
    if recipe.averaging:
        # A young mean forgets faster, so that it is not tied to the random beginning.
        decay = min(recipe.averaging, (1 + steps) / (10 + steps))
        for mean, W in zip(run.average, run.weights, strict=True):
            mean += np.float32(1 - decay) * (W - mean)
    return float(cross_entropy(trace.z[-1], Y))


def _batches(
    run: Run, data: TrainingData, teacher: Weights | None
) -> Iterator[tuple[Array, Array]]:
    """Yield the batches of one epoch. Distorting many at once costs less than one by one."""
    chosen = _shuffle(run, data)
    size = run.recipe.batch_size
    for start in range(0, len(chosen), size * _BATCHES_AT_ONCE):
        rows = chosen[start : start + size * _BATCHES_AT_ONCE]
        X, Y = _prepare(run, data, rows, teacher)
        for i in range(0, len(X), size):
            yield X[i : i + size], Y[i : i + size]


def _shuffle(run: Run, data: TrainingData) -> NDArray[np.intp]:
    """Return this epoch's images in random order: rows of (source, index)."""
    parts = []
    for number, (name, source) in enumerate(data.sources.items()):
        wanted = data.per_epoch[name]
        passes = [run.rng.permutation(len(source)) for _ in range(-(-wanted // len(source)))]
        index = np.concatenate(passes)[:wanted]
        parts.append(np.stack([np.full(wanted, number), index], axis=1))
    return run.rng.permutation(np.concatenate(parts))


def _prepare(
    run: Run, data: TrainingData, rows: NDArray[np.intp], teacher: Weights | None
) -> tuple[Array, Array]:
    """Return distorted images, float32 of shape (n, 784), and their targets, (n, 10)."""
    pixels = np.empty((len(rows), 784), dtype=np.uint8)
    labels = np.empty(len(rows), dtype=np.uint8)
    for number, source in enumerate(data.sources.values()):
        here = rows[:, 0] == number
        pixels[here] = source.images[rows[here, 1]]
        labels[here] = source.labels[rows[here, 1]]
    X = np.divide(pixels, 255, dtype=np.float32)
    if run.recipe.augmentation != Augmentation():
        X = augment(X, run.recipe.augmentation, run.rng)
    Y = _targets(labels)
    if teacher is not None:
        answers = softmax(forward(teacher, X).z[-1] / np.float32(run.recipe.temperature))
        share = np.float32(run.recipe.teacher_share)
        Y = share * answers + (1 - share) * Y
    return X, Y


def _targets(labels: NDArray[np.uint8]) -> Array:
    """Return what the network should answer, float32 of shape (n, 10): for no digit, all alike."""
    nothing = labels == NO_DIGIT
    Y = one_hot(np.where(nothing, 0, labels), CLASSES)
    Y[nothing] = 1 / CLASSES
    return Y
