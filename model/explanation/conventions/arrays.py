"""Arrays in the orientation, with the scale and the names of a convention."""

from collections.abc import Iterator, Mapping

import numpy as np

from model.explanation.conventions.convention import Convention
from model.explanation.conventions.expressions import Kind, Symbol
from model.explanation.conventions.names import code_name
from model.network import Array

_OF_WEIGHTS: dict[Kind, str] = {"W": "W", "b": "W", "dW": "dW", "db": "dW"}


def given_symbols(layers: int, convention: Convention) -> list[Symbol]:
    """Return the arrays of the forward pass, the labels, N and the weights, in order."""
    symbols = [Symbol("X"), Symbol("A" if convention.is_folded else "H", 0)]
    for k in range(1, layers):
        symbols += [Symbol("z", k), Symbol("H", k)]
        symbols += [Symbol("A", k)] if convention.is_folded else []
    symbols += [Symbol("z", layers), Symbol("P"), Symbol("Y"), Symbol("N")]
    for k in range(1, layers + 1):
        symbols += [Symbol("W", k)] if convention.is_folded else [Symbol("W", k), Symbol("b", k)]
    return symbols


def gradient_symbols(layers: int, convention: Convention) -> list[Symbol]:
    """Return the gradients in the order of the backward pass, last layer first; dX at the end."""
    symbols: list[Symbol] = []
    for k in range(layers, 0, -1):
        symbols += [Symbol("delta", k), Symbol("dW", k)]
        symbols += [] if convention.is_folded else [Symbol("db", k)]
        symbols.append(Symbol("dH", k - 1))
    return symbols


def stored_name(symbol: Symbol) -> str:
    """Return the name of an array in `model.explanation.named_arrays`; biases are part of W."""
    kind, k = symbol.kind, symbol.layer
    if kind in {"P", "Y", "N"}:
        return kind
    if kind == "dH":
        return f"back{k}" if k else "dX"
    return f"{_OF_WEIGHTS.get(kind, kind)}{k}"


def to_convention(symbol: Symbol, named: Mapping[str, Array], convention: Convention) -> Array:
    """Return an array of a convention.

    Parameters
    ----------
    symbol : Symbol
    named : dict of arrays
        All arrays in this project's convention: X, A0, z1, H1, ..., N, W1, ..., delta3, dW3, ...
    convention : Convention
    """
    kind = symbol.kind
    if kind == "N":
        return named["N"]
    is_input = kind == "X" or symbol == Symbol("H", 0)
    array = named["X" if is_input else stored_name(symbol)]
    if kind in _OF_WEIGHTS:
        array = _rows_of_weights(array, kind, convention)
    if scale := _scale(kind, convention, float(named["N"])):
        array = array * scale
    return array.T if convention.has_columns else array


def view_of_weights(W: Array, kind: Kind, convention: Convention) -> Array:
    """Return the weights ("W") or the biases ("b") of a matrix as a view of it."""
    part = _rows_of_weights(W, kind, convention)
    return part.T if convention.has_columns else part


def from_convention(symbol: Symbol, value: Array, convention: Convention, N: int) -> Array:
    """Return the value of a gradient of a convention with samples as rows and 1/N at the loss."""
    if scale := _scale(symbol.kind, convention, N):
        value = value / scale
    return value.T if convention.has_columns else value


def index_from_convention(
    symbol: Symbol, index: tuple[int, int], convention: Convention
) -> tuple[int, int]:
    """Return the row and column, in this project's array, of an entry of a convention's."""
    row, column = reversed(index) if convention.has_columns else index
    return (row + 1 if symbol.kind in {"W", "dW"} and not convention.is_folded else row), column


def gradient_scale(symbol: Symbol, convention: Convention, N: int) -> float:
    """Return the factor by which a gradient is larger than that of the mean: 1 or N."""
    return _scale(symbol.kind, convention, N) or 1.0


def named_arrays(
    symbols: list[Symbol], named: Mapping[str, Array], convention: Convention, layers: int
) -> Iterator[tuple[str, Array]]:
    """Yield the arrays with their names in the convention."""
    for symbol in symbols:
        name = code_name(symbol, convention.notation, layers)
        yield name, to_convention(symbol, named, convention)


def as_matrix(symbol: Symbol, value: Array, convention: Convention) -> Array:
    """Return a value with two dimensions if numpy takes it for the gradient of a bias.

    Where samples are rows, the biases are added to each row, whether they are 10 or 1 x 10.
    """
    is_row = symbol.kind == "db" and value.ndim == 1 and not convention.has_columns
    return value[np.newaxis] if is_row else value


def _rows_of_weights(W: Array, kind: Kind, convention: Convention) -> Array:
    if convention.is_folded:
        return W
    return W[:1] if kind in {"b", "db"} else W[1:]


def _scale(kind: Kind, convention: Convention, N: float) -> float | None:
    is_sum = convention.sums_deltas if kind in {"delta", "dH"} else convention.sums_gradients
    return N if kind in {"delta", "dH", "dW", "db"} and is_sum else None
