"""Checks that train for some steps, from the initial weights."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from model.network import CLASSES, Array, backward, forward, one_hot
from model.optimizers import OPTIMIZERS, OptimizerName
from model.training.recipe import Recipe
from model.training.sanity_checks.outcome import GUESSING, SanityCheck, mean_loss, outcome

LEARNT_SHARE = 0.9
"""Fraction of the loss of guessing below which something has been learnt."""

OVERFIT_LOSS = 0.1

TYPICAL_RATES: dict[OptimizerName, float] = {"sgd": 0.5, "momentum": 0.1, "adam": 0.001}
RATE_STEPS, OVERFIT_STEPS = (50, 200), (100, 2000)
"""Minimum and maximum number of steps."""

RATE_WORK, OVERFIT_WORK = 20_000_000, 160_000_000
"""Steps times weights; large networks take fewer steps, and need fewer."""

MAX_BATCH_SIZE = 64

OnStep = Callable[[], object]


def learning_rate(
    recipe: Recipe, weights: Sequence[Array], X: Array, Y: Array, on_step: OnStep
) -> SanityCheck:
    """Check that the loss falls at the learning rate, and try a tenth and ten times that rate."""
    rate = recipe.learning_rate
    steps = _affordable(weights, RATE_WORK, RATE_STEPS)
    rates = (rate / 10, rate, 10 * rate)
    losses = []
    for trial_rate in rates:
        trained = list(_train(recipe, weights, X, Y, trial_rate, steps, on_step))[-1]
        losses.append(mean_loss(trained, X, Y))
    goal = LEARNT_SHARE * GUESSING
    below, at, above = (loss < goal for loss in losses)
    typical = TYPICAL_RATES[recipe.optimizer]
    if below and not above:
        advice = f"The learning rate is too large: try {rate / 10:g}."
    elif above and not below:
        advice = f"The learning rate is too small: try {10 * rate:g}."
    elif rate > 10 * typical:
        advice = f"The learning rate is far too large for {recipe.optimizer}: try {typical:g}."
    elif rate < typical / 10:
        advice = f"The learning rate is far too small for {recipe.optimizer}: try {typical:g}."
    else:
        advice = (
            "No learning rate near this one learns that fast: fix what fails above; else use adam "
            "or fewer layers."
        )
    at_rates = ", ".join(
        f"{loss:.2f} at {trial_rate:g}" for trial_rate, loss in zip(rates, losses, strict=True)
    )
    measured = f"loss after {steps} steps: {at_rates}"
    expected = f"below {goal:.2f} at {rate:g}"
    return outcome("learning-rate", "Learning rate", at, measured, expected, advice)


def overfitting(
    recipe: Recipe,
    weights: Sequence[Array],
    X: Array,
    labels: NDArray[np.integer],
    on_step: OnStep,
) -> SanityCheck:
    """Check that the network can overfit one image of each digit."""
    _, firsts = np.unique(labels, return_index=True)  # one image of each digit
    digits, Y = X[firsts], one_hot(labels[firsts], CLASSES)
    max_steps = _affordable(weights, OVERFIT_WORK, OVERFIT_STEPS)
    steps, trained = 0, [*weights]
    for trained in _train(recipe, weights, digits, Y, recipe.learning_rate, max_steps, on_step):
        steps += 1
        if steps % 10 == 0 and mean_loss(trained, digits, Y) < OVERFIT_LOSS:
            break
    loss = mean_loss(trained, digits, Y)
    guesses = forward(trained, digits).z[-1].argmax(axis=1)  # of each row
    advice = (
        "A network that cannot overfit ten images will not learn thousands: fix what fails above; "
        "else add units, or try another optimizer."
    )
    if len(firsts) > 1 and len(set(guesses.tolist())) == 1:
        advice = f"It answers {guesses[0]} whatever it sees: the inputs do not matter. {advice}"
    right = int((guesses == labels[firsts]).sum())
    return outcome(
        "overfitting",
        "Overfits ten images",
        loss < OVERFIT_LOSS,
        f"loss {loss:.3f} after {steps} steps, {right} of {len(firsts)} right",
        f"loss below {OVERFIT_LOSS:g}",
        advice,
    )


def _affordable(weights: Sequence[Array], work: int, limits: tuple[int, int]) -> int:
    return int(np.clip(work // sum(W.size for W in weights), *limits))


def _train(
    recipe: Recipe,
    initial: Sequence[Array],
    X: Array,
    Y: Array,
    rate: float,
    steps: int,
    on_step: OnStep,
) -> Iterator[list[Array]]:
    """Yield the weights after each step, which the next one changes in place."""
    weights = [W.copy() for W in initial]
    optimizer = OPTIMIZERS[recipe.optimizer](weights)
    rng = np.random.default_rng(recipe.seed)
    size = min(recipe.batch_size, MAX_BATCH_SIZE, len(X))
    for _ in range(steps):
        on_step()
        batch = rng.choice(len(X), size, replace=False)
        optimizer.step(weights, backward(weights, forward(weights, X[batch]), Y[batch]).dW, rate)
        yield weights
