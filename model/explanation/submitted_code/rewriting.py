"""Rewriting of expressions: other spellings, groupings, signs and means."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from model.explanation.conventions.expressions import Symbol
from model.explanation.submitted_code.environment import Environment
from model.explanation.submitted_code.mistakes import Diagnosis
from model.explanation.submitted_code.syntax import (
    Binary,
    Call,
    Index,
    Name,
    Node,
    Size,
    Transpose,
    Unary,
    children,
)

_OPERATORS = {"dot": "@", "matmul": "@", "multiply": "*"}


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
