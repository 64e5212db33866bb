"""Parser of the notation: a part of numpy's, read by hand and never by Python.

    line     = [NAME "="] sum
    sum      = product (("+" | "-") product)*
    product  = unary (("@" | "*" | "/") unary)*
    unary    = ("-" | "+") unary | power
    power    = postfix ["**" unary]
    postfix  = atom (".T" | ".shape[K]" | ".METHOD(...)" | "[" index ("," index)* "]")*
    atom     = NUMBER | NAME | ["np."] FUNCTION "(" sum ("," ...)* ")" | "(" sum ")"
    index    = [K] ":" [K] [":" [K]] | K | "None" | "..."

Precedence is Python's: ``A @ B * C`` is ``(A @ B) * C``. Lines end at a new line or a semicolon.
"""

from model.explanation.submitted_code.arguments import LIBRARY, ArgumentParser
from model.explanation.submitted_code.functions import FUNCTIONS, METHODS
from model.explanation.submitted_code.syntax import (
    Binary,
    Call,
    Index,
    Line,
    LineError,
    Name,
    Node,
    Number,
    Size,
    Transpose,
    Unary,
)
from model.explanation.submitted_code.tokens import MAX_CHARACTERS, Token

MAX_LINES = 20
_OPERAND = "a name, a number or ("


def parse(text: str) -> list[Line]:
    """Return the lines of a text.

    Raises
    ------
    LineError
        If one is not in the notation, or there are too many; with its line and column.
    """
    lines = _Parser(text).lines()
    if not lines:
        raise LineError("expected a line such as dW3 = A2.T @ delta3, got none", 1, 1)
    return lines


def parse_lines(texts: list[str]) -> list[Line]:
    """Return the lines of a list of texts, each of which counts as one line.

    Raises
    ------
    LineError
        As `parse`.
    """
    for number, text in enumerate(texts, 1):
        if "\n" in text:
            raise LineError("expected one line in each text", number, text.index("\n") + 1)
        try:
            _Parser(text).lines()  # brackets are closed within a line
        except LineError as error:
            raise LineError(error.reason, number, error.column) from None
    joined = "\n".join(texts)
    if len(joined) > MAX_CHARACTERS:
        message = f"expected at most {MAX_CHARACTERS:,} characters in all lines"
        raise LineError(f"{message}, got {len(joined):,}", len(texts), 1)
    return parse(joined)


class _Parser(ArgumentParser):
    """Recursive descent over the tokens of a text."""

    def lines(self) -> list[Line]:
        """Return all lines."""
        lines: list[Line] = []
        while self._position < len(self._tokens):
            if self._next.kind == "end":
                self._position += 1
                continue
            if len(lines) == MAX_LINES:
                self._fail(f"expected at most {MAX_LINES} lines")
            lines.append(self._line())
        return lines

    def _line(self) -> Line:
        first, name = self._next, None
        following = self._tokens[self._position + 1 :][:1]
        if first.kind == "name" and following and following[0].text == "=":
            name = first.text
            if name in {*FUNCTIONS, *LIBRARY, "None"}:
                self._fail(f"expected the name of a result before =, got {name!r}")
            self._position += 2
        expression = self._sum()
        if self._next.kind != "end":
            hint = "an operator such as @ or *, or the end of the line"
            self._fail_at_next(hint)
        return Line(name, expression, self._text_from(first), first.line, first.column)

    def _sum(self) -> Node:
        first, left = self._next, self._product()
        while operator := self._accept("+", "-"):
            left = self._binary(first, operator, left, self._product())
        return left

    def _product(self) -> Node:
        first, left = self._next, self._unary()
        while operator := self._accept("@", "*", "/"):
            left = self._binary(first, operator, left, self._unary())
        return left

    def _binary(self, first: Token, operator: Token, left: Node, right: Node) -> Node:
        self._count(operator)
        text = self._text_from(first)
        return Binary(text, operator.line, operator.column, operator.text, left, right)

    def _unary(self) -> Node:
        first = self._next
        if not (sign := self._accept("-", "+")):
            return self._power()
        self._nested(sign)
        self._count(sign)
        operand = self._unary()
        self._depth -= 1
        return Unary(self._text_from(first), first.line, first.column, sign.text, operand)

    def _power(self) -> Node:
        first, base = self._next, self._postfix()
        if not (operator := self._accept("**")):
            return base
        self._nested(operator)
        exponent = self._unary()
        self._depth -= 1
        return self._binary(first, operator, base, exponent)

    def _postfix(self) -> Node:
        first, node = self._next, self._atom()
        while True:
            if self._accept("["):
                self._count(first)
                items = self._index()
                node = Index(self._text_from(first), first.line, first.column, node, items)
            elif self._accept("."):
                self._count(first)
                node = self._attribute(first, node)
            else:
                return node

    def _attribute(self, first: Token, node: Node) -> Node:
        token = self._next
        allowed = ("T", "shape", *METHODS)
        if token.kind != "name" or token.text not in allowed:
            self._fail_at_next(f"one of .{', .'.join(allowed)}")
        self._position += 1
        match token.text:
            case "T":
                return Transpose(self._text_from(first), first.line, first.column, node)
            case "shape":
                self._expect("[", "[ and a number, as in .shape[0]")
                axis = self._integer()
                self._expect("]")
                return Size(self._text_from(first), first.line, first.column, node, axis)
            case name:
                return self._call(first, name, (node,))

    def _atom(self) -> Node:
        token = self._next
        if self._accept("("):
            self._nested(token)
            inner = self._sum()
            self._expect(")", "an operator or )")
            self._depth -= 1
            return inner
        if token.kind not in {"name", "number"}:
            self._fail_at_next(_OPERAND)
        self._position += 1
        if token.kind == "number":
            value = float(token.text)
            if value == float("inf"):
                self._fail("expected a number within the range of float64", token)
            return Number(token.text, token.line, token.column, value)
        if token.text in LIBRARY:
            self._expect(".", f"a dot and a function, as in {token.text}.sum")
            function = self._next
            if function.kind != "name" or function.text not in FUNCTIONS:
                self._fail_at_next(f"one of {', '.join(FUNCTIONS)}")
            self._position += 1
            self._count(token)
            return self._call(token, function.text, ())
        if self._next.text == "(" and self._next.kind == "operator":
            self._count(token)
            if token.text == "len":
                return self._length(token)
            if token.text not in FUNCTIONS:
                expected = f"expected one of the functions {', '.join(FUNCTIONS)}, len"
                self._fail(f"{expected}, or an operator, got {token}", token)
            return self._call(token, token.text, ())
        return Name(token.text, token.line, token.column, token.text)

    def _length(self, first: Token) -> Node:
        self._expect("(")
        self._nested(first)
        operand = self._sum()
        self._depth -= 1
        self._expect(")")
        return Size(self._text_from(first), first.line, first.column, operand, 0)

    def _call(self, first: Token, name: str, before: tuple[Node, ...]) -> Node:
        """Parse the arguments of a function, after its name."""
        function = FUNCTIONS[name]
        self._expect("(")
        self._nested(first)
        arguments = [*before]
        while len(arguments) < function.operands:
            if len(arguments) > len(before):
                self._expect(",", f"a comma: {name} takes {function.operands} arrays")
            arguments.append(self._sum())
        options = self._options(name, function, needs_comma=len(arguments) > len(before))
        self._depth -= 1
        self._expect(")", "a comma or )" if function.options else ")")
        text = self._text_from(first)
        return Call(text, first.line, first.column, name, tuple(arguments), tuple(options.items()))
