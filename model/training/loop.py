"""The training loop: batches, steps, validation, checkpoints.

All randomness follows from the recipe's seed and the number of the epoch, and what follows depends
on nothing but the checkpoint before it, be that after an epoch or between two batches. So a run
that was killed and resumed ends with the very weights of a run that was not.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

import numpy as np

from model.metrics import accuracy
from model.network import Array, Weights, initialize, layer_sizes
from model.optimizers import OPTIMIZERS, Optimizer, learning_rate
from model.training import checkpoint as checkpoints
from model.training.batches import CLASSES, Batches
from model.training.checkpoint import Checkpoint, CheckpointError
from model.training.inplace import Workspace, flat, matrices
from model.training.recipe import Recipe
from model.training.training_data import TrainingData


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
    vector, mean : float32 arrays, shape (parameters,)
        All weights in one vector, see `model.training.inplace.flat`, and their running mean.
    weights, average : list of arrays
        W1, W2, ... as views of `vector` and of `mean`.
    optimizer : Optimizer
        Moves `vector`.
    epoch : int
        Epochs done.
    history : list of dict
        One record an epoch.
    batches : int
        How many batches of the epoch under way are done.
    total : float
        The sum of their losses.
    notes : dict
        What an `Observer` wants to find again after a resume, in values of JSON types.
    """

    recipe: Recipe
    vector: Array
    mean: Array
    weights: list[Array]
    average: list[Array]
    optimizer: Optimizer
    epoch: int
    history: list[dict[str, Any]]
    batches: int = 0
    total: float = 0.0
    notes: dict[str, Any] = field(default_factory=dict)

    def checkpoint(self) -> Checkpoint:
        """Return all that is needed to go on from here."""
        return Checkpoint(
            self.recipe,
            self.epoch,
            self.weights,
            self.average,
            self.optimizer.state,
            self.optimizer.steps,
            self.history,
            self.batches,
            self.total,
            self.notes,
        )


class Observer(Protocol):
    """Watches a run from inside, batch by batch; nothing that it is given may be changed."""

    def gradients(self, P: Array, Y: Array, dW: list[Array], rate: float) -> None:
        """See what a step is about to be made of: weights have not moved yet.

        The arrays are used again for the next batch; copy what is to be kept.

        Parameters
        ----------
        P : array, shape (N, 10)
            The probabilities that the network gave the batch.
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
    sizes = (784, *recipe.hidden, CLASSES)
    vector = flat(initialize(sizes, np.random.default_rng(recipe.seed), recipe.initialization))
    mean = vector.copy()
    optimizer = OPTIMIZERS[recipe.optimizer]([vector])
    return Run(
        recipe, vector, mean, matrices(vector, sizes), matrices(mean, sizes), optimizer, 0, []
    )


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
    run.vector[:], run.mean[:] = flat(saved.weights), flat(saved.average)
    if [m.shape for m in saved.moments] != [m.shape for m in run.optimizer.state]:
        raise CheckpointError(f"{folder}: expected a checkpoint of this version, got an older one")
    run.optimizer.state, run.optimizer.steps = saved.moments, saved.steps
    run.epoch, run.history = saved.epoch, saved.history
    run.batches, run.total, run.notes = saved.batches, saved.total, saved.notes
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
        What `model.training.training_data.load` gave for the run's recipe.
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
    batches = Batches(run.recipe, data, teacher)
    step = _Step(run, batches.per_epoch, observer)
    while run.epoch < run.recipe.epochs:
        began = perf_counter()
        for n in batches.epoch(run.epoch, step.workspace, run.batches):
            loss = step.take(n)
            run.batches, run.total = run.batches + 1, run.total + loss
            if not math.isfinite(run.total):
                raise _diverged(run, run.total)
            if run.batches % 16 == 1:
                done = (run.epoch + run.batches / batches.per_epoch) / run.recipe.epochs
                tell(Progress(run.epoch, done, run.total / run.batches))
            if observer:
                observer.batch(run, loss)
        if not np.isfinite(run.mean if run.recipe.averaging else run.vector).all():
            raise _diverged(run, "weights that are not")  # the last step alone can do that
        mean_loss = run.total / batches.per_epoch
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
    return final_weights(run)


def _diverged(run: Run, got: object) -> DivergedError:
    return DivergedError(
        f"expected a finite loss, got {got} in epoch {run.epoch + 1}; "
        f"try a lower learning rate than {run.recipe.learning_rate:g}, "
        "more warm-up steps, or another initialization"
    )


def final_weights(run: Run) -> Weights:
    """Return the weights that the run would ship now."""
    return run.average if run.recipe.averaging else run.weights


def _validate(run: Run, data: TrainingData) -> dict[str, float]:
    return {
        name: round(accuracy(final_weights(run), held_out.images, held_out.labels), 5)
        for name, held_out in data.validation.items()
    }


class _Step:
    """Takes steps of one run."""

    def __init__(self, run: Run, steps_per_epoch: int, observer: Observer | None) -> None:
        self._run, self._observer = run, observer
        self._all = steps_per_epoch * run.recipe.epochs
        sizes = layer_sizes(run.weights)
        self.workspace = Workspace(sizes, run.recipe.batch_size)
        self._gradient = np.empty_like(run.vector)
        self._dW = matrices(self._gradient, sizes)
        self._spare = np.empty_like(run.vector)

    @np.errstate(over="ignore", invalid="ignore")  # `train` looks whether the loss is finite
    def take(self, n: int) -> float:
        """Take one step on the `n` samples in the workspace; return their mean loss before it."""
        run, recipe, steps = self._run, self._run.recipe, self._run.optimizer.steps
        loss = self.workspace.gradient(run.weights, self._dW, n)
        if recipe.weight_decay:
            for W, dW in zip(run.weights, self._dW, strict=True):
                dW[1:] += recipe.weight_decay * W[1:]  # biases are left out
        rate = learning_rate(recipe.schedule, recipe.learning_rate, steps / self._all)
        rate *= min(1.0, (steps + 1) / max(recipe.warmup_steps, 1))
        if self._observer:
            P, Y = self.workspace.probabilities[:n], self.workspace.targets[:n]
            self._observer.gradients(P, Y, self._dW, rate)
        run.optimizer.step([run.vector], [self._gradient], rate)
        if recipe.averaging:
            # A young mean forgets faster, so that it is not tied to the random beginning.
            decay = min(recipe.averaging, (1 + steps) / (10 + steps))
            np.subtract(run.vector, run.mean, out=self._spare)
            self._spare *= np.float32(1 - decay)
            run.mean += self._spare
        return loss
