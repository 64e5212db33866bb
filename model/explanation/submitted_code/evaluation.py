"""Evaluation of lines, operation by operation, with the shapes of the operands.

Every operation is checked before numpy runs it: a line asks for a bounded number of multiplications
and a bounded amount of memory, whatever is in it. All of it is float64.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from model.explanation.submitted_code.budget import Budget, Shape
from model.explanation.submitted_code.functions import FUNCTIONS, OPERATORS
from model.explanation.submitted_code.syntax import (
    Binary,
    Call,
    Index,
    LineError,
    Name,
    Node,
    Number,
    Size,
    Transpose,
    Unary,
)
from model.network import Array


@dataclass(frozen=True)
class Operand:
    """An operand of an operation: its text and shape."""

    expression: str
    shape: Shape


@dataclass(frozen=True)
class Step:
    """An operation with its result.

    Attributes
    ----------
    expression : str
        As it was typed.
    operator : str
        ``@``, ``*``, ... or the name of a function.
    operands : tuple of Operand
    shape : tuple of int
        Of the result.
    broadcasts : bool
        Whether numpy silently repeated an array, so that the shapes fit.
    non_finite : str or None
        "nan" or "inf", if the result has such an entry and the operands have none.
    """

    expression: str
    operator: str
    operands: tuple[Operand, ...]
    shape: Shape
    broadcasts: bool
    non_finite: str | None = None


@dataclass(frozen=True)
class Stop:
    """The operation at which numpy raises.

    Attributes
    ----------
    expression, operator, operands
        As in `Step`.
    line, column : int
        The position of the operator; both count from 1.
    message : str
        numpy's own.
    """

    expression: str
    operator: str
    operands: tuple[Operand, ...]
    line: int
    column: int
    message: str


class StoppedError(Exception):
    """numpy raised at an operation."""

    def __init__(self, stop: Stop) -> None:
        super().__init__(stop.message)
        self.stop = stop


@dataclass
class Evaluator:
    """Evaluates expressions.

    Attributes
    ----------
    scope : dict of arrays
        What names stand for.
    budget : Budget
    steps : list of Step
        The operations so far; slices and transpositions do not count as operations.
    """

    scope: Mapping[str, Array]
    budget: Budget = field(default_factory=Budget)
    steps: list[Step] = field(default_factory=list)

    def evaluate(self, node: Node) -> Array:
        """Return the value of an expression, float64.

        Raises
        ------
        StoppedError
            If numpy raises at an operation.
        LineError
            If an operation asks for too much.
        """
        match node:
            case Number():
                value = np.asarray(node.value)
            case Name():
                value = self.scope[node.name]
            case Unary():
                value = self.evaluate(node.operand)
                self.budget.spend(node, value.shape)
                value = np.asarray(-value) if node.operator == "-" else value
            case Transpose():
                value = self.evaluate(node.operand).T
            case Index() | Size():
                value = self._subscript(node)
            case Binary():
                operands = (node.left, node.right)
                value = self._apply(node, node.operator, operands, OPERATORS[node.operator], {})
            case Call():
                compute, options = FUNCTIONS[node.function].compute, dict(node.options)
                value = self._apply(node, node.function, node.arguments, compute, options)
            case _:
                raise TypeError(f"expected an expression, got {type(node).__name__}")
        return value

    def _apply(
        self, node: Node, operator: str, operands: tuple[Node, ...], compute: Any, options: Any
    ) -> Array:
        values = [self.evaluate(operand) for operand in operands]
        shapes = tuple(
            Operand(operand.text, value.shape)
            for operand, value in zip(operands, values, strict=True)
        )
        self._spend(node, operator, values)
        try:
            with np.errstate(all="ignore"):  # what is not finite is named in the step
                result = np.asarray(compute(*values, **options), dtype=np.float64)
        except (ValueError, IndexError, TypeError) as error:
            raise StoppedError(_stop(node, operator, shapes, error)) from error
        finite = all(np.isfinite(value).all() for value in values)
        self.steps.append(
            Step(
                node.text,
                operator,
                shapes,
                result.shape,
                _broadcasts(operator, values),
                _non_finite(result) if finite else None,
            )
        )
        return result

    def _spend(self, node: Node, operator: str, values: list[Array]) -> None:
        """Deduct the cost of an operation; numpy itself rejects shapes that do not fit."""
        if len(values) == 1:
            size = values[0].size
            is_square = operator == "diag" and values[0].ndim == 1
            self.budget.spend(node, (size, size) if is_square else (size,))
            return
        left, right = (value.shape for value in values)
        if operator == "outer":
            self.budget.spend(node, (math.prod(left), math.prod(right)))
        elif operator in {"@", "dot", "matmul"} and left and right:
            if operator == "dot" and max(len(left), len(right)) > 2:
                message = "expected arrays of at most two dimensions for dot"
                raise LineError(message, node.line, node.column)
            rows = math.prod(left[-2:-1])
            columns = right[-1] if len(right) > 1 else 1
            batch = _broadcast(left[:-2], right[:-2])
            if batch is not None and left[-1] == right[-2:][0]:
                products = math.prod(batch) * rows * columns * left[-1]
                self.budget.spend(node, (*batch, rows, columns), products)
        elif (shape := _broadcast(left, right)) is not None:
            self.budget.spend(node, shape)

    def _subscript(self, node: Index | Size) -> Array:
        value = self.evaluate(node.operand)
        try:
            if isinstance(node, Size):
                return np.asarray(float(value.shape[node.axis]))
            items: Any = node.items
            result = np.asarray(value[items])
        except (IndexError, ValueError) as error:  # ValueError: a step of 0
            operands = (Operand(node.operand.text, value.shape),)
            operator = "shape" if isinstance(node, Size) else "[]"
            raise StoppedError(_stop(node, operator, operands, error)) from error
        self.budget.spend(node, (0,) * result.ndim)  # a view takes no memory
        return result


def _stop(node: Node, operator: str, operands: tuple[Operand, ...], error: Exception) -> Stop:
    return Stop(node.text, operator, operands, node.line, node.column, str(error).strip())


def _broadcast(left: Shape, right: Shape) -> Shape | None:
    try:
        return np.broadcast_shapes(left, right)
    except ValueError:
        return None


def _broadcasts(operator: str, values: list[Array]) -> bool:
    """Return whether one of two arrays, neither of them a number, was broadcast."""
    if len(values) < 2 or operator in {"@", "dot", "matmul", "outer"}:
        return False
    left, right = values
    return left.ndim > 0 and right.ndim > 0 and left.shape != right.shape


def _non_finite(result: Array) -> str | None:
    if np.isfinite(result).all():
        return None
    return "nan" if np.isnan(result).any() else "inf"
