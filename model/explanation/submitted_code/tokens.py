"""Tokens of the notation: names, numbers and operators, with their positions."""

import re
from dataclasses import dataclass

from model.explanation.submitted_code.syntax import LineError

MAX_CHARACTERS = 2000
"""Maximum length of all lines together."""

MAX_TOKEN_CHARACTERS = 40

_TOKEN = re.compile(
    r"(?P<space>[ \t\r]+|\#[^\n]*|\\\n)|(?P<end>[\n;])"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z_0-9]*)|(?P<operator>\*\*|\.\.\.|[-+*/@()\[\],:.=])"
)
_HINTS = {
    "−": "- (the minus sign of a keyboard)",
    "–": "- (the minus sign of a keyboard)",
    "×": "* for an elementwise and @ for a matrix product",
    "·": "* for an elementwise and @ for a matrix product",
    "⊙": "* for an elementwise product",
    "∘": "* for an elementwise product",
    "^": "** for a power",
    "ᵀ": ".T for a transposed array",
    "δ": "delta1, delta2, ... for an error signal",
}


@dataclass(frozen=True)
class Token:
    """A token: its kind ("name", "number", "operator", "end"), text and position from 1."""

    kind: str
    text: str
    offset: int
    line: int
    column: int

    def __str__(self) -> str:
        return "the end of the line" if self.kind == "end" else repr(self.text[:20])


def tokenize(text: str) -> list[Token]:
    """Return the tokens of one or more lines; a line within brackets goes on.

    Raises
    ------
    LineError
        If the text is too long, or a character belongs to no token.
    """
    if len(text) > MAX_CHARACTERS:
        line = text.count("\n", 0, MAX_CHARACTERS) + 1
        column = MAX_CHARACTERS - text.rfind("\n", 0, MAX_CHARACTERS)
        message = f"expected at most {MAX_CHARACTERS:,} characters, got {len(text):,}"
        raise LineError(message, line, column)
    tokens: list[Token] = []
    position, line, start, depth = 0, 1, 0, 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        column = position - start + 1
        if match is None:
            character = text[position]
            expected = _HINTS.get(character, "a name, a number or an operator")
            raise LineError(f"expected {expected}, got {character!a}", line, column)
        kind, content = str(match.lastgroup), match[0]
        if kind in {"name", "number"} and len(content) > MAX_TOKEN_CHARACTERS:
            message = f"expected a {kind} of at most {MAX_TOKEN_CHARACTERS} characters"
            raise LineError(f"{message}, got {len(content)}", line, column)
        depth += (content in {"(", "["}) - (content in {")", "]"})
        if kind != "space" and not (kind == "end" and content == "\n" and depth > 0):
            tokens.append(Token(kind, content, position, line, column))
        position = match.end()
        if content.endswith("\n"):
            line, start = line + 1, position
    tokens.append(Token("end", "", len(text), line, len(text) - start + 1))
    return tokens
