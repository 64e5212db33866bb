"""The notation: what it reads, where it says that a line is wrong, and its limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.explanation.submitted_code import cursor, parser
from model.explanation.submitted_code.parser import parse, parse_lines
from model.explanation.submitted_code.syntax import LineError, walk


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("dW2 =", 6, "expected a name, a number or (, got the end of the line"),
        ("dW2 = A1.T @ (P - Y", 20, "expected an operator or ), got the end of the line"),
        ("dW2 = A1.T @ @ P", 14, "expected a name, a number or (, got '@'"),
        ("dW2 = A1 P", 10, "expected an operator such as @ or *, or the end of the line, got 'P'"),
        ("dW2 = A1.t", 10, "expected one of .T, .shape, .sum, .mean, .transpose, .dot, got 't'"),
        ("P ^ 2", 3, "expected ** for a power, got '^'"),
        ("P − Y", 3, "expected - (the minus sign of a keyboard), got '\\u2212'"),
        ("W3[1.5:]", 4, "expected a whole number up to 1,000,000, got '1.5'"),
        ("W3[]", 4, "expected a number, a slice such as 1:, None or ..., got ']'"),
        ("sum(P, 0, 1)", 11, "expected axis only once"),
        ("sum(P, keepdims=1)", 17, "expected True or False, got '1'"),
        ("np.outer(A1)", 12, "expected a comma: outer takes 2 arrays, got ')'"),
        ("1e999", 1, "expected a number within the range of float64"),
        ("exp = P", 1, "expected the name of a result before =, got 'exp'"),
    ],
)
def test_line_that_is_wrong_says_the_column_and_what_was_expected(text, column, message):
    with pytest.raises(LineError) as raised:
        parse(text)
    assert (raised.value.line, raised.value.column) == (1, column)
    assert raised.value.reason == message
    assert str(raised.value).startswith(f"line 1, column {column}: ")


PYTHON = [
    "__import__('os')",
    "P.__class__",
    "P.tofile(1)",
    "P.sum.__self__",
    "open(P)",
    "eval(P)",
    "exec(P)",
    "getattr(P, T)",
    "np.load(P)",
    "np.lib",
    "np.sum.__globals__",
    "[P for P in P]",
    "{P}",
    "{P: P}",
    "lambda: P",
    "P if P else P",
    "(P := Y)",
    "f'{P}'",
    "'P'",
    "P, Y",
    "(P, Y)",
    "*P",
    "P; import os",
    "P == Y",
    "P and Y",
    "not P",
    "P // Y",
    "P % Y",
    "P << 9",
    "P | Y",
    "~P",
    "await P",
    "yield P",
    "P += Y",
    "P[0] = Y",
    "a = b = P",
    "P[Y]",
    "P[[0]]",
    "P[True]",
    "0x10",
    "1_000",
    "1j",
    "P.T()",
    "P.shape",
    "P.dtype",
    "print(P)",
    "sum(P, out=P)",
    "@P",
    "\\P",
    "P\x00",
]


@pytest.mark.parametrize("text", PYTHON)
def test_rest_of_python_is_not_in_the_notation(text):
    with pytest.raises(LineError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("P @ (" + "P" * 3000, "at most 2,000 characters, got 3,005"),
        ("(" * 500 + "P" + ")" * 500, "at most 20 brackets and signs in each other"),
        ("-" * 500 + "P", "at most 20 brackets and signs in each other"),
        ("2" + "**2" * 300, "at most 20 brackets and signs in each other"),
        ("exp(" * 300 + "P" + ")" * 300, "at most 20 brackets and signs in each other"),
        ("P" + ".T" * 200, "at most 100 operations in all lines"),
        ("P" + "+P" * 200, "at most 100 operations in all lines"),
        ("P" + "[1:]" * 200, "at most 100 operations in all lines"),
        ("P\n" * 30, "at most 20 lines"),
        ("9" * 300, "a number of at most 40 characters, got 300"),
        ("P[99999999999:]", "a whole number up to 1,000,000"),
    ],
)
def test_line_beyond_a_limit_is_rejected(text, part):
    with pytest.raises(LineError, match=part):
        parse(text)


def test_precedence_is_that_of_python():
    [line] = parse("A @ B * C + -D ** 2")
    assert [node.text for node in walk(line.expression)][:3] == [
        "A @ B * C + -D ** 2",
        "A @ B * C",
        "A @ B",
    ]
    assert "-D ** 2" in [node.text for node in walk(line.expression)]


def test_lines_end_at_a_new_line_or_a_semicolon_outside_of_brackets():
    lines = parse("a = (P\n - Y); b = P # a comment; c = 1\n\nd = Y")
    assert [(line.name, line.line, line.column) for line in lines] == [
        ("a", 1, 1),
        ("b", 2, 8),
        ("d", 4, 1),
    ]


def test_error_in_a_list_of_lines_has_the_number_of_the_line():
    with pytest.raises(LineError) as raised:
        parse_lines(["a = P", "b = P @"])
    assert (raised.value.line, raised.value.column) == (2, 8)
    with pytest.raises(LineError, match="line 1, column 9: "):
        parse_lines(["a = (P +", "Y)"])
    with pytest.raises(LineError, match="line 2, column 6: "):
        parse_lines(["", "b = 0\u00d7"])


def test_text_that_is_too_long_names_the_place_of_the_first_character_too_many():
    with pytest.raises(LineError, match="line 286, column 6: expected at most 2,000 characters"):
        parse("a = P \n" * 300)


def test_no_lines_are_rejected():
    for empty in ("", " \n ; # nothing"):
        with pytest.raises(LineError, match="expected a line such as "):
            parse(empty)


texts = st.text(max_size=60) | st.lists(
    st.sampled_from([*"()[]:,.@*/+-=0189 \n;#", "**", "...", "np", "sum", "P", ".T", "axis", "N"]),
    max_size=60,
).map("".join)


def position_of_error(text):
    """Return the line and the column at which a text is rejected; None if it is parsed."""
    try:
        lines = parse(text)
    except LineError as error:
        return error.line, error.column
    nodes = [node for line in lines for node in walk(line.expression)]
    assert 1 <= len(lines) <= parser.MAX_LINES
    assert len(nodes) <= 3 * cursor.MAX_OPERATIONS + parser.MAX_LINES
    return None


@given(text=texts)
def test_any_text_is_parsed_or_rejected_with_its_position(text):
    position = position_of_error(text)
    assert position is None or min(position) >= 1
