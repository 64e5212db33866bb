"""All sanity checks of a recipe, in order."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from model.initialization import initialize
from model.network import CLASSES, Array, one_hot
from model.training.recipe import Recipe
from model.training.sanity_checks.before_training import gradient, initial_loss, inputs, saturation
from model.training.sanity_checks.in_training import OnStep, learning_rate, overfitting
from model.training.sanity_checks.outcome import SanityCheck

MAX_PARAMETERS = 2_000_000
"""Maximum number of weights and biases; the checks of such a network take about ten seconds."""


def run_checks(
    recipe: Recipe, X: Array, labels: NDArray[np.integer], on_step: OnStep = lambda: None
) -> list[SanityCheck]:
    """Check the settings of a recipe, in order.

    Parameters
    ----------
    recipe : Recipe
        Its layers, initialization, optimizer, learning rate, batch size and seed are used.
    X : float32 array, shape (N, 784)
        Images to learn from, 0 background to 1 ink; some hundred suffice.
    labels : int array, shape (N,)
    on_step : function
        Called before each step; may raise an exception to cancel.

    Raises
    ------
    ValueError
        If the network has more than `MAX_PARAMETERS` weights, or there are no images.
    """
    sizes = (X.shape[1], *recipe.hidden, CLASSES)
    parameters = sum((1 + units) * outputs for units, outputs in pairwise(sizes))
    if parameters > MAX_PARAMETERS:
        raise ValueError(f"expected at most {MAX_PARAMETERS:,} weights, got {parameters:,}")
    if not len(X):
        raise ValueError("expected at least one image, got none")
    rng = np.random.default_rng(recipe.seed)  # the weights are those that a run starts with
    weights = initialize(sizes, rng, recipe.initialization)
    Y = one_hot(labels, CLASSES)
    with np.errstate(all="ignore"):  # what is not finite fails the check
        return [
            inputs(X, labels),
            initial_loss(weights, X, Y),
            gradient(weights, X, Y),
            saturation(weights, X, Y),
            learning_rate(recipe, weights, X, Y, on_step),
            overfitting(recipe, weights, X, labels, on_step),
        ]
