"""Gradient descent on one small batch, W - rate * dW, on a copy of the weights."""

from dataclasses import dataclass

import numpy as np

from model.explanation.named_arrays import MAX_MAGNITUDE, NotFiniteError
from model.network import Array, Weights, backward, cross_entropy, forward


@dataclass(frozen=True)
class Descent:
    """Loss and probabilities after each step; entry 0 is before the first.

    Attributes
    ----------
    losses : list of float
        The mean loss of the batch.
    probabilities : list of arrays, shape (N, classes)
    """

    losses: list[float]
    probabilities: list[Array]


def descend(weights: Weights, X: Array, Y: Array, rate: float, steps: int) -> Descent:
    """Take steps of gradient descent, and return the loss and probabilities after each.

    Parameters
    ----------
    weights : sequence of arrays
        float64; they are not modified.
    X, Y : array, shapes (N, inputs) and (N, classes)
        The batch, the same in each step.
    rate : float
        The learning rate.
    steps : int

    Raises
    ------
    NotFiniteError
        If a loss is beyond `MAX_MAGNITUDE`, or NaN; says after which step.
    """
    moved = [W.copy() for W in weights]
    losses: list[float] = []
    probabilities: list[Array] = []
    with np.errstate(all="ignore"):  # overflow is detected below
        for step in range(steps + 1):
            trace = forward(moved, X)
            losses.append(float(cross_entropy(trace.z[-1], Y)))
            probabilities.append(trace.P)
            if not abs(losses[-1]) <= MAX_MAGNITUDE:  # in this form it is true of NaN too
                got = f"{losses[-1]:.3g} after step {step}"
                raise NotFiniteError(f"expected a loss within {MAX_MAGNITUDE:.3g}, got {got}")
            if step < steps:
                for W, dW in zip(moved, backward(moved, trace, Y).dW, strict=True):
                    W -= rate * dW
    return Descent(losses, probabilities)
