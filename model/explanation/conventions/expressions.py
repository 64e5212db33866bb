"""Formulas as expressions of arrays, and the rule that transposes them."""

from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal[
    "X", "A", "H", "z", "P", "Y", "W", "b", "delta", "dW", "db", "dH", "N", "rate", "loss"
]


@dataclass(frozen=True)
class Symbol:
    """An array, or the number N or the learning rate.

    Attributes
    ----------
    kind : str
        "A" is [1 H], the input of a layer with a one for the bias; "dH" the gradient for H,
        in layer 0 for X.
    layer : int
        Counted from 1; 0 for the input, and where there is none.
    """

    kind: Kind
    layer: int = 0


@dataclass(frozen=True)
class Transposed:
    """``x.T``."""

    operand: "Expression"


@dataclass(frozen=True)
class WithoutBias:
    """``W[1:]``, or ``W[:, 1:]`` if the bias is a column."""

    operand: "Expression"
    axis: int = 0


@dataclass(frozen=True)
class Product:
    """The matrix product."""

    left: "Expression"
    right: "Expression"


@dataclass(frozen=True)
class Elementwise:
    """The elementwise product of two or more."""

    factors: tuple["Expression", ...]


@dataclass(frozen=True)
class OneMinus:
    """``1 - x``."""

    operand: "Expression"


@dataclass(frozen=True)
class Plus:
    """``x + y``; a bias is repeated for each sample."""

    left: "Expression"
    right: "Expression"


@dataclass(frozen=True)
class Minus:
    """``x - y``."""

    left: "Expression"
    right: "Expression"


@dataclass(frozen=True)
class Times:
    """A number times an array."""

    number: Symbol
    operand: "Expression"


@dataclass(frozen=True)
class Over:
    """An array divided by a number."""

    operand: "Expression"
    number: Symbol


@dataclass(frozen=True)
class SumOverSamples:
    """The sum over the samples, which keeps both dimensions."""

    operand: "Expression"
    axis: int = 0


@dataclass(frozen=True)
class Sigmoid:
    """The logistic function, elementwise."""

    operand: "Expression"


@dataclass(frozen=True)
class Softmax:
    """The softmax of each sample."""

    operand: "Expression"
    axis: int = 1


@dataclass(frozen=True)
class WithOnes:
    """An array with a one for each sample, before all other columns or rows."""

    operand: "Expression"
    axis: int = 1


Expression = (
    Symbol
    | Transposed
    | WithoutBias
    | Product
    | Elementwise
    | OneMinus
    | Plus
    | Minus
    | Times
    | Over
    | SumOverSamples
    | Sigmoid
    | Softmax
    | WithOnes
)


def transposed(expression: Expression) -> Expression:
    """Return the transposed expression, in which each symbol stands for its transposed array.

    Transposition reverses matrix products and exchanges axes; all that acts on each entry alone
    stays as it is.
    """
    match expression:
        case Symbol():
            return expression
        case Product(left, right):
            return Product(transposed(right), transposed(left))
        case Elementwise(factors):
            return Elementwise(tuple(transposed(factor) for factor in factors))
        case Plus(left, right) | Minus(left, right):
            return replace(expression, left=transposed(left), right=transposed(right))
    result = replace(expression, operand=transposed(expression.operand))
    if isinstance(result, WithoutBias | SumOverSamples | Softmax | WithOnes):
        return replace(result, axis=1 - result.axis)
    return result
