"""Fuzzer of a learner's lines: programs in the notation, damaged ones and garbage give no 5xx.

A line that is refused is a 422 with its place, and afterwards a right one is answered as before.
"""

import json
import re

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from app.explanation.schemas import CheckedLines, TrainedLines
from app.main import create_app
from app.openapi import examples
from app.openapi.schemas import ProblemDetails
from app.settings import Settings
from model.explanation.conventions.arrays import given_symbols, gradient_symbols
from model.explanation.conventions.convention import parse_convention
from model.explanation.conventions.names import code_name
from model.explanation.submitted_code.functions import FUNCTIONS, METHODS
from tests.fuzz.example_count import FEW, MANY, try_examples

CHECK, TRAIN = "/explain/check-mine", "/explain/train-mine"
DRAWING = {"strokes": examples.STROKES, "label": examples.LABEL}
RIGHT = "dW3 = A2.T @ (P - Y) / N"
PLACE = re.compile(r"line (\d+), column (\d+): \S")

GIVEN = [*"XNPY", "A0", "A1", "A2", "z1", "z2", "z3", "H1", "H2", "W1", "W2", "W3"]
GRADIENTS = ["delta3", "dW3", "delta2", "dW2", "delta1", "dW1"]
NAMES = st.sampled_from([*GIVEN, *GRADIENTS])
NUMBERS = st.sampled_from(["0", "1", "-1", "0.5", "1e300", "1e-300", "32", "1e999"])
OPERATORS = st.sampled_from([" @ ", " * ", " / ", " + ", " - ", "**"])
BOUNDS = st.sampled_from(["", "0", "1", "-1", "2", "99", "-99"])
SLICES = st.builds("{}:{}".format, BOUNDS, BOUNDS)
INDICES = SLICES | st.sampled_from(["0", "-1", "784", "None", "...", "np.newaxis", "::-1", "::0"])
OPTIONS = st.sampled_from(
    ["", "axis=0", "axis=1", "axis=-1", "axis=7", "axis=None", "keepdims=True", "1"]
)
ALPHABET = "dWAHPXYNnz0123456789.T@*+-/()[]:,= \n;#'\"_e\\^×δ\0\ud7ff\u2028"


def _renamed(convention):
    """Return the names of a convention by those of this project."""
    parsed = parse_convention(convention)
    symbols = gradient_symbols(3, parsed) + given_symbols(3, parsed)
    names = {
        code_name(symbol, "inkling", 3): code_name(symbol, parsed.notation, 3) for symbol in symbols
    }
    return names | {f"A{k}": names[f"H{k}"] for k in (1, 2) if f"A{k}" not in names}


RENAMED = {
    convention: _renamed(convention)
    for convention in ("nielsen", "ng", "cs231n", "inkling,columns", "ng,rows,bias-folded")
}


def _call(name, arguments, option):
    operands = arguments[: FUNCTIONS[name].operands]
    return f"{name}({', '.join([*operands, option] if option else operands)})"


def _larger(inner):
    """Expressions of smaller ones."""
    arguments = st.lists(inner, min_size=2, max_size=2)
    return st.one_of(
        st.builds("{}{}{}".format, inner, OPERATORS, inner),
        st.builds("({}{}{})".format, inner, OPERATORS, inner),
        st.builds("({}).T".format, inner),
        st.builds("-{}".format, inner),
        st.builds("({})[{}]".format, inner, INDICES),
        st.builds("({})[{}, {}]".format, inner, INDICES, INDICES),
        st.builds("({}).shape[{}]".format, inner, st.sampled_from("019")),
        st.builds(_call, st.sampled_from([*FUNCTIONS]), arguments, OPTIONS),
        st.builds("({}).{}({})".format, inner, st.sampled_from(METHODS), OPTIONS),
    )


expressions = st.recursive(NAMES | NUMBERS, _larger, max_leaves=8)
results = NAMES | st.sampled_from(["S", "T", "dW2", "dW4", "np", "sum", "x1"])
lines = st.builds("{} = {}".format, results, expressions) | expressions
programs = st.lists(lines, min_size=1, max_size=4).map("\n".join)
garbage = st.text(ALPHABET, max_size=60) | st.text(max_size=30)


@st.composite
def damaged_programs(draw):
    """Programs with a piece removed, repeated or replaced."""
    text = draw(programs)
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, len(text)))
    piece = draw(st.sampled_from(["", text[start:end] * 2]) | garbage)
    return text[:start] + piece + text[end:]


@pytest.fixture(scope="module")
def client():
    with TestClient(create_app(Settings(lab="off"))) as client:
        yield client


@pytest.fixture(scope="module")
def post(client):
    """Return a function that posts lines, checks the reply and returns its JSON, None of a 422."""

    def posted(path, text, **parameters):
        body = {"lines": text} | parameters | (DRAWING if path == CHECK else {})
        reply = client.post(path, json=body)
        document = json.loads(reply.text, parse_constant=pytest.fail)  # NaN is not JSON
        if reply.status_code == 200:
            return document
        assert reply.status_code == 422, reply.text
        [error] = ProblemDetails.model_validate(document).errors
        assert error.loc == "body.lines"
        assert_is_within(text, error.message)
        [right] = client.post(CHECK, json=DRAWING | {"lines": RIGHT}).json()["results"]
        assert right["agrees"]
        return None

    return posted


def assert_is_within(text, message):
    """Check that an error of lines names a place in them, or just behind."""
    place = PLACE.match(message)
    assert place, message
    rows = text if isinstance(text, list) else text.split("\n")
    line, column = int(place[1]), int(place[2])
    assert 1 <= line <= max(1, len(rows))
    assert 1 <= column <= len(rows[line - 1] if rows else "") + 1


@try_examples(MANY)
@given(text=programs | damaged_programs() | garbage)
def test_lines_are_evaluated_or_refused_with_their_place(post, text):
    document = post(CHECK, text)
    if document is not None:
        checked = CheckedLines.model_validate(document, strict=True)
        assert len(checked.results) >= 1
        assert all((r.shape is None) == (r.stops_at is not None) for r in checked.results)


@try_examples(FEW)
@given(text=programs | damaged_programs(), convention=st.sampled_from([*RENAMED]))
def test_lines_in_any_convention_are_evaluated_or_refused(post, text, convention):
    renamed = re.sub(r"[A-Za-z]\w*", lambda name: RENAMED[convention].get(name[0], name[0]), text)
    document = post(CHECK, renamed, convention=convention)
    assert document is None or CheckedLines.model_validate(document, strict=True).results


@try_examples(FEW)
@given(texts=st.lists(lines | garbage, max_size=25))
def test_list_of_lines_is_evaluated_or_refused_with_its_place(post, texts):
    document = post(CHECK, texts)
    assert document is None or len(document["results"]) >= 1


@try_examples(FEW)
@given(
    piece=st.sampled_from(
        ["(", "-", "A1.T @ ", "P + ", "exp(", "[", "x = 1\n", "(P.T)", "**-", ";"]
    ),
    count=st.integers(1, 3000),
)
def test_pieces_repeated_many_times_are_refused_with_their_place(post, piece, count):
    document = post(CHECK, "dW2 = " + piece * count)
    assert document is None or len(document["results"]) >= 1


@try_examples(FEW // 20)
@given(text=programs)
def test_lines_are_trained_with_or_refused_with_their_place(post, text):
    document = post(TRAIN, text)
    if document is not None:
        trained = TrainedLines.model_validate(document, strict=True)
        assert trained.yours.losses[0] == trained.right.losses[0]
        assert trained.stops_at or len(trained.yours.losses) == len(trained.right.losses)
