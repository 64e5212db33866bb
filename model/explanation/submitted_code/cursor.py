"""Position of a parser in its tokens, and the limits that it enforces."""

from typing import NoReturn

from model.explanation.submitted_code.syntax import LineError
from model.explanation.submitted_code.tokens import Token, tokenize

MAX_OPERATIONS = 100
"""Maximum number of operators, slices and calls in all lines."""

MAX_DEPTH = 20
"""Maximum depth of nested brackets and signs."""

MAX_INDEX = 1_000_000


class Cursor:
    """Reads the tokens of a text one after the other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokenize(text)
        self._position = 0
        self._operations = 0
        self._depth = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._position]

    def _advance(self) -> Token:
        token = self._next
        self._position += 1
        return token

    def _accept(self, *texts: str) -> Token | None:
        is_operator = self._next.kind == "operator" and self._next.text in texts
        return self._advance() if is_operator else None

    def _expect(self, text: str, expected: str | None = None) -> Token:
        return self._accept(text) or self._fail_at_next(expected or repr(text))

    def _fail_at_next(self, expected: str) -> NoReturn:
        self._fail(f"expected {expected}, got {self._next}")

    def _fail(self, message: str, token: Token | None = None) -> NoReturn:
        at = token or self._next
        raise LineError(message, at.line, at.column)

    def _text_from(self, first: Token) -> str:
        last = self._tokens[self._position - 1]
        return self._text[first.offset : last.offset + len(last.text)]

    def _count(self, token: Token) -> None:
        self._operations += 1
        if self._operations > MAX_OPERATIONS:
            self._fail(f"expected at most {MAX_OPERATIONS} operations in all lines", token)

    def _nested(self, token: Token) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._fail(f"expected at most {MAX_DEPTH} brackets and signs in each other", token)

    def _integer(self) -> int:
        sign = self._accept("-")
        token = self._next
        if token.kind != "number" or not token.text.isdigit() or int(token.text) > MAX_INDEX:
            self._fail_at_next(f"a whole number up to {MAX_INDEX:,}")
        self._position += 1
        return -int(token.text) if sign else int(token.text)

    def _bound(self) -> int | None:
        is_number = self._next.kind == "number" or self._next.text == "-"
        return self._integer() if is_number else None
