"""Plain gradient descent on one small batch: W - rate * dW, some times, on a copy."""

from dataclasses import dataclass

import numpy as np

from model.explanation.named_arrays import LARGEST, NotFiniteError
from model.network import Array, Weights, backward, cross_entropy, forward


@dataclass(frozen=True)
class Descent:
    """What the steps did; entry 0 is before the first of them.

    Attributes
    ----------
    losses : list of float
        The mean loss of the batch.
    probabilities : list of arrays, shape (N, classes)
    """

    losses: list[float]
    probabilities: list[Array]


def descend(weights: Weights, X: Array, Y: Array, rate: float, steps: int) -> Descent:
    """Take `steps` steps of gradient descent, and tell what each did.

    Parameters
    ----------
    weights : sequence of arrays
        float64; they are left as they are.
    X, Y : array, shapes (N, inputs) and (N, classes)
        The batch, the same in each step.
    rate : float
        The learning rate.
    steps : int

    Raises
    ------
    NotFiniteError
        If a loss is beyond `LARGEST`, or no number; says after which step.
    """
    moved = [W.copy() for W in weights]
    losses: list[float] = []
    probabilities: list[Array] = []
    with np.errstate(all="ignore"):  # what comes of it is looked at below
        for step in range(steps + 1):
            trace = forward(moved, X)
            losses.append(float(cross_entropy(trace.z[-1], Y)))
            probabilities.append(trace.P)
            if not abs(losses[-1]) <= LARGEST:  # as written it holds for NaN too
                raise NotFiniteError(
                    f"expected a loss within {LARGEST:.3g}, got {losses[-1]:.3g} after step {step}"
                )
            if step < steps:
                for W, dW in zip(moved, backward(moved, trace, Y).dW, strict=True):
                    W -= rate * dW
    return Descent(losses, probabilities)
