"""State of a training run: all that changes from step to step, and all that a checkpoint holds."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from model.initialization import initialize
from model.network import CLASSES, Array
from model.optimizers import OPTIMIZERS, Optimizer
from model.training.inplace import flatten, unflatten
from model.training.recipe import Recipe


@dataclass
class Run:
    """A training run, between two batches.

    Attributes
    ----------
    recipe : Recipe
    parameters, average_parameters : float32 arrays, shape (parameters,)
        All weights in one vector, see `model.training.inplace.flatten`, and their moving average.
    weights, average_weights : list of arrays
        W1, W2, ... as views of `parameters` and of `average_parameters`.
    optimizer : Optimizer
        Updates `parameters`.
    epoch : int
        Number of completed epochs.
    history : list of dict
        One record per completed epoch: ``epoch``, ``loss``, ``validation``, ``seconds``.
    batches_done : int
        Number of completed batches of the current epoch.
    loss_sum : float
        Sum of their losses.
    callback_state : dict
        Values of JSON types that a callback of the run keeps across a resume.
    """

    recipe: Recipe
    parameters: Array
    average_parameters: Array
    optimizer: Optimizer
    epoch: int = 0
    history: list[dict[str, Any]] = field(default_factory=list)
    batches_done: int = 0
    loss_sum: float = 0.0
    callback_state: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.weights = unflatten(self.parameters, self.sizes)
        self.average_weights = unflatten(self.average_parameters, self.sizes)

    @classmethod
    def start(cls, recipe: Recipe) -> "Run":
        """Return a new run, with initial weights drawn from the recipe's seed."""
        rng = np.random.default_rng(recipe.seed)
        parameters = flatten(initialize(_sizes(recipe), rng, recipe.initialization))
        optimizer = OPTIMIZERS[recipe.optimizer]([parameters])
        return cls(recipe, parameters, parameters.copy(), optimizer)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Number of units of every layer, inputs first."""
        return _sizes(self.recipe)

    @property
    def final_weights(self) -> list[Array]:
        """The weights that are kept: the moving average if the recipe averages, else the last."""
        return self.average_weights if self.recipe.averaging else self.weights


def _sizes(recipe: Recipe) -> tuple[int, ...]:
    return (784, *recipe.hidden, CLASSES)
