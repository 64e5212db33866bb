"""Expressions of the notation, and the errors of lines that are not in it."""

from collections.abc import Iterator
from dataclasses import dataclass


class LineError(ValueError):
    """A line is not in the notation, or asks for too much.

    Attributes
    ----------
    reason : str
        What was expected, and what is there.
    line, column : int
        Its position; both count from 1, as editors do.
    """

    def __init__(self, reason: str, line: int, column: int) -> None:
        super().__init__(f"line {line}, column {column}: {reason}")
        self.reason, self.line, self.column = reason, line, column


@dataclass(frozen=True)
class Node:
    """An expression.

    Attributes
    ----------
    text : str
        As it was typed.
    line, column : int
        The position of the operator, or of the first character; both count from 1.
    """

    text: str
    line: int
    column: int


@dataclass(frozen=True)
class Number(Node):
    """A number such as 1, 0.5 or 1e-3."""

    value: float


@dataclass(frozen=True)
class Name(Node):
    """The name of an array or a number."""

    name: str


@dataclass(frozen=True)
class Unary(Node):
    """``-x`` or ``+x``."""

    operator: str
    operand: Node


@dataclass(frozen=True)
class Binary(Node):
    """``x @ y`` and the like, with one of ``@ * / + - **``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Transpose(Node):
    """``x.T``."""

    operand: Node


@dataclass(frozen=True)
class Index(Node):
    """``x[1:]``, ``x[:, 0]``, ``x[None]``; an Ellipsis is allowed, too."""

    operand: Node
    items: tuple[object, ...]


@dataclass(frozen=True)
class Size(Node):
    """``x.shape[k]``, or ``len(x)`` with k = 0."""

    operand: Node
    axis: int


@dataclass(frozen=True)
class Call(Node):
    """A function of `model.explanation.submitted_code.functions`, also if written as a method."""

    function: str
    arguments: tuple[Node, ...]
    options: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True)
class Line:
    """An assignment.

    Attributes
    ----------
    name : str or None
        The name before the equals sign; None if there is none.
    expression : Node
    text : str
        As it was typed.
    line, column : int
        Where it begins; both count from 1.
    """

    name: str | None
    expression: Node
    text: str
    line: int
    column: int


def children(node: Node) -> tuple[Node, ...]:
    """Return the operands of an expression."""
    match node:
        case Unary() | Transpose() | Index() | Size():
            return (node.operand,)
        case Binary():
            return (node.left, node.right)
        case Call():
            return node.arguments
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield an expression and all within it."""
    yield node
    for child in children(node):
        yield from walk(child)
