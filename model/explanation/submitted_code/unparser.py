"""Text of expressions, with no more parentheses than they need."""

from model.explanation.submitted_code.syntax import (
    Binary,
    Call,
    Index,
    Name,
    Node,
    Number,
    Size,
    Transpose,
    Unary,
)

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
