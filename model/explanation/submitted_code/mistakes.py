"""Known mistakes: the formulas of the backward pass, each with one wrong part.

The backward pass has places at which a mistake can be made: the softmax and the slope at the
output, and for each layer on the way back the weights, the slope and what joins them. A `Choice`
names a place and one mistake there. `compute` runs the formulas with some of them wrong;
the sign, the mean and the order of factors change a result as a whole, and `diagnosis` recognises
them by comparing.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, NamedTuple, get_args

import numpy as np

from model.explanation.conventions.expressions import Symbol
from model.explanation.submitted_code.environment import Environment
from model.explanation.submitted_code.functions import softmax
from model.network import Array, sigmoid, with_ones

Diagnosis = Literal[
    "matrix-product",
    "bias-row-kept",
    "wrong-row-dropped",
    "missing-slope",
    "slope-twice",
    "extra-output-slope",
    "missing-mean",
    "mean-twice",
    "sign",
    "factor-order",
    "updated-weights",
    "softmax-axis",
]
DIAGNOSES: tuple[Diagnosis, ...] = get_args(Diagnosis)


class Finding(NamedTuple):
    """A mistake, and the layer whose delta it is made in; None if it concerns no layer."""

    mistake: Diagnosis
    layer: int | None = None


def order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings without repetition, in the order of `DIAGNOSES`, last layer first."""
    return tuple(
        sorted(set(findings), key=lambda item: (DIAGNOSES.index(item.mistake), -(item.layer or 0)))
    )


@dataclass(frozen=True)
class Choice:
    """A mistake at one place of the formulas.

    Attributes
    ----------
    diagnosis : str
    place : str
        "softmax", "output", "weights", "slope" or "join".
    layer : int
        The layer whose delta it changes, counted from 1.
    option : str
        Which of several mistakes.
    """

    diagnosis: Diagnosis
    place: str
    layer: int
    option: str


_Join = Callable[[Array, Array, Array], Array]

SOFTMAX: dict[str, Callable[[Array], Array]] = {
    "columns": lambda z: softmax(z, axis=0),
    "all": lambda z: softmax(z, axis=None),
}
OUTPUT: dict[str, Callable[[Array, Array], Array]] = {
    "of-P": lambda P, _: P * (1 - P),
    "of-z": lambda _, z: sigmoid(z) * (1 - sigmoid(z)),
}
WEIGHTS: dict[str, tuple[Diagnosis, Callable[[Array], Array]]] = {
    "whole": ("bias-row-kept", lambda W: W.T),
    "last-row": ("wrong-row-dropped", lambda W: W[:-1].T),
    "not-transposed": ("factor-order", lambda W: W[1:]),
}
SLOPES: dict[str, tuple[Diagnosis, Callable[[Array], Array]]] = {
    "none": ("missing-slope", np.ones_like),
    "H": ("missing-slope", lambda H: H),
    "1-H": ("missing-slope", lambda H: 1 - H),
    "of-H": ("slope-twice", lambda H: sigmoid(H) * (1 - sigmoid(H))),
    "squared": ("slope-twice", lambda H: (H * (1 - H)) ** 2),
}
JOINS: dict[str, _Join] = {
    "transposed": lambda back, slope, _: back @ slope.T,
    "as-it-stands": lambda back, slope, _: back @ slope,
    "back-transposed": lambda back, slope, _: back.T @ slope,
    "reversed": lambda back, slope, _: slope @ back.T,
    "H-transposed": lambda back, _, H: (back @ H.T) * (1 - H),
    "rest-transposed": lambda back, _, H: (back * H) @ (1 - H).T,
}
ELEMENTWISE = "elementwise"
"""A `*` in place of the `@` with the weights."""


OF_THE_BIAS: tuple[Diagnosis, ...] = ("bias-row-kept", "wrong-row-dropped")
"""Mistakes that cannot be made if the bias is apart."""


def choices(environment: Environment, target: Symbol) -> list[Choice]:
    """Return the mistakes that can be made on the way to a gradient."""
    last, k = environment.layers, target.layer
    possible = [Choice("softmax-axis", "softmax", last, option) for option in SOFTMAX]
    possible += [Choice("extra-output-slope", "output", last, option) for option in OUTPUT]
    for layer in range(last - 1, k - 1, -1):
        possible.append(Choice("matrix-product", "product", layer, ELEMENTWISE))
        possible += [Choice(name, "weights", layer, o) for o, (name, _) in WEIGHTS.items()]
        if layer == k and target.kind == "dH":
            break  # the slope comes after it
        possible += [Choice("matrix-product", "join", layer, option) for option in JOINS]
        possible += [Choice(name, "slope", layer, o) for o, (name, _) in SLOPES.items()]
    is_folded = environment.convention.is_folded
    return [choice for choice in possible if is_folded or choice.diagnosis not in OF_THE_BIAS]


def wrong_formulas(
    environment: Environment, target: Symbol, max_mistakes: int = 2
) -> Iterator[tuple[Choice, ...]]:
    """Yield no mistake, then every single mistake, then every pair of them."""
    yield ()
    singles = choices(environment, target)
    yield from ((choice,) for choice in singles)
    for first, second in combinations(singles, 2) if max_mistakes > 1 else ():
        places = {(choice.place, choice.layer) for choice in (first, second)}
        if len(places) == 2:
            yield first, second


def compute(
    environment: Environment,
    target: Symbol,
    wrong: Collection[Choice] = (),
    updated: Collection[int] = (),
    rate: float = 0.0,
) -> tuple[Array | None, Array]:
    """Return A of the last product, None for a delta or dH, and the delta or dH of a wrong formula.

    The gradient of the weights is ``A.T @ delta``, which is left to the caller. All of it is in
    this project's convention; if the bias is apart, A is without the ones, or only the ones.

    Parameters
    ----------
    environment : Environment
    target : Symbol
    wrong : collection of Choice
    updated : collection of int
        Layers whose weights are updated as soon as their gradient is known, and before they are
        used on the way back; counted from 1.
    rate : float
        The learning rate of these updates.

    Raises
    ------
    ValueError
        If the shapes do not fit.
    """
    options = {(choice.place, choice.layer): choice.option for choice in wrong}
    last, k, arrays = environment.layers, target.layer, environment.arrays
    P, z = arrays["P"], arrays[f"z{last}"]
    if option := options.get(("softmax", last)):
        P = SOFTMAX[option](z)
    delta = (P - environment.Y) / environment.N
    if option := options.get(("output", last)):
        delta = delta * OUTPUT[option](P, z)
    for layer in range(last - 1, k - 1, -1):
        W = environment.weights[layer]
        if layer + 1 in updated:
            W = W - rate * (arrays[f"A{layer}"].T @ delta)
        back, H = _back(environment, layer, delta, W, options)
        if layer == k and target.kind == "dH":
            return None, back
        delta = _times_slope(environment, layer, back, H, options)
    if target.kind not in {"dW", "db"}:
        return None, delta
    A = arrays[f"A{k - 1}"]
    if not environment.convention.is_folded:
        A = A[:, :1] if target.kind == "db" else A[:, 1:]
    return A, delta


def _back(
    environment: Environment,
    layer: int,
    delta: Array,
    W: Array,
    options: dict[tuple[str, int], str],
) -> tuple[Array, Array]:
    """Return dH of a layer from the delta of the next, and H of as many columns."""
    H = environment.arrays[f"H{layer}"]
    weights = options.get(("weights", layer))
    if weights == "whole":
        H = with_ones(H)  # the only way on which the shapes fit
    back_weights = WEIGHTS[weights][1](W) if weights else W[1:].T
    if options.get(("product", layer)) == ELEMENTWISE:
        back = delta * back_weights
    else:
        back = delta @ back_weights
    return back, H


def _times_slope(
    environment: Environment,
    layer: int,
    back: Array,
    H: Array,
    options: dict[tuple[str, int], str],
) -> Array:
    """Return the delta of a layer from dH."""
    slope_option = options.get(("slope", layer))
    slope = SLOPES[slope_option][1](H) if slope_option else H * (1 - H)
    join = options.get(("join", layer))
    if not join:
        return back * slope
    if environment.convention.has_columns:  # mistakes are made in the learner's orientation
        return JOINS[join](back.T, slope.T, H.T).T
    return JOINS[join](back, slope, H)
