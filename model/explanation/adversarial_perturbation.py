"""Adversarial perturbation: the smallest change along a gradient that changes the answer."""

from dataclasses import dataclass

import numpy as np

from model.network import Array, Weights, backward, forward

FIRST_STEP = 2.0**-10
"""Length of the first step that is tried, in units of ink."""

LAST_STEP = 2.0**12
"""Maximum length of a step; by then nearly all pixels have reached 0 or 1."""

HALVINGS = 30
MAX_PASSES = 3 + 23 + HALVINGS
"""Maximum number of forward passes, including those of the doubled steps."""


@dataclass(frozen=True)
class AdversarialPerturbation:
    """A change of a drawing with which the network gives another answer.

    Attributes
    ----------
    answer, other : int
        The most probable class before the change, and after it.
    change : float64 array, shape (inputs,)
        Added to the drawing, it leaves all pixels between 0 and 1.
    """

    answer: int
    other: int
    change: Array


def smallest_perturbation(weights: Weights, x: Array) -> AdversarialPerturbation | None:
    """Return the shortest change along a gradient that changes the answer; None if none does.

    The direction is the gradient of the difference between the logits of the second best class and
    the answer, at the drawing as it is. Pixels stop at 0 and 1. The step is doubled until the
    answer changes, and then bisected.

    Parameters
    ----------
    weights : sequence of arrays
        float64.
    x : float64 array, shape (inputs,)
        The drawing, within 0 and 1.
    """
    with np.errstate(all="ignore"):  # an infinite gradient is no direction
        return _search(weights, x)


def _search(weights: Weights, x: Array) -> AdversarialPerturbation | None:
    trace = forward(weights, x[np.newaxis])
    second, answer = (int(c) for c in np.argsort(trace.P[0], kind="stable")[-2:])
    direction = np.zeros_like(trace.P)
    direction[0, second], direction[0, answer] = 1, -1
    # backward() starts from (P - Y) / N, which is the direction for this Y.
    gradient = (backward(weights, trace, trace.P - direction).delta[0] @ weights[0][1:].T)[0]
    length = float(np.linalg.norm(gradient))
    if not 0 < length < np.inf:
        return None

    def perturbed(step: float) -> Array:
        pixels: Array = np.clip(x + step / length * gradient, 0, 1)
        return pixels

    def answer_after(step: float) -> int:
        return int(forward(weights, perturbed(step)[np.newaxis]).P.argmax())

    below, above = 0.0, FIRST_STEP
    while answer_after(above) == answer:
        below, above = above, 2 * above
        if above > LAST_STEP:
            return None
    for _ in range(HALVINGS):
        middle = (below + above) / 2
        if answer_after(middle) == answer:
            below = middle
        else:
            above = middle
    return AdversarialPerturbation(answer, answer_after(above), perturbed(above) - x)
