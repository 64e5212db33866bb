"""Repairs of a line at which numpy stops: the changes after which it computes the gradient.

A line that stops has no result to compare, so its mistakes are found the other way round: each
change that mends a known mistake is tried, and every two of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from model.explanation.check_mine.budget import Budget
from model.explanation.check_mine.comparison import agrees
from model.explanation.check_mine.diagnosis import Trials, factors, names_of_factor
from model.explanation.check_mine.environment import Environment
from model.explanation.check_mine.evaluation import Evaluator, StoppedError
from model.explanation.check_mine.mistakes import Finding, order
from model.explanation.check_mine.program import Outcome
from model.explanation.check_mine.syntax import (
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

WITHOUT_BIAS = (slice(1, None, None),)
WITHOUT_LAST = (slice(None, -1, None),)


class _Change(NamedTuple):
    corrected: Finding
    expression: Node


@dataclass(frozen=True)
class _Repair:
    findings: tuple[Finding, ...]
    expression: Node


def repair(
    outcome: Outcome, environment: Environment, trials: Trials
) -> tuple[tuple[Finding, ...], Node | None]:
    """Return the mistakes of a line at which numpy stops, and the corrected expression.

    There are none if no two changes mend it.
    """
    if outcome.stop is None or not outcome.stop.operator:
        return (), None
    budget = Budget()
    first = list(_changes(outcome.line.expression))
    best: _Repair | None = None
    for changes in (((change,) for change in first), _pairs(first)):
        for change in changes:
            if not trials.take() or budget.numbers < 0 or budget.products < 0:
                break
            found = _try(change, outcome, environment, budget)
            if found and (best is None or len(found.findings) < len(best.findings)):
                best = found
        if best is not None:
            return best.findings, best.expression
    return (), None


def is_right(outcome: Outcome, environment: Environment) -> bool:
    """Return whether a line computes the gradient, or it but for the sign and the mean."""
    return (
        _try((_Change(Finding("sign"), outcome.line.expression),), outcome, environment, Budget())
        is not None
    )


def _pairs(first: list[_Change]) -> Iterator[tuple[_Change, ...]]:
    for change in first:
        for second in _changes(change.expression):
            yield change, second


def _try(
    changes: tuple[_Change, ...], outcome: Outcome, environment: Environment, budget: Budget
) -> _Repair | None:
    expression, expected = changes[-1].expression, environment.gradients[outcome.name]
    try:
        value = Evaluator(outcome.scope, budget).evaluate(expression)
    except (StoppedError, LineError):
        return None
    for factor in factors(environment.N):
        if agrees(value, factor * expected):
            made = [change.corrected for change in changes]
            made += map(Finding, names_of_factor(factor, environment.N))
            return _Repair(order(made), expression)
    return None


def _changes(node: Node) -> Iterator[_Change]:
    """Yield an expression with each change at each of its places."""
    yield from _changes_here(node)
    match node:
        case Binary():
            for change in _changes(node.left):
                yield change._replace(expression=replace(node, left=change.expression))
            for change in _changes(node.right):
                yield change._replace(expression=replace(node, right=change.expression))
        case Unary() | Transpose() | Size():
            for change in _changes(node.operand):
                yield change._replace(expression=replace(node, operand=change.expression))
        case Call():
            for k, argument in enumerate(node.arguments):
                for change in _changes(argument):
                    arguments = list(node.arguments)
                    arguments[k] = change.expression
                    yield change._replace(expression=replace(node, arguments=tuple(arguments)))


def _changes_here(node: Node) -> Iterator[_Change]:
    match node:
        case Name() if node.name.startswith("W"):
            yield _Change(Finding("bias-row-kept", _layer_before(node)), _without_bias(node))
        case Index(items=items) if items == WITHOUT_LAST:
            yield _Change(
                Finding("wrong-row-dropped", _layer_before(node.operand)),
                replace(node, items=WITHOUT_BIAS),
            )
        case Transpose():
            yield _Change(Finding("factor-order"), node.operand)
        case Binary(operator="@"):
            right = node.right
            yield _Change(Finding("matrix-product"), replace(node, operator="*"))
            if isinstance(right, Transpose):
                yield _Change(
                    Finding("matrix-product"), replace(node, operator="*", right=right.operand)
                )
            yield _Change(Finding("factor-order"), replace(node, left=right, right=node.left))
        case Binary(operator="*"):
            yield _Change(Finding("matrix-product"), replace(node, operator="@"))
    if isinstance(node, Name | Index):
        yield _Change(Finding("factor-order"), Transpose("", node.line, node.column, node))


def _without_bias(W: Node) -> Index:
    return Index("", W.line, W.column, W, WITHOUT_BIAS)


def _layer_before(W: Node) -> int | None:
    """Return the layer that the weights lead back to: 2 for W3."""
    number = W.name.removeprefix("W") if isinstance(W, Name) else ""
    return int(number) - 1 if number.isdigit() and int(number) > 1 else None


_PRECEDENCE = {"+": 1, "-": 1, "@": 2, "*": 2, "/": 2, "**": 4}


def unparse(node: Node) -> str:
    """Return an expression as text."""
    return _unparse(node)[0]


def _unparse(node: Node) -> tuple[str, int]:
    """Return the text of an expression, and how tightly it binds."""
    text, binding = node.text, 5
    match node:
        case Number() | Name() | Size():
            pass
        case Unary():
            text, binding = node.operator + _within(node.operand, 3), 3
        case Binary():
            binding = _PRECEDENCE[node.operator]
            # The right operand of ** binds from the right, all others from the left.
            left = _within(node.left, binding + (node.operator == "**"))
            right = _within(node.right, binding + (node.operator != "**"))
            text = f"{left} {node.operator} {right}"
        case Transpose():
            text = f"{_within(node.operand, 5)}.T"
        case Index():
            text = f"{_within(node.operand, 5)}[{', '.join(map(_item, node.items))}]"
        case Call():
            arguments = [unparse(argument) for argument in node.arguments]
            arguments += [f"{name}={value}" for name, value in node.options]
            text = f"{node.function}({', '.join(arguments)})"
    return text, binding


def _within(node: Node, binding: int) -> str:
    text, own = _unparse(node)
    return text if own >= binding else f"({text})"


def _item(item: object) -> str:
    if isinstance(item, slice):
        start, stop = ("" if bound is None else str(bound) for bound in (item.start, item.stop))
        return f"{start}:{stop}" + ("" if item.step is None else f":{item.step}")
    return "..." if item is ... else str(item)
