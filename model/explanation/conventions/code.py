"""Formulas of a convention as lines of numpy."""

from model.explanation.conventions.convention import Convention
from model.explanation.conventions.expressions import (
    Elementwise,
    Expression,
    Minus,
    OneMinus,
    Over,
    Plus,
    Product,
    Sigmoid,
    Softmax,
    SumOverSamples,
    Symbol,
    Times,
    Transposed,
    WithOnes,
    WithoutBias,
)
from model.explanation.conventions.formulas import Formula, backward_formulas, inline
from model.explanation.conventions.names import code_name

_SUM, _PRODUCT, _ATOM = 1, 2, 3


def line(formula: Formula, convention: Convention, layers: int) -> str:
    """Return a formula as an assignment, such as ``dW2 = A1.T @ delta2``."""
    result = code_name(formula.result, convention.notation, layers)
    return f"{result} = {code(formula.expression, convention, layers)}"


def right_line(gradient: Symbol, convention: Convention, layers: int) -> str:
    """Return the line that computes a gradient; that of a delta has dH in it."""
    formulas = backward_formulas(layers, convention)
    formula = next(formula for formula in formulas if formula.result == gradient)
    return line(inline(formula, formulas), convention, layers)


def code(expression: Expression, convention: Convention, layers: int) -> str:
    """Return an expression in numpy's notation."""
    return _Writer(convention, layers).write(expression)[0]


class _Writer:
    def __init__(self, convention: Convention, layers: int) -> None:
        self._notation, self._layers = convention.notation, layers

    def write(self, expression: Expression) -> tuple[str, int]:
        """Return the text of an expression, and how tightly it binds."""
        binding = _PRODUCT
        match expression:
            case Product(left, right):
                text = f"{self._within(left, _PRODUCT)} @ {self._within(right, _ATOM)}"
            case Elementwise(factors):  # a matrix product is clearer in brackets of its own
                text = " * ".join(self._within(factor, _ATOM) for factor in factors)
            case Times(number, operand):
                text = f"{self.write(number)[0]} * {self._within(operand, _PRODUCT)}"
            case Over(operand, number):
                text = f"{self._within(operand, _PRODUCT)} / {self.write(number)[0]}"
            case Plus(left, right):
                text = f"{self._within(left, _SUM)} + {self._within(right, _SUM)}"
                binding = _SUM
            case Minus(left, right):
                text = f"{self._within(left, _SUM)} - {self._within(right, _PRODUCT)}"
                binding = _SUM
            case OneMinus(operand):
                text, binding = f"1 - {self._within(operand, _PRODUCT)}", _SUM
            case _:
                text, binding = self._atom(expression), _ATOM
        return text, binding

    def _atom(self, expression: Expression) -> str:
        match expression:
            case Symbol():
                text = code_name(expression, self._notation, self._layers)
            case Transposed(operand):
                text = f"{self._within(operand, _ATOM)}.T"
            case WithoutBias(operand, axis):
                text = f"{self._within(operand, _ATOM)}[{without_bias(axis)}]"
            case SumOverSamples(operand, axis):
                text = f"{self._within(operand, _ATOM)}.sum(axis={axis}, keepdims=True)"
            case Softmax(operand, axis):
                text = f"softmax({self.write(operand)[0]}, axis={axis})"
            case WithOnes(operand, axis):
                text = f"with_ones({self.write(operand)[0]}, axis={axis})"
            case Sigmoid(operand):
                text = f"sigmoid({self.write(operand)[0]})"
            case _:
                raise TypeError(f"expected an expression, got {type(expression).__name__}")
        return text

    def _within(self, expression: Expression, binding: int) -> str:
        text, own_binding = self.write(expression)
        return text if own_binding >= binding else f"({text})"


def without_bias(axis: int) -> str:
    """Return the slice that leaves out row 0, or column 0."""
    return "1:" if axis == 0 else ":, 1:"
