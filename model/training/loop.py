"""The training loop: batch, gradient, optimizer step, moving average; validation after each epoch.

All randomness follows from the recipe's seed and the number of the epoch, and a step depends on
nothing but the state of the run. So a run that was killed and resumed from a checkpoint, after an
epoch or between two batches, ends with exactly the weights of an uninterrupted one.
"""

import math
from pathlib import Path
from time import perf_counter

import numpy as np

from model.metrics import accuracy
from model.network import Array, Weights
from model.optimizers import MovingAverage, learning_rate
from model.training import checkpoint
from model.training.batches import BatchLoader
from model.training.inplace import InPlaceBackprop
from model.training.run import Run
from model.training.training_data import TrainingData

MAX_LOSS = 2 * math.log(10)
"""Loss above which the training has diverged: twice that of guessing, 1/10 for each digit."""


class DivergedError(ValueError):
    """The loss or the weights are not finite."""


class Callback:
    """Callbacks of a training run, all of which do nothing here.

    A callback may not change the arrays it is given. What it raises ends the run.
    """

    def on_gradients(self, P: Array, Y: Array, dW: list[Array], rate: float) -> None:
        """Handle the gradients of a batch, before the step.

        The arrays are reused for the next batch; copy them to keep them.

        Parameters
        ----------
        P : array, shape (N, 10)
            Predicted probabilities.
        Y : array, shape (N, 10)
            Targets.
        dW : list of arrays
            Gradient of the loss for each weight matrix.
        rate : float
            Learning rate of the step.
        """

    def on_batch_end(self, run: Run, loss: float) -> None:
        """Handle the end of a step, whose batch had the mean loss `loss`.

        Between two batches the run may be saved with `model.training.checkpoint.save`.
        """

    def on_epoch_end(self, run: Run) -> None:
        """Handle the end of an epoch: ``run.history[-1]`` is its record, and the run is saved."""


def train(
    run: Run,
    data: TrainingData,
    folder: Path,
    teacher: Weights | None = None,
    callback: Callback | None = None,
) -> Weights:
    """Train until the recipe's last epoch, with a checkpoint after each.

    Parameters
    ----------
    run : Run
        New, or from `model.training.checkpoint.resume`; changed in place.
    data : TrainingData
        From `model.training.training_data.load` for the run's recipe.
    folder : Path
        Where checkpoints are written.
    teacher : Weights, optional
        Model whose softened outputs are learnt as well, if the recipe names one.
    callback : Callback, optional

    Returns
    -------
    list of float32 arrays
        The final weights: the moving average if the recipe averages, else the last ones.

    Raises
    ------
    DivergedError
        If the loss or the weights are not finite; the last checkpoint is kept.
    """
    recipe, optimizer = run.recipe, run.optimizer
    callback = Callback() if callback is None else callback
    loader = BatchLoader(recipe, data, teacher)
    backprop = InPlaceBackprop(run.sizes, recipe.batch_size)
    average = MovingAverage(run.average_parameters, recipe.averaging)
    total_steps = recipe.epochs * loader.batches_per_epoch

    while run.epoch < recipe.epochs:
        began = perf_counter()
        with np.errstate(over="ignore", invalid="ignore"):  # a loss that is not finite raises
            for batch in loader.epoch(run.epoch, first=run.batches_done):
                step = optimizer.steps
                loss = backprop.compute_gradients(run.weights, batch.pixels, batch.targets)
                if recipe.weight_decay:
                    add_weight_decay(backprop.dW, run.weights, recipe.weight_decay)
                rate = learning_rate(
                    recipe.schedule, recipe.learning_rate, step, total_steps, recipe.warmup_steps
                )
                callback.on_gradients(backprop.P, batch.targets, backprop.dW, rate)
                optimizer.step([run.parameters], [backprop.gradient], rate)
                if recipe.averaging:
                    average.update(run.parameters, step)
                run.batches_done += 1
                run.loss_sum += loss
                if not math.isfinite(run.loss_sum):
                    raise _diverged(run, f"a finite loss, got {run.loss_sum}")
                callback.on_batch_end(run, loss)
        end_epoch(run, data, perf_counter() - began)
        checkpoint.save(folder, run)
        callback.on_epoch_end(run)
    return run.final_weights


def add_weight_decay(dW: list[Array], weights: list[Array], coefficient: float) -> None:
    """Add the gradient of an L2 penalty on the weights, biases excluded."""
    for gradient, W in zip(dW, weights, strict=True):
        gradient[1:] += coefficient * W[1:]


def end_epoch(run: Run, data: TrainingData, seconds: float) -> None:
    """Validate the weights and append the epoch's record to the history."""
    weights = run.final_weights
    if not all(np.isfinite(W).all() for W in weights):  # only the last step can do that unnoticed
        raise _diverged(run, "finite weights, got some that are not")
    run.epoch += 1
    record = {
        "epoch": run.epoch,
        "loss": run.loss_sum / run.batches_done,
        "validation": {
            name: round(accuracy(weights, held_out.images, held_out.labels), 5)
            for name, held_out in data.validation.items()
        },
        "seconds": round(seconds, 3),
    }
    run.history.append(record)
    run.batches_done, run.loss_sum = 0, 0.0


def _diverged(run: Run, problem: str) -> DivergedError:
    return DivergedError(
        f"expected {problem} in epoch {run.epoch + 1}; "
        f"try a lower learning rate than {run.recipe.learning_rate:g}, "
        "more warm-up steps, or another weight initialization"
    )
