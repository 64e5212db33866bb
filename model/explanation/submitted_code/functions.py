"""Functions of the notation, as numpy defines them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from model import network
from model.network import Array


@dataclass(frozen=True)
class Function:
    """A function.

    Attributes
    ----------
    compute : function
        From arrays, and options by their names, to an array.
    operands : int
        The number of its arrays.
    options : tuple of str
        Names that may follow, as ``axis=0``; `axis` also without its name.
    """

    compute: Callable[..., Any]
    operands: int
    options: tuple[str, ...] = ()


def softmax(x: Array, axis: int | None = -1) -> Array:
    """Return the softmax along an axis, by default of each row; along all of them for None."""
    if axis is None:
        return network.softmax(x.reshape(1, -1)).reshape(x.shape)
    rows = np.moveaxis(x, axis, -1)
    flat = rows.reshape(-1, rows.shape[-1])
    return np.moveaxis(network.softmax(flat).reshape(rows.shape), -1, axis)


def mean(x: Array, axis: int | None = None, keepdims: bool = False) -> Array:
    """Return `np.mean`, without its warning for a mean of no numbers, which is NaN."""
    total: Array = np.sum(x, axis=axis, keepdims=keepdims)
    return total / (x.size if axis is None else x.shape[axis])


FUNCTIONS: dict[str, Function] = {
    "sum": Function(np.sum, 1, ("axis", "keepdims")),
    "mean": Function(mean, 1, ("axis", "keepdims")),
    "exp": Function(np.exp, 1),
    "sigmoid": Function(network.sigmoid, 1),
    "softmax": Function(softmax, 1, ("axis",)),
    "transpose": Function(np.transpose, 1),
    "diag": Function(np.diag, 1),
    "dot": Function(np.dot, 2),
    "matmul": Function(np.matmul, 2),
    "multiply": Function(np.multiply, 2),
    "outer": Function(np.outer, 2),
}
"""All of them may be written with ``np.`` in front."""

METHODS = ("sum", "mean", "transpose", "dot")
"""Those that may also be written as ``x.sum(axis=0)``."""

OPERATORS: dict[str, Callable[..., Any]] = {
    "@": np.matmul,
    "*": np.multiply,
    "/": np.true_divide,
    "+": np.add,
    "-": np.subtract,
    "**": np.power,
}
