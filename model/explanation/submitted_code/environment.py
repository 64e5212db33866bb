"""Namespace of the lines: the arrays of a network and a batch, and their gradients in order."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from model.explanation.conventions.arrays import (
    as_matrix,
    from_convention,
    given_symbols,
    gradient_symbols,
    named_arrays,
)
from model.explanation.conventions.code import right_line
from model.explanation.conventions.convention import INKLING, Convention
from model.explanation.conventions.expressions import Symbol
from model.explanation.conventions.names import code_name
from model.explanation.named_arrays import backward_arrays, forward_arrays, to_float64
from model.network import Array, Weights, forward

SMALL_BATCH = 3
"""Number of samples of the batch that reveals mistakes of the mean."""


@dataclass(frozen=True)
class Environment:
    """Namespace of the lines: the arrays of a network and a batch.

    Attributes
    ----------
    weights : list of float64 arrays
    X, Y : float64 arrays, shapes (N, inputs) and (N, classes)
    convention : Convention
        Of the names, and of the arrays that they stand for.
    given : dict of arrays
        X, A0, z1, H1, ..., P, Y, N and the weights by name.
    gradients : dict of arrays
        The true delta, dW, dH and dX by name, in the order of the backward pass, last layer first.
    targets : dict of Symbol
        What each gradient is.
    arrays : dict of arrays
        All of them in this project's convention, in which mistakes are compared.
    """

    weights: list[Array]
    X: Array
    Y: Array
    convention: Convention
    given: Mapping[str, Array]
    gradients: Mapping[str, Array]
    targets: Mapping[str, Symbol]
    arrays: Mapping[str, Array]

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
        return self.name(Symbol("dW", max(1, self.layers - 1)))

    @property
    def updatable(self) -> set[str]:
        """The names of weights and biases."""
        layers = range(1, self.layers + 1)
        names = {self.name(Symbol("W", k)) for k in layers} | {
            self.name(Symbol("b", k)) for k in layers
        }
        return names & {*self.given}

    def name(self, symbol: Symbol) -> str:
        """Return the name of an array."""
        return code_name(symbol, self.convention.notation, self.layers)

    def matrix(self, target: str, value: Array) -> Array:
        """Return the value of a gradient with two dimensions, if numpy takes it for such."""
        return as_matrix(self.targets[target], value, self.convention)

    def translate(self, target: str, value: Array) -> Array:
        """Return the value of a gradient in this project's convention."""
        symbol = self.targets[target]
        return from_convention(symbol, self.matrix(target, value), self.convention, self.N)

    def right_line(self, target: str) -> str:
        """Return the line that computes a gradient."""
        return right_line(self.targets[target], self.convention, self.layers)

    def gradients_before(self, target: str) -> dict[str, Array]:
        """Return the gradients that the backward pass computes before `target`."""
        names = list(self.gradients)
        return {name: self.gradients[name] for name in names[: names.index(target)]}


def build_environment(
    weights: Weights, X: Array, Y: Array, convention: Convention = INKLING
) -> Environment:
    """Return the environment of a network and a batch.

    Parameters
    ----------
    weights : sequence of arrays
    X, Y : array, shapes (N, inputs) and (N, classes)
    convention : Convention, optional
        Of the names and of the arrays that they stand for; the parameters are in this project's.

    Raises
    ------
    model.explanation.named_arrays.NotFiniteError
        If the network computes a number beyond the range of float32.
    """
    weights = to_float64(weights)
    X, Y = np.asarray(X, dtype=np.float64), np.asarray(Y, dtype=np.float64)
    trace = forward(weights, X)
    arrays = {"X": X, "H0": X} | forward_arrays(trace) | {"Y": Y, "N": np.asarray(float(len(X)))}
    arrays |= {f"W{k}": W for k, W in enumerate(weights, 1)}
    arrays |= backward_arrays(weights, trace, Y)
    layers = len(weights)
    symbols = gradient_symbols(layers, convention)
    given = named_arrays(given_symbols(layers, convention), arrays, convention, layers)
    gradients = dict(named_arrays(symbols, arrays, convention, layers))
    targets = dict(zip(gradients, symbols, strict=True))
    return Environment(weights, X, Y, convention, dict(given), gradients, targets, arrays)


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
    return build_environment(weights, rng.random((N, mapped[0])), Y, environment.convention)


def small_batch(environment: Environment) -> Environment:
    """Return an environment of three samples: the first, and copies of it moved sideways."""
    X = np.concatenate([np.roll(environment.X[:1], k, axis=1) for k in range(SMALL_BATCH)])
    Y = np.concatenate([np.roll(environment.Y[:1], k, axis=1) for k in range(SMALL_BATCH)])
    return build_environment(environment.weights, X, Y, environment.convention)
