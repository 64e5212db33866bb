"""What names stand for: the arrays of a network and a batch, and their gradients in order."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from model.explanation.named_arrays import backward_arrays, forward_arrays, to_float64
from model.network import Array, Weights, forward

SMALL_BATCH = 3
"""Samples of the batch on which mistakes of the mean are seen."""


@dataclass(frozen=True)
class Environment:
    """What names stand for: the arrays of a network and a batch.

    Attributes
    ----------
    weights : list of float64 arrays
    X, Y : float64 arrays, shapes (N, inputs) and (N, classes)
    given : dict of arrays
        X, A0, z1, H1, ..., P, Y, N and the weights by name.
    gradients : dict of arrays
        The true delta and dW by name, in the order of the backward pass, last layer first.
    """

    weights: list[Array]
    X: Array
    Y: Array
    given: Mapping[str, Array]
    gradients: Mapping[str, Array]

    @property
    def layers(self) -> int:
        """The number of weight matrices."""
        return len(self.weights)

    @property
    def N(self) -> int:
        """The number of samples."""
        return len(self.X)

    @property
    def default_target(self) -> str:
        """The name of a line without one: the gradient of the last hidden layer's weights."""
        return f"dW{max(1, self.layers - 1)}"

    def earlier(self, target: str) -> dict[str, Array]:
        """Return the gradients that the backward pass computes before `target`."""
        names = list(self.gradients)
        return {name: self.gradients[name] for name in names[: names.index(target)]}


def build_environment(weights: Weights, X: Array, Y: Array) -> Environment:
    """Return the environment of a network and a batch.

    Raises
    ------
    model.explanation.named_arrays.NotFiniteError
        If the network computes a number beyond the range of float32.
    """
    weights = to_float64(weights)
    X, Y = np.asarray(X, dtype=np.float64), np.asarray(Y, dtype=np.float64)
    trace = forward(weights, X)
    given = {"X": X} | forward_arrays(trace) | {"Y": Y, "N": np.asarray(float(len(X)))}
    given |= {f"W{k}": W for k, W in enumerate(weights, 1)}
    backward = backward_arrays(weights, trace, Y)
    gradients = {n: array for n, array in backward.items() if n.startswith(("delta", "dW"))}
    return Environment(weights, X, Y, given, gradients)


def miniature(environment: Environment, N: int) -> Environment:
    """Return a small random network and batch, in which formulas are compared at little cost.

    It has as many layers; layers of the same size have the same size again, a single unit stays
    one, and a layer with as many units as there are samples keeps that. All other sizes differ by
    more than the row of the bias, so that shapes fit only where they do in the network itself.
    """
    rng = np.random.default_rng(0)
    sizes = [W.shape[1] for W in environment.weights]
    sizes.insert(0, environment.weights[0].shape[0] - 1)
    small = {1: 1, environment.N: N}
    free = (size for size in range(4, 1000, 3) if abs(size - N) > 1)
    for size in sizes:
        if size not in small:
            small[size] = next(free)
    mapped = [small[size] for size in sizes]
    weights = [rng.standard_normal((1 + inputs, outputs)) for inputs, outputs in pairwise(mapped)]
    Y = np.eye(mapped[-1])[rng.integers(0, mapped[-1], N)]
    return build_environment(weights, rng.random((N, mapped[0])), Y)


def small_batch(environment: Environment) -> Environment:
    """Return one of three samples: the first, and it moved sideways with other labels."""
    X = np.concatenate([np.roll(environment.X[:1], k, axis=1) for k in range(SMALL_BATCH)])
    Y = np.concatenate([np.roll(environment.Y[:1], k, axis=1) for k in range(SMALL_BATCH)])
    return build_environment(environment.weights, X, Y)
