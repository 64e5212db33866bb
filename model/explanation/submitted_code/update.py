"""A step of gradient descent by a learner's gradient, as numpy takes it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.explanation.conventions.arrays import gradient_scale, view_of_weights
from model.explanation.conventions.expressions import Symbol
from model.explanation.submitted_code.comparison import broadcast
from model.explanation.submitted_code.environment import Environment
from model.explanation.submitted_code.evaluation import Operand, Step
from model.network import Array


@dataclass(frozen=True)
class Update:
    """A step of gradient descent for the weights or the biases of a layer, as numpy does it."""

    environment: Environment
    name: str
    gradient: Array

    @property
    def _updated(self) -> Symbol:
        symbol = self.environment.targets[self.name]
        return Symbol("b" if symbol.kind == "db" else "W", symbol.layer)

    def __str__(self) -> str:
        environment = self.environment
        is_sum = environment.convention.sums_gradients
        rate = f"learning_rate / {environment.name(Symbol('N'))}" if is_sum else "learning_rate"
        return f"{environment.name(self._updated)} -= {rate} * {self.name}"

    @property
    def broadcasts(self) -> bool:
        """Whether numpy repeats the gradient to the shape of the weights."""
        expected = self.environment.gradients[self.name]
        is_same = self.gradient.shape == expected.shape
        return not is_same and broadcast(self.gradient, expected) is not None

    def step(self) -> Step:
        """Return the update as an operation."""
        weights = self.environment.name(self._updated)
        shape = self.environment.gradients[self.name].shape
        operands = Operand(weights, shape), Operand(self.name, self.gradient.shape)
        return Step(str(self), "-=", operands, shape, True)

    def apply(self, weights: Sequence[Array], rate: float) -> None:
        """Update the weights in place.

        Raises
        ------
        ValueError
            If numpy cannot repeat the gradient to the shape of the weights.
        """
        symbol, convention = self._updated, self.environment.convention
        scale = gradient_scale(self.environment.targets[self.name], convention, self.environment.N)
        part = view_of_weights(weights[symbol.layer - 1], symbol.kind, convention)
        with np.errstate(all="ignore"):  # the next step finds what is not finite
            part -= rate / scale * self.gradient
