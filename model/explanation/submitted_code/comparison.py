"""Comparison of a result with the true gradient, and with the slope of the loss."""

from dataclasses import dataclass

import numpy as np

from model.explanation import finite_difference
from model.explanation.conventions.arrays import gradient_scale, index_from_convention
from model.explanation.submitted_code.environment import Environment
from model.network import Array, cross_entropy, sigmoid, with_ones

RELATIVE = 1e-6
"""Tolerance relative to the entry; the three tolerances are added."""

RELATIVE_TO_LARGEST = 1e-9
"""Tolerance relative to the largest entry."""

ABSOLUTE = 1e-15
"""Absolute tolerance, for the rounding of P - Y."""

EPSILON = 1e-5
"""Step of the central difference."""


@dataclass(frozen=True)
class Entry:
    """An entry of a result beside the true one.

    Attributes
    ----------
    row, column : int
        Both count from 0.
    yours, analytic, numeric : float
        The result, the true gradient, and a central difference of the loss.
    """

    row: int
    column: int
    yours: float
    analytic: float
    numeric: float


def agreement(value: Array, expected: Array) -> Array:
    """Return which entries agree, a bool array; `value` broadcasts to the shape of `expected`."""
    largest = np.abs(expected).max(initial=0)
    tolerance = RELATIVE * np.abs(expected) + RELATIVE_TO_LARGEST * largest + ABSOLUTE
    with np.errstate(all="ignore"):  # NaN and infinity do not agree
        return np.asarray(np.abs(value - expected) <= tolerance)


def agrees(value: Array, expected: Array) -> bool:
    """Return whether shape and all entries agree."""
    return value.shape == expected.shape and bool(agreement(value, expected).all())


def is_correct(value: Array, environment: Environment, target: str, factor: float = 1.0) -> bool:
    """Return whether a value is a gradient, or this multiple of it."""
    return agrees(environment.matrix(target, value), factor * environment.gradients[target])


def broadcast(value: Array, expected: Array) -> Array | None:
    """Return a value in the shape that numpy would give it beside `expected`; None if it cannot."""
    try:
        return np.broadcast_to(value, expected.shape)
    except ValueError:
        return None


def first_difference(value: Array, environment: Environment, target: str) -> Entry | None:
    """Return the first entry, row after row, that does not agree; None if there is none."""
    expected = environment.gradients[target]
    fitting = broadcast(value, expected)
    if fitting is None:
        return None
    wrong = ~agreement(fitting, expected)
    if not wrong.any():
        return None
    return measure(fitting, environment, target, int(wrong.argmax()))


def largest_entry(value: Array, environment: Environment, target: str) -> Entry | None:
    """Return the entry at which the true gradient is largest."""
    expected = environment.gradients[target]
    fitting = broadcast(value, expected)
    if fitting is None:
        return None
    return measure(fitting, environment, target, int(np.abs(expected).argmax()))


def measure(value: Array, environment: Environment, target: str, flat: int) -> Entry:
    """Return the entry with an index into the flattened array."""
    expected = environment.gradients[target]
    row, column = (int(i) for i in np.unravel_index(flat, expected.shape))
    index = row, column
    return Entry(
        row, column, float(value[index]), float(expected[index]), _slope(environment, target, index)
    )


def _slope(environment: Environment, target: str, index: tuple[int, int]) -> float:
    """Return the central difference of the loss in a weight, a weighted sum or an activation."""
    symbol, convention = environment.targets[target], environment.convention
    k, scale = symbol.layer, gradient_scale(symbol, convention, environment.N)
    index = index_from_convention(symbol, index, convention)
    if symbol.kind in {"dW", "db"}:
        entry = finite_difference.compare(
            environment.weights, environment.X, environment.Y, k - 1, index, 0.0, EPSILON
        )
        return entry.numeric * scale
    array = f"H{k}" if symbol.kind == "dH" else f"z{k}"
    above, below = (_loss_from(environment, array, k, index, sign * EPSILON) for sign in (1, -1))
    return (above - below) / (2 * EPSILON) * scale


def _loss_from(
    environment: Environment, array: str, k: int, index: tuple[int, int], move: float
) -> float:
    """Return the mean loss with one entry of z<k> or H<k> moved."""
    moved = environment.arrays[array].copy()
    moved[index] += move
    for W in environment.weights[k:]:
        moved = with_ones(moved if array == f"H{k}" else sigmoid(moved)) @ W
        array = "z"
    return float(cross_entropy(moved, environment.Y))
