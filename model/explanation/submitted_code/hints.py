"""Hints on wrong results that are none of the known mistakes."""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet

import numpy as np

from model.explanation.conventions.expressions import Symbol
from model.explanation.conventions.synonyms import name_in_convention
from model.explanation.submitted_code.comparison import agrees
from model.explanation.submitted_code.environment import Environment
from model.network import Array

_SLOPES: dict[str, Callable[[Array, Array], Array]] = {
    "tanh": lambda H, _: 1 - H**2,
    "of-z": lambda _, z: z * (1 - z),
}
_SENTENCES = {
    "tanh": "1 - {H}**2 is the derivative of tanh. This layer has sigmoids: {H} * (1 - {H}).",
    "of-z": (
        "The derivative of the sigmoid at {z} is sigmoid({z}) * (1 - sigmoid({z})), which is "
        "{H} * (1 - {H}). {z} * (1 - {z}) leaves out the sigmoid."
    ),
    "parentheses": (
        "NumPy multiplies before it subtracts. Write {H} * (1 - {H}) with the parentheses."
    ),
    "probabilities": (
        "-{Y} / {P} is the derivative with respect to the probabilities {P}. The derivative of the "
        "softmax is missing; with it, the result is {P} - {Y}."
    ),
}


def hint(value: Array, environment: Environment, target: str) -> str | None:
    """Return a sentence about a wrong result, if one of these helps.

    Parameters
    ----------
    value : array
        What was computed.
    environment : Environment
    target : str
        The name of the gradient that it should be.
    """
    symbol, matrix = environment.targets[target], environment.matrix(target, value)
    if matrix.ndim != 2 or not np.isfinite(matrix).all() or not matrix.any():
        return None
    translated = environment.translate(target, value)
    return (
        _of_multiple(matrix, environment, target)
        or _of_ones(translated, environment, symbol)
        or _of_formula(translated, environment, symbol)
        or _of_shape(matrix, environment, target)
    )


def hint_on_name(name: str, names: AbstractSet[str], environment: Environment) -> str | None:
    """Return a sentence about a name that is not that of a gradient, if one seems to be meant.

    Parameters
    ----------
    name : str
        What the line computes.
    names : set of str
        What all lines compute.
    environment : Environment
    """
    if name in environment.given:
        return None
    gradients = environment.gradients
    match = name_in_convention(name, gradients, environment.convention, environment.layers)
    if match is not None and match[0] not in names:
        return f"{name} is compared with no gradient. If it is {match[0]}, call it {match[0]}."
    if not names.isdisjoint(gradients):
        return None
    return f"{name} is compared with no gradient. Gradients are called {', '.join(gradients)}."


def _of_multiple(matrix: Array, environment: Environment, target: str) -> str | None:
    factor = _factor(matrix, environment.gradients[target])
    if factor is None:
        return None
    return f"Every entry is {factor:.6g} times that of the gradient."


def _of_ones(value: Array, environment: Environment, symbol: Symbol) -> str | None:
    """Return the hint for the gradient without the derivatives of the biases."""
    if symbol.kind != "dW" or not environment.convention.is_folded:
        return None
    if _factor(value, environment.arrays[f"dW{symbol.layer}"][1:]) is None:
        return None
    A, H = (environment.name(Symbol(kind, symbol.layer - 1)) for kind in ("A", "H"))
    H = environment.name(Symbol("X")) if symbol.layer == 1 else H
    line = "column" if environment.convention.has_columns else "row"
    ones = "row" if environment.convention.has_columns else "column"
    return (
        f"These are the derivatives of the weights without the biases: {line} 0 is missing. "
        f"{A} is {H} with a {ones} of ones for the bias; write {A} in place of {H}."
    )


def _of_formula(value: Array, environment: Environment, symbol: Symbol) -> str | None:
    if symbol.kind not in {"delta", "dW"}:
        return None
    for mistake, delta in _wrong_deltas(environment, symbol.layer):
        wrong = delta
        if symbol.kind == "dW":
            wrong = environment.arrays[f"A{symbol.layer - 1}"].T @ delta
            wrong = wrong if environment.convention.is_folded else wrong[1:]
        if _factor(value, wrong) is not None:
            k = symbol.layer
            words = {kind: Symbol(kind, k) for kind in ("H", "z")} | {
                kind: Symbol(kind) for kind in ("P", "Y")
            }
            return _SENTENCES[mistake].format(
                **{key: environment.name(s) for key, s in words.items()}
            )
    return None


def _wrong_deltas(environment: Environment, k: int) -> Iterator[tuple[str, Array]]:
    """Yield the delta of common wrong formulas, with samples as rows."""
    arrays, last = environment.arrays, environment.layers
    if k < last:
        back, H, z = (arrays[f"{name}{k}"] for name in ("back", "H", "z"))
        for mistake, slope in _SLOPES.items():
            yield mistake, back * slope(H, z)
        yield "parentheses", back * H - H
    with np.errstate(all="ignore"):
        delta = -arrays["Y"] / arrays["P"] / arrays["N"]
    for layer in range(last, k, -1):
        H = arrays[f"H{layer - 1}"]
        delta = delta @ arrays[f"W{layer}"][1:].T * H * (1 - H)
    yield "probabilities", delta


def _of_shape(matrix: Array, environment: Environment, target: str) -> str | None:
    """Return the hint for a result in the shape of another layer's weights."""
    symbol, shapes = environment.targets[target], environment.gradients
    if symbol.kind != "dW" or matrix.shape == shapes[target].shape:
        return None
    others = [k for k in range(1, environment.layers + 1) if k != symbol.layer]
    names = [environment.name(Symbol("dW", k)) for k in others]
    same = [k for k, name in zip(others, names, strict=True) if shapes[name].shape == matrix.shape]
    if not same:
        return None
    other, weights = (environment.name(Symbol("W", k)) for k in (same[0], symbol.layer))
    return (
        f"{matrix.shape} is the shape of {other}. The gradient of {weights} is made of the inputs "
        f"of {weights} and the error signal of its layer: {environment.right_line(target)}."
    )


def _factor(value: Array, expected: Array) -> float | None:
    """Return the number by which one array is a multiple of another, if it is."""
    if value.shape != expected.shape or not np.isfinite(expected).all():
        return None
    size = float((expected**2).sum())
    if size == 0:
        return None
    factor = float((value * expected).sum()) / size
    return factor if factor and agrees(value, factor * expected) else None
