"""Encoding of arrays in JSON."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.http import array_encoding
from app.http.array_encoding import array_response, encode_array

MATRIX = np.arange(6, dtype=np.float32).reshape(3, 2)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"a": {}, "b": [], "c": None, "d": "x\u00e9", "e": [1, 2.5]},
        {"a": [[1.5, 2], [3, 4]], "b": {"c": [[]], "d": [{"e": [[1]]}]}},
    ],
)
def test_array_response_holds_the_json_of_the_body(body):
    assert json.loads(array_response(body).body) == body


def test_array_response_of_arrays_holds_nested_lists():
    body = {"W1": encode_array(MATRIX, "lists"), "empty": np.empty((0, 2)), "losses": [MATRIX[1]]}
    assert json.loads(array_response(body).body) == {
        "W1": {"shape": [3, 2], "data": [[0, 1], [2, 3], [4, 5]]},
        "empty": [],
        "losses": [[2, 3]],
    }


@pytest.mark.parametrize("width", [32, 64])
@given(data=st.data())
def test_array_response_keeps_every_digit_of_a_number(width, data):
    numbers = st.floats(allow_nan=False, allow_infinity=False, width=width)
    array = np.array([data.draw(st.lists(numbers, min_size=1))], f"f{width // 8}")
    read = np.array(json.loads(array_response({"data": array}).body)["data"], array.dtype)
    assert read.tobytes() == array.tobytes()  # the sign of zero also


def test_array_response_hands_the_encoder_one_row_at_a_time(monkeypatch):
    rows = []

    def record(value, to_list=array_encoding._to_list):
        rows.append(to_list(value))
        return rows[-1]

    monkeypatch.setattr(array_encoding, "_to_list", record)
    array_response({"data": MATRIX})
    matrix, *vectors = rows
    assert [type(row) for row in matrix] == [np.ndarray] * 3
    assert vectors == [[0, 1], [2, 3], [4, 5]]


def test_array_response_of_infinity_holds_null():
    body = {"loss": float("inf"), "data": np.array([[np.nan, 1]])}
    assert json.loads(array_response(body).body) == {"loss": None, "data": [[None, 1]]}
