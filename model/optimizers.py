"""Optimizers (gradient descent, momentum, Adam), learning rates, and averaging of parameters."""

import math
from collections.abc import Sequence
from typing import Any, Literal, Protocol

import numpy as np

from model.network import Array

OptimizerName = Literal["sgd", "momentum", "adam"]
ScheduleName = Literal["constant", "cosine", "step"]


class Optimizer(Protocol):
    """Updates weights in place, one step per call.

    Attributes
    ----------
    state : list of arrays
        Memory between steps, which a checkpoint saves and restores.
    steps : int
        Number of steps taken.
    """

    state: list[Array]
    steps: int

    def step(self, weights: Sequence[Array], gradients: Sequence[Array], rate: float) -> None:
        """Update each weight matrix in place, given its gradient and the learning rate."""


class SGD:
    """Plain gradient descent: ``W -= rate * dW``."""

    def __init__(self, weights: Sequence[Array]) -> None:
        del weights  # has no state
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

    Instead of the paper's moving averages of the gradient and of its square, the sums that they are
    multiples of are kept, ``average / (1 - beta)``: that saves passes over memory, which for small
    batches are most of the cost of a step. ``state`` holds both sums for each weight matrix, shape
    (2, *W.shape).

    Parameters
    ----------
    weights : sequence of arrays
    beta2 : float
        Decay of the sum of squares; smaller if there are few steps.
    epsilon : float
        Added to the root of the mean square.
    """

    beta1 = 0.9

    def __init__(
        self, weights: Sequence[Array], beta2: float = 0.999, epsilon: float = 1e-8
    ) -> None:
        self.beta2, self.epsilon = beta2, epsilon
        self.state = [np.zeros((2, *W.shape), dtype=W.dtype) for W in weights]
        self.steps = 0
        self._buffers = [np.empty_like(W) for W in weights]

    def step(self, weights: Sequence[Array], gradients: Sequence[Array], rate: float) -> None:
        """See `Optimizer`; works in place."""
        self.steps += 1
        # Factors from a sum to its bias-corrected average; for the squares, the root of it.
        mean = (1 - self.beta1) / (1 - self.beta1**self.steps)
        root = math.sqrt((1 - self.beta2) / (1 - self.beta2**self.steps))
        size, epsilon = rate * mean / root, self.epsilon / root
        for W, dW, sums, buffer in zip(weights, gradients, self.state, self._buffers, strict=True):
            m, s = sums
            m *= self.beta1
            m += dW
            np.multiply(dW, dW, out=buffer)
            s *= self.beta2
            s += buffer
            np.sqrt(s, out=buffer)
            buffer += epsilon
            np.divide(m, buffer, out=buffer)
            buffer *= size
            W -= buffer


OPTIMIZERS: dict[OptimizerName, Any] = {"sgd": SGD, "momentum": Momentum, "adam": Adam}


class MovingAverage:
    """Exponential moving average of the parameters (Polyak and Juditsky, 1992).

    Parameters
    ----------
    average : array
        Updated in place.
    decay : float
        Weight of the previous average in each update, 0 to 1.
    """

    def __init__(self, average: Array, decay: float) -> None:
        self._average, self._decay = average, decay
        self._buffer = np.empty_like(average)

    def update(self, parameters: Array, step: int) -> None:
        """Move the average towards `parameters`, after the step number `step` from 0.

        The first averages decay faster, so that they are not tied to the initial weights.
        """
        decay = min(self._decay, (1 + step) / (10 + step))
        np.subtract(parameters, self._average, out=self._buffer)
        self._buffer *= np.float32(1 - decay)
        self._average += self._buffer


def learning_rate(
    schedule: ScheduleName, peak: float, step: int, total_steps: int, warmup_steps: int = 0
) -> float:
    """Return the learning rate of a step, counted from 0.

    ``constant`` is `peak` throughout. ``cosine`` falls from `peak` to 0 along half a cosine
    (Loshchilov and Hutter, "SGDR", 2017). ``step`` divides by 10 at half and at three quarters of
    all steps. Over the first `warmup_steps` the rate rises linearly (Goyal et al., "Accurate, Large
    Minibatch SGD", 2017).
    """
    progress = step / total_steps
    match schedule:
        case "constant":
            rate = peak
        case "cosine":
            rate = peak * 0.5 * (1 + math.cos(math.pi * progress))
        case "step":
            rate = peak * (1 if progress < 0.5 else 0.1 if progress < 0.75 else 0.01)
        case _:
            raise ValueError(f"expected constant, cosine or step as schedule, got {schedule!r}")
    return rate * min(1.0, (step + 1) / max(warmup_steps, 1))
