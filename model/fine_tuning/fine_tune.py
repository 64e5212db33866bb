"""Fine-tuning: a few labelled drawings are learnt while synthetic digits are rehearsed.

The targets of the rehearsed digits are the network's own outputs before, so that it stays what it
was everywhere else (Li and Hoiem, "Learning without Forgetting", 2016; Robins, "Catastrophic
forgetting, rehearsal and pseudorehearsal", 1995). "Not a digit" has the uniform distribution as its
target, as in `model.data.synthesis.non_digits`.

The result is a pure function of weights and examples. With one thread of the matrix products its
bits are the same each time, on one machine and one version of numpy; see `model.training.loop`.
"""

from collections.abc import Callable

import numpy as np

from model.fine_tuning.examples import NON_DIGIT, Examples
from model.fine_tuning.rehearsal import Pixels, rehearsal_images
from model.metrics import logits
from model.network import CLASSES, Array, Weights, layer_sizes, softmax
from model.optimizers import Adam, learning_rate
from model.training.inplace import InPlaceBackprop, flatten, unflatten

STEPS = 300
LEARNING_RATE = 3e-4
REHEARSED_PER_STEP = 448
EXAMPLES_PER_STEP = 64
_SEED = 0


def fine_tune(
    weights: Weights, examples: Examples, on_step: Callable[[], None] = lambda: None
) -> list[Array]:
    """Return new weights that have learnt the examples.

    Parameters
    ----------
    weights : sequence of float32 arrays
        W1, W2, ...; see `model.network`. They are not changed.
    examples : Examples
        At least one.
    on_step : function, optional
        Called before each step; what it raises ends the work.
    """
    rehearsed = rehearsal_images()
    kept = softmax(logits(weights, rehearsed)).astype(np.float32)  # (M, 10)
    targets = _targets(examples)
    sizes = layer_sizes(weights)
    parameters = flatten(weights)  # a copy
    tuned = unflatten(parameters, sizes)
    backprop = InPlaceBackprop(sizes, REHEARSED_PER_STEP + EXAMPLES_PER_STEP)
    optimizer = Adam([parameters])
    rng = np.random.default_rng(_SEED)
    for step in range(STEPS):
        on_step()
        old = rng.integers(len(rehearsed), size=REHEARSED_PER_STEP)
        new = rng.permutation(len(examples))[:EXAMPLES_PER_STEP]
        pixels: Pixels = np.concatenate([rehearsed[old], examples.pixels[new]])
        backprop.compute_gradients(tuned, pixels, np.concatenate([kept[old], targets[new]]))
        rate = learning_rate("cosine", LEARNING_RATE, step, STEPS)
        optimizer.step([parameters], [backprop.gradient], rate)
    return tuned


def _targets(examples: Examples) -> Array:
    """Return the target distributions, shape (N, 10)."""
    targets = np.full((len(examples), CLASSES), 1 / CLASSES, dtype=np.float32)
    is_digit = examples.labels != NON_DIGIT
    targets[is_digit] = np.eye(CLASSES, dtype=np.float32)[examples.labels[is_digit]]
    return targets
