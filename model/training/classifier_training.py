"""Training of the small classifiers that help to read numbers."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.initialization import initialize
from model.network import Array, log_softmax
from model.network import forward as run_network
from model.optimizers import Adam, MovingAverage, learning_rate
from model.training.inplace import InPlaceBackprop, flatten, unflatten

Bytes = NDArray[np.uint8]

_BLOCK = 5000
"""Images whose probabilities are computed at once."""


@dataclass(frozen=True)
class TrainingSettings:
    """Hidden layers and schedule of a training; the learning rate follows a cosine."""

    hidden: tuple[int, ...]
    epochs: int
    batch_size: int = 256
    learning_rate: float = 0.004
    warmup_steps: int = 200
    averaging: float = 0.999
    seed: int = 3


def train_classifier(
    settings: TrainingSettings,
    X: Bytes,
    batch_inputs: Callable[[Bytes, np.random.Generator], Bytes],
    batch_targets: Callable[[NDArray[np.intp]], Array],
    inputs: int,
    classes: int,
    report: Callable[[int, list[Array]], None],
) -> list[Array]:
    """Return the weights, a moving average of those of each step.

    Parameters
    ----------
    settings : TrainingSettings
    X : uint8 array, shape (N, values)
        Examples; 255 stands for 1.
    batch_inputs : callable
        From examples, shape (B, values), to the inputs of the network, shape (B, inputs), augmented
        at random.
    batch_targets : callable
        From indices of examples, shape (B,), to their target distributions, shape (B, classes).
    inputs, classes : int
        Units of the first and of the last layer.
    report : callable
        Called after each epoch with its number and the averaged weights.
    """
    rng = np.random.default_rng(settings.seed)
    sizes = [inputs, *settings.hidden, classes]
    parameters = flatten(initialize(sizes, rng))
    averaged = parameters.copy()
    weights, average = unflatten(parameters, sizes), unflatten(averaged, sizes)
    backprop = InPlaceBackprop(sizes, settings.batch_size)
    optimizer = Adam([parameters])
    moving_average = MovingAverage(averaged, settings.averaging)
    batches = len(X) // settings.batch_size
    for epoch in range(1, settings.epochs + 1):
        order = rng.permutation(len(X))[: batches * settings.batch_size]
        for batch in np.sort(order.reshape(batches, settings.batch_size), axis=1):
            inputs_of_batch = batch_inputs(X[batch], rng)
            backprop.compute_gradients(weights, inputs_of_batch, batch_targets(batch))
            rate = learning_rate(
                "cosine",
                settings.learning_rate,
                optimizer.steps,
                settings.epochs * batches,
                settings.warmup_steps,
            )
            optimizer.step([parameters], [backprop.gradient], rate)
            moving_average.update(parameters, optimizer.steps - 1)
        report(epoch, average)
    return [W.copy() for W in average]


def log_probabilities(weights: list[Array], X: Bytes) -> NDArray[np.float64]:
    """Return the log probability of each class of each image, shape (N, classes)."""
    logits = [
        run_network(weights, rows.astype(np.float32) / np.float32(255)).z[-1]
        for rows in np.array_split(X, len(X) // _BLOCK + 1)
    ]
    return log_softmax(np.concatenate(logits).astype(np.float64))
