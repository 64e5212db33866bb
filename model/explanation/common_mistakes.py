"""The two mistakes that derivations by hand fall into, made on purpose and run line by line.

``matrix-product``    the sigmoid's derivative taken for a factor of the matrix product
``bias-row``          the bias row of the next layer's weights not left out, or the wrong row

Each has variants, a loud one and a silent one. A variant is a few lines of numpy that really run:
either numpy stops at one of them, or all shapes fit and the numbers are wrong, which only a
measurement finds. Both are made at the last hidden layer; see sections 6 to 8 of
``docs/derivation.md``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from model.network import Array, Weights

MistakeName = Literal["matrix-product", "bias-row"]
MISTAKES: tuple[MistakeName, ...] = get_args(MistakeName)


@dataclass(frozen=True)
class Variant:
    """One way to make a mistake, and what came of it.

    Attributes
    ----------
    name : str
    line : str
        The line that numpy stopped at; if it stopped at none, the line that is wrong.
    operands : tuple of (str, shape)
        What that line joins.
    fits : bool
        Whether all lines ran.
    message : str
        What numpy said; if it said nothing, why the numbers are wrong.
    arrays : dict of arrays
        What was computed, all wrong: for three layers delta2 and dW2, as far as it came.
    """

    name: str
    line: str
    operands: tuple[tuple[str, tuple[int, ...]], ...]
    fits: bool
    message: str
    arrays: dict[str, Array]


@dataclass(frozen=True)
class _Line:
    """One line: its text, the name of its result, its operands, and what it does with them."""

    text: str
    result: str
    operands: tuple[str, str]
    compute: Callable[[Array, Array], Array]


def layer(weights: Weights) -> int:
    """Return the layer whose gradient the mistakes spoil, counted from 1: the last hidden one.

    Raises
    ------
    ValueError
        If the network has no hidden layer, and so nothing to get wrong.
    """
    if len(weights) < 2:
        raise ValueError("expected a network with a hidden layer, got one without")
    return len(weights) - 1


def make(
    name: MistakeName, weights: Weights, named: Mapping[str, Array], rate: float
) -> list[Variant]:
    """Make a mistake in each of its variants.

    Parameters
    ----------
    name : {"matrix-product", "bias-row"}
    weights : sequence of arrays
    named : dict of arrays
        What `model.explanation.named_arrays` gives for the same weights, forward and backward.
    rate : float
        The learning rate of the last line, which takes a step along the wrong gradient.

    Raises
    ------
    ValueError
        If the network has no hidden layer.
    """
    k = layer(weights)
    W, following, delta = weights[k - 1], weights[k], f"delta{k}"
    back, slope = f"(delta{k + 1} @ W{k + 1}[1:].T)", f"(H{k} * (1 - H{k}))"
    whole, shifted = f"(delta{k + 1} @ W{k + 1}.T)", f"(delta{k + 1} @ W{k + 1}[:-1].T)"
    with np.errstate(all="ignore"):  # the caller verifies what is sent
        known = {
            back: named[f"back{k}"],
            slope: named[f"slope{k}"],
            f"{slope}.T": named[f"slope{k}"].T,
            whole: named[f"delta{k + 1}"] @ following.T,
            shifted: named[f"delta{k + 1}"] @ following[:-1].T,
            f"A{k - 1}.T": named[f"A{k - 1}"].T,
            f"W{k}": W,
        }
        lines = [
            _Line(f"dW{k} = A{k - 1}.T @ {delta}", f"dW{k}", (f"A{k - 1}.T", delta), np.matmul),
            _Line(
                f"W{k} -= rate * dW{k}",
                f"W{k}",
                (f"W{k}", f"dW{k}"),
                lambda W, dW: _moved(W, rate * dW),
            ),
        ]

        def variant(name: str, first: str, sign: str, second: str, why: str) -> Variant:
            join = np.matmul if sign == "@" else np.multiply
            wrong = _Line(f"{delta} = {first} {sign} {second}", delta, (first, second), join)
            return _run(name, [wrong, *lines], known, (f"dW{k}", named[f"dW{k}"]), why)

        if name == "matrix-product":
            merged = (
                f"the product has summed over the units of layer {k}, which are no paths to be "
                "summed over but results of their own"
            )
            mixed = "the product has summed over samples as if they were units"
            return [
                variant("as-it-stands", back, "@", slope, mixed),
                variant("transposed", back, "@", f"{slope}.T", merged),
            ]
        extra = "the bias has no unit below it that could take its share"
        neighbour = (
            f"row 0 of W{k + 1} is the bias, and with the last row dropped in its place each unit "
            "gets the blame of its neighbour"
        )
        return [
            variant("whole", whole, "*", slope, extra),
            variant("wrong-row", shifted, "*", slope, neighbour),
        ]


def _run(
    name: str,
    lines: Sequence[_Line],
    known: Mapping[str, Array],
    right: tuple[str, Array],
    why: str,
) -> Variant:
    """Run the lines one after the other, as far as they go."""
    scope = dict(known)
    for line in lines:
        first, second = (scope[operand] for operand in line.operands)
        try:
            scope[line.result] = line.compute(first, second)
        except ValueError as error:
            message = str(error).strip()
            return Variant(
                name, line.text, _shapes(line, scope), False, message, _new(scope, known)
            )
    gradient, expected = right
    got = scope[gradient]
    if np.allclose(got, expected, rtol=1e-9, atol=0):
        why = "on this one batch the numbers agree by chance, on others they do not"
    if got.shape != expected.shape:
        why += (
            f"; {gradient} came out as {got.shape[0]} x {got.shape[1]}, and numpy spreads it over "
            f"the {expected.shape[1]} columns of {gradient[1:]} without a word"
        )
    message = f"numpy runs every line, but {why}"
    return Variant(name, lines[0].text, _shapes(lines[0], scope), True, message, _new(scope, known))


def _shapes(line: _Line, scope: Mapping[str, Array]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    return tuple((operand, scope[operand].shape) for operand in line.operands)


def _new(scope: Mapping[str, Array], known: Mapping[str, Array]) -> dict[str, Array]:
    return {name: array for name, array in scope.items() if name not in known}


def _moved(W: Array, step: Array) -> Array:
    """Return what ``W -= step`` makes of a copy of W; in place, W may not change its shape."""
    moved = W.copy()
    moved -= step
    return moved
