"""Repairs of a line at which numpy stops: the changes after which it computes the gradient.

A line that stops has no result to compare, so its mistakes are found by correcting them: each
change that fixes a known mistake is tried, and every pair of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from model.explanation.conventions.expressions import Symbol
from model.explanation.submitted_code import comparison
from model.explanation.submitted_code.budget import Budget
from model.explanation.submitted_code.diagnosis import Trials, factors, names_of_factor
from model.explanation.submitted_code.environment import Environment
from model.explanation.submitted_code.evaluation import Evaluator, StoppedError
from model.explanation.submitted_code.mistakes import Finding, order
from model.explanation.submitted_code.program import Outcome
from model.explanation.submitted_code.rewriting import with_operators
from model.explanation.submitted_code.syntax import (
    Binary,
    Call,
    Index,
    LineError,
    Name,
    Node,
    Size,
    Transpose,
    Unary,
)

_EVERYTHING = slice(None)
_WITHOUT_BIAS = {False: (slice(1, None),), True: (_EVERYTHING, slice(1, None))}
_WITHOUT_LAST = {False: (slice(None, -1),), True: (_EVERYTHING, slice(None, -1))}
"""Without a row, or without a column if samples are columns."""


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
    """Return the mistakes of a wrong line, or one that stops, and the corrected expression.

    There are none if no two changes fix it.
    """
    if outcome.stop is not None and not outcome.stop.operator:
        return (), None
    budget = Budget()
    rules = _Rules(environment)
    first = list(rules.changes(with_operators(outcome.line.expression)))
    best: _Repair | None = None
    for changes in (((change,) for change in first), _pairs(first, rules)):
        for change in changes:
            if not trials.take() or budget.numbers < 0 or budget.products < 0:
                break
            candidate = _try(change, outcome, environment, budget)
            if candidate and (best is None or len(candidate.findings) < len(best.findings)):
                best = candidate
        if best is not None:
            return best.findings, best.expression
    return (), None


def factor_of(outcome: Outcome, environment: Environment) -> float | None:
    """Return the factor of sign and mean by which a line is wrong; 1 if it is right."""
    try:
        value = Evaluator(outcome.scope, Budget()).evaluate(outcome.line.expression)
    except (StoppedError, LineError):
        return None
    for factor in factors(environment.N):
        if comparison.is_correct(value, environment, outcome.name, factor):
            return factor
    return None


def is_correct(outcome: Outcome, environment: Environment) -> bool:
    """Return whether a line computes the gradient, apart from sign and mean."""
    return factor_of(outcome, environment) is not None


def _pairs(first: list[_Change], rules: "_Rules") -> Iterator[tuple[_Change, ...]]:
    for change in first:
        for second in rules.changes(change.expression):
            yield change, second


def _try(
    changes: tuple[_Change, ...], outcome: Outcome, environment: Environment, budget: Budget
) -> _Repair | None:
    expression = changes[-1].expression
    try:
        value = Evaluator(outcome.scope, budget).evaluate(expression)
    except (StoppedError, LineError):
        return None
    for factor in factors(environment.N):
        if comparison.is_correct(value, environment, outcome.name, factor):
            findings = [change.corrected for change in changes]
            findings += map(Finding, names_of_factor(factor, environment.N))
            return _Repair(order(findings), expression)
    return None


class _Rules:
    """Changes that fix a known mistake, in the convention of an environment."""

    def __init__(self, environment: Environment) -> None:
        has_columns = environment.convention.has_columns
        self._without_bias = _WITHOUT_BIAS[has_columns]
        self._without_last = _WITHOUT_LAST[has_columns]
        layers = range(1, environment.layers + 1)
        weights = {environment.name(Symbol("W", k)): k for k in layers}
        # Only weights that hold the bias have a row to be left out.
        self._folded = weights if environment.convention.is_folded else {}

    def changes(self, node: Node) -> Iterator[_Change]:
        """Yield an expression with each change at each of its places."""
        yield from self._changes_here(node)
        match node:
            case Binary():
                for change in self.changes(node.left):
                    yield change._replace(expression=replace(node, left=change.expression))
                for change in self.changes(node.right):
                    yield change._replace(expression=replace(node, right=change.expression))
            case Unary() | Transpose() | Size():
                for change in self.changes(node.operand):
                    yield change._replace(expression=replace(node, operand=change.expression))
            case Call():
                for k, argument in enumerate(node.arguments):
                    for change in self.changes(argument):
                        arguments = list(node.arguments)
                        arguments[k] = change.expression
                        changed = replace(node, arguments=tuple(arguments))
                        yield change._replace(expression=changed)

    def _changes_here(self, node: Node) -> Iterator[_Change]:
        match node:
            case Name() if node.name in self._folded:
                used = Index("", node.line, node.column, node, self._without_bias)
                yield _Change(Finding("bias-row-kept", self._layer_before(node)), used)
            case Index(items=items) if items == self._without_last and self._folded:
                yield _Change(
                    Finding("wrong-row-dropped", self._layer_before(node.operand)),
                    replace(node, items=self._without_bias),
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

    def _layer_before(self, W: Node) -> int | None:
        """Return the layer that the weights lead back to: 2 for W3."""
        layer = self._folded.get(W.name) if isinstance(W, Name) else None
        return layer - 1 if layer and layer > 1 else None
