"""Repairs of a line at which numpy stops: the changes after which it computes the gradient.

A line that stops has no result to compare, so its mistakes are found by correcting them: each
change that fixes a known mistake is tried, and every pair of them.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from model.explanation.conventions.expressions import Symbol
from model.explanation.submitted_code import comparison
from model.explanation.submitted_code.budget import Budget
from model.explanation.submitted_code.diagnosis import Trials, factors, names_of_factor
from model.explanation.submitted_code.environment import Environment
from model.explanation.submitted_code.evaluation import Evaluator, StoppedError
from model.explanation.submitted_code.mistakes import Diagnosis, Finding, order
from model.explanation.submitted_code.program import Outcome
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
    children,
)

_EVERYTHING = slice(None)
_WITHOUT_BIAS = {False: (slice(1, None),), True: (_EVERYTHING, slice(1, None))}
_WITHOUT_LAST = {False: (slice(None, -1),), True: (_EVERYTHING, slice(None, -1))}
"""Without a row, or without a column if samples are columns."""


_OPERATORS = {"dot": "@", "matmul": "@", "multiply": "*"}


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


def with_operators(node: Node) -> Node:
    """Return an expression with ``@`` for `dot` and `matmul`, and ``*`` for `multiply`."""
    match node:
        case Binary():
            left, right = with_operators(node.left), with_operators(node.right)
            return replace(node, left=left, right=right)
        case Unary() | Transpose() | Index() | Size():
            return replace(node, operand=with_operators(node.operand))
        case Call():
            arguments = tuple(map(with_operators, node.arguments))
            operator = _OPERATORS.get(node.function)
            if operator is None or len(arguments) != 2:
                return replace(node, arguments=arguments)
            return Binary(node.text, node.line, node.column, operator, *arguments)
    return node


def grouped(expression: Node) -> Binary | None:
    """Return ``A.T @ (E @ W.T * S)`` for ``A.T @ E @ W.T * S``, which is read from the left.

    There is none if the expression does not begin with a matrix product that others follow.
    """
    following: list[Binary] = []
    node = expression
    while isinstance(node, Binary):
        following.append(node)
        node = node.left
    if len(following) < 2 or following[-1].operator != "@":
        return None
    first = following.pop()
    right = first.right
    for binary in reversed(following):
        right = replace(binary, left=right)
    return replace(first, right=right)


def grouped_product(expression: Node) -> tuple[Node, Node] | None:
    """Return ``S * (W.T @ E) @ A.T`` for ``S * W.T @ E @ A.T``, and the product that it groups.

    There is none if no elementwise product comes before two matrix products.
    """
    following: list[Binary] = []
    node = expression
    while isinstance(node, Binary) and node.operator in {"@", "*"}:
        following.insert(0, node)
        node = node.left
    operators = "".join(binary.operator for binary in following)
    if not operators.endswith("@@") or "*@" not in operators:
        return None
    k = operators.index("*@")
    product = following[k].right
    for binary in following[k + 1 : -1]:
        product = replace(binary, left=product)
    elementwise = replace(following[k], right=product)
    return replace(following[-1], left=elementwise), product


def completed(
    expression: Node, names: Collection[Diagnosis], environment: Environment
) -> Iterator[Node]:
    """Yield expressions that correct sign and mean, in the place of the convention.

    Parameters
    ----------
    expression : Node
        Right apart from them.
    names : collection of str
        "sign", "missing-mean" or "mean-twice".
    environment : Environment
    """
    P, Y, N = (environment.name(Symbol(kind)) for kind in ("P", "Y", "N"))
    mean_is_last = environment.convention.mean == "mean-at-dw"

    def divided(node: Node) -> Node:
        return Binary("", node.line, node.column, "/", node, Name(N, node.line, node.column, N))

    def changed(node: Node) -> Node:
        match node:
            case Binary(operator="/", right=Name(name=name)) if name == N and (
                "mean-twice" in names and {*names} <= {"sign", "mean-twice"}
            ):
                return changed(node.left)
            case Binary(operator="-", left=Name(name=left), right=Name(name=right)) if {
                left,
                right,
            } == {P, Y}:
                if "sign" in names:
                    node = replace(node, left=node.right, right=node.left)
                return divided(node) if "missing-mean" in names and not mean_is_last else node
            case Binary():
                return replace(node, left=changed(node.left), right=changed(node.right))
            case Unary() | Transpose() | Index() | Size():
                return replace(node, operand=changed(node.operand))
            case Call():
                return replace(node, arguments=tuple(map(changed, node.arguments)))
        return node

    yield (
        divided(changed(expression))
        if "missing-mean" in names and mean_is_last
        else changed(expression)
    )


def products(node: Node) -> str:
    """Return the operators ``@`` and ``*`` of an expression, from the left."""
    if isinstance(node, Binary):
        operator = node.operator if node.operator in {"@", "*"} else ""
        return products(node.left) + operator + products(node.right)
    return "".join(map(products, children(node)))


def factor_of(outcome: Outcome, environment: Environment) -> float | None:
    """Return the factor of sign and mean by which a line is wrong; 1 if it is right."""
    try:
        value = Evaluator(outcome.scope, Budget()).evaluate(outcome.line.expression)
    except (StoppedError, LineError):
        return None
    for factor in factors(environment.N):
        if comparison.is_right(value, environment, outcome.name, factor):
            return factor
    return None


def is_right(outcome: Outcome, environment: Environment) -> bool:
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
        if comparison.is_right(value, environment, outcome.name, factor):
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
    text, own_binding = _unparse(node)
    return text if own_binding >= binding else f"({text})"


def _item(item: object) -> str:
    if isinstance(item, slice):
        start, stop = ("" if bound is None else str(bound) for bound in (item.start, item.stop))
        return f"{start}:{stop}" + ("" if item.step is None else f":{item.step}")
    return "..." if item is ... else str(item)
