"""Two common mistakes in backpropagation, executed line by line.

``matrix-product``    the sigmoid's derivative as a factor of the matrix product
``bias-row``          the bias row of the next layer's weights kept, or the wrong row dropped

Each has two variants. A variant is the backward pass from the mistake down to dW1 and the update,
executed line by line: either numpy raises at one of the lines, or all shapes fit and the numbers
are wrong, which only a gradient check finds. Both mistakes are at the last hidden layer; see
sections 6 to 8 of ``docs/derivation.md``.
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
    """One variant of a mistake, and its result.

    Attributes
    ----------
    name : str
    line : str
        The line at which numpy raised; if it raised at none, the line that is wrong.
    operands : tuple of (str, shape)
        The operands of that line, with their shapes.
    fits : bool
        Whether all shapes fit, so that all lines ran.
    message : str
        The message of numpy; if it raised nothing, why the numbers are wrong.
    arrays : dict of arrays
        The wrong results, as far as they were computed: for three layers delta2, dW2, back1,
        delta1 and dW1.
    """

    name: str
    line: str
    operands: tuple[tuple[str, tuple[int, ...]], ...]
    fits: bool
    message: str
    arrays: dict[str, Array]


@dataclass(frozen=True)
class _Line:
    """A line of numpy: its text, the names of its result and operands, and its function."""

    text: str
    result: str
    operands: tuple[str, str]
    compute: Callable[[Array, Array], Array]


def layer_of_mistake(weights: Weights) -> int:
    """Return the layer whose gradient the mistakes change: the last hidden one, counted from 1.

    Raises
    ------
    ValueError
        If the network has no hidden layer, and so nothing to make a mistake in.
    """
    if len(weights) < 2:
        raise ValueError("expected a network with a hidden layer, got one without")
    return len(weights) - 1


def run_mistake(
    name: MistakeName, weights: Weights, named: Mapping[str, Array], rate: float
) -> list[Variant]:
    """Execute each variant of a mistake.

    Parameters
    ----------
    name : {"matrix-product", "bias-row"}
    weights : sequence of arrays
    named : dict of arrays
        The arrays of both passes by name, as `model.explanation.named_arrays` returns them.
    rate : float
        The learning rate of the last line, which takes a step along the wrong gradient.

    Raises
    ------
    ValueError
        If the network has no hidden layer.
    """
    k = layer_of_mistake(weights)
    next_W, delta = weights[k], f"delta{k}"
    back, slope = f"(delta{k + 1} @ W{k + 1}[1:].T)", _slope(k)
    with_bias = f"(delta{k + 1} @ W{k + 1}.T)"
    without_last_row = f"(delta{k + 1} @ W{k + 1}[:-1].T)"
    with np.errstate(all="ignore"):  # the caller checks the range
        inputs = {
            back: named[f"back{k}"],
            f"{slope}.T": named[f"slope{k}"].T,
            with_bias: named[f"delta{k + 1}"] @ next_W.T,
            without_last_row: named[f"delta{k + 1}"] @ next_W[:-1].T,
        }
        for j in range(1, k + 1):
            inputs |= {
                f"W{j}": weights[j - 1],
                f"W{j}[1:].T": weights[j - 1][1:].T,
                f"A{j - 1}.T": named[f"A{j - 1}"].T,
                _slope(j): named[f"slope{j}"],
            }
        lines = [*_lines_below(k), *_updates(k, rate)]

        def variant(name: str, left: str, operator: str, right: str, reason: str) -> Variant:
            multiply = np.matmul if operator == "@" else np.multiply
            mistake = _Line(f"{delta} = {left} {operator} {right}", delta, (left, right), multiply)
            return _run(name, [mistake, *lines], inputs, (f"dW{k}", named[f"dW{k}"]), reason)

        if name == "matrix-product":
            merged = (
                f"the product has summed over the units of layer {k}, which are separate results, "
                "not paths to be summed over"
            )
            mixed = "the product has summed over samples as if they were units"
            return [
                variant("as-it-stands", back, "@", slope, mixed),
                variant("transposed", back, "@", f"{slope}.T", merged),
            ]
        extra = "the bias has no unit below it to propagate a gradient to"
        neighbor = (
            f"row 0 of W{k + 1} is the bias, and with the last row dropped in its place each unit "
            "gets the gradient of its neighbour"
        )
        return [
            variant("whole", with_bias, "*", slope, extra),
            variant("wrong-row", without_last_row, "*", slope, neighbor),
        ]


def _slope(k: int) -> str:
    return f"(H{k} * (1 - H{k}))"


def _lines_below(k: int) -> list[_Line]:
    """Return the lines of the backward pass that follow delta<k>, down to dW1."""
    lines = [_gradient(k)]
    for j in range(k - 1, 0, -1):
        delta, W, back = f"delta{j + 1}", f"W{j + 1}[1:].T", f"back{j}"
        lines += [
            _Line(f"{back} = {delta} @ {W}", back, (delta, W), np.matmul),
            _Line(f"delta{j} = {back} * {_slope(j)}", f"delta{j}", (back, _slope(j)), np.multiply),
            _gradient(j),
        ]
    return lines


def _gradient(k: int) -> _Line:
    operands = f"A{k - 1}.T", f"delta{k}"
    return _Line(f"dW{k} = {' @ '.join(operands)}", f"dW{k}", operands, np.matmul)


def _updates(k: int, rate: float) -> list[_Line]:
    """Return the lines that update the weights of layer k and of those below it."""
    return [
        _Line(
            f"W{j} -= rate * dW{j}",
            f"W{j}",
            (f"W{j}", f"dW{j}"),
            lambda W, dW: _updated(W, rate * dW),
        )
        for j in range(k, 0, -1)
    ]


def _run(
    name: str,
    lines: Sequence[_Line],
    inputs: Mapping[str, Array],
    reference: tuple[str, Array],
    reason: str,
) -> Variant:
    """Execute the lines one after the other, up to the first at which numpy raises."""
    scope = dict(inputs)
    for line in lines:
        left, right = (scope[operand] for operand in line.operands)
        try:
            scope[line.result] = line.compute(left, right)
        except ValueError as error:
            message = str(error).strip()
            return Variant(
                name, line.text, _shapes(line, scope), False, message, _computed(scope, inputs)
            )
    name_of_dW, expected = reference
    gradient = scope[name_of_dW]
    if np.allclose(gradient, expected, rtol=1e-9, atol=0):
        reason = "on this batch the numbers agree by chance, on others they do not"
    if gradient.shape != expected.shape:
        reason += (
            f"; {name_of_dW} came out as {gradient.shape[0]} x {gradient.shape[1]}, and NumPy "
            f"silently broadcasts it across the {expected.shape[1]} columns of {name_of_dW[1:]}"
        )
    message = f"NumPy runs every line, but {reason}"
    return Variant(
        name, lines[0].text, _shapes(lines[0], scope), True, message, _computed(scope, inputs)
    )


def _shapes(line: _Line, scope: Mapping[str, Array]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    return tuple((operand, scope[operand].shape) for operand in line.operands)


def _computed(scope: Mapping[str, Array], inputs: Mapping[str, Array]) -> dict[str, Array]:
    return {name: array for name, array in scope.items() if name not in inputs}


def _updated(W: Array, step: Array) -> Array:
    """Return the result of ``W -= step`` on a copy; in place, W cannot change its shape."""
    updated = W.copy()
    updated -= step
    return updated
