"""The two parsers of JSON bodies: whichever reads a body, the values are the same."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.http.problems import InvalidRequest
from app.parsing.strict_json import as_object, parsed

NUMBERS = st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    NUMBERS | st.text() | st.booleans() | st.none(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(VALUES, st.booleans())
def test_parsed_gives_the_values_of_the_standard_library(value, ascii_only):
    text = json.dumps(value, ensure_ascii=ascii_only)
    body = text.encode("utf-8", "surrogatepass" if ascii_only else "replace")
    assert parsed(body) == json.loads(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": 1, "a": 2}',
        b'{"a": [1], "a": [1]}',
        b'{"a": "b", "a": "b"}',
        rb'{"a": 1, "\u0061": 2}',
        b'{"b": "c", "a": [1, "d"], "a": [1, "d"]}',
    ],
)
def test_name_that_stands_twice_is_told(body):
    assert as_object(parsed(body), ("body",)).repeated == ("a",)


def test_name_that_stands_twice_within_a_list_is_told():
    document = parsed(b'{"instances": [{"a": 1}, {"a": 1, "a": 2}]}')
    first, second = (as_object(value, ("body",)) for value in document["instances"])
    assert (first.repeated, second.repeated) == ((), ("a",))


@pytest.mark.parametrize("body", [b'{"a": 1}', b'{"a": "a"}', b'{"a": {"b": 1}, "c": [{"a": 2}]}'])
def test_names_that_stand_once_are_not_told(body):
    assert as_object(parsed(body), ("body",)).repeated == ()


@pytest.mark.parametrize("body", [b"", b"{", b"[1] x", b'{"a" 1}', b"\xff", b"[" * 100_000])
def test_what_is_no_json_is_refused(body):
    with pytest.raises(InvalidRequest):
        parsed(body)


def test_byte_order_mark_is_passed_over():
    assert parsed(b"\xef\xbb\xbf[1]") == [1]
