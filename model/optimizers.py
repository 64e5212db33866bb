"""How a gradient becomes a step: plain gradient descent, momentum, Adam; and learning rates."""

import math
from collections.abc import Sequence
from typing import Any, Literal, Protocol

import numpy as np

from model.network import Array

OptimizerName = Literal["sgd", "momentum", "adam"]
ScheduleName = Literal["constant", "cosine", "step"]


class Optimizer(Protocol):
    """Changes weights in place, one step a call.

    Attributes
    ----------
    state : list of arrays
        What it remembers between steps, for a checkpoint to keep and to put back.
    steps : int
        Steps taken.
    """

    state: list[Array]
    steps: int

    def step(self, weights: Sequence[Array], gradients: Sequence[Array], rate: float) -> None:
        """Move each weight matrix against its gradient, in place."""


class SGD:
    """Plain gradient descent: ``W -= rate * dW``."""

    def __init__(self, weights: Sequence[Array]) -> None:
        del weights  # nothing to remember
        self.state: list[Array] = []
        self.steps = 0

    def step(self, weights: Sequence[Array], gradients: Sequence[Array], rate: float) -> None:
        """See `Optimizer`."""
        self.steps += 1
        for W, dW in zip(weights, gradients, strict=True):
            W -= rate * dW


class Momentum:
    """Gradient descent with Nesterov momentum.

    ``v = mu v - rate dW;  W += mu v - rate dW`` (Sutskever et al., "On the importance of
    initialization and momentum in deep learning", 2013).
    """

    mu = 0.9

    def __init__(self, weights: Sequence[Array]) -> None:
        self.state = [np.zeros_like(W) for W in weights]
        self.steps = 0

    def step(self, weights: Sequence[Array], gradients: Sequence[Array], rate: float) -> None:
        """See `Optimizer`."""
        self.steps += 1
        for W, dW, v in zip(weights, gradients, self.state, strict=True):
            move = rate * dW
            v *= self.mu
            v -= move
            W += self.mu * v - move


class Adam:
    """Adam (Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015).

    The paper's running means of the gradient and of its square are kept as the sums that they are
    shares of, ``mean / (1 - beta)``, which spares passes over memory: for a small batch they are
    most of the cost of a step. ``state`` holds both for each weight matrix, shape (2, *W.shape).
    """

    beta1 = 0.9
    beta2 = 0.999
    epsilon = 1e-8

    def __init__(self, weights: Sequence[Array]) -> None:
        self.state = [np.zeros((2, *W.shape), dtype=W.dtype) for W in weights]
        self.steps = 0
        self._spare = [np.empty_like(W) for W in weights]

    def step(self, weights: Sequence[Array], gradients: Sequence[Array], rate: float) -> None:
        """See `Optimizer`; works in place."""
        self.steps += 1
        # What makes a mean of a sum, corrected for that it started at 0; for the square, its root.
        mean = (1 - self.beta1) / (1 - self.beta1**self.steps)
        root = math.sqrt((1 - self.beta2) / (1 - self.beta2**self.steps))
        size, epsilon = rate * mean / root, self.epsilon / root
        for W, dW, sums, spare in zip(weights, gradients, self.state, self._spare, strict=True):
            m, s = sums
            m *= self.beta1
            m += dW
            np.multiply(dW, dW, out=spare)
            s *= self.beta2
            s += spare
            np.sqrt(s, out=spare)
            spare += epsilon
            np.divide(m, spare, out=spare)
            spare *= size
            W -= spare


OPTIMIZERS: dict[OptimizerName, Any] = {"sgd": SGD, "momentum": Momentum, "adam": Adam}


def learning_rate(schedule: ScheduleName, base: float, progress: float) -> float:
    """Return the learning rate at `progress`, the share of training that is done (0 to 1).

    ``constant`` is `base` throughout. ``cosine`` falls from `base` to 0 along half a cosine
    (Loshchilov and Hutter, "SGDR", 2017). ``step`` divides by 10 at half and at three quarters.
    """
    match schedule:
        case "constant":
            return base
        case "cosine":
            return base * 0.5 * (1 + math.cos(math.pi * progress))
        case "step":
            return base * (1 if progress < 0.5 else 0.1 if progress < 0.75 else 0.01)
        case _:
            raise ValueError(f"expected constant, cosine or step as schedule, got {schedule!r}")
