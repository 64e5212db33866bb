"""Encoding of arrays in JSON."""

import json

import numpy as np
import pytest

from app.http import array_encoding
from app.http.array_encoding import array_response, encode_array

MATRIX = np.arange(6, dtype=np.float32).reshape(3, 2)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"a": {}, "b": [], "c": None, "d": "x\u00e9", "e": [1, 2.5]},
        {"a": [[1.5, 2], [3, 4]], "b": {"c": [[]], "d": [{"e": [[1]]}]}},
        {"arrays": {"W1": encode_array(MATRIX, "lists"), "W2": encode_array(MATRIX, "base64")}},
    ],
)
def test_array_response_holds_the_json_of_the_body(body):
    expected = json.dumps(body, separators=(",", ":")).encode()
    assert array_response(body).body == expected


def test_array_response_encodes_a_matrix_row_by_row(monkeypatch):
    encoded = []

    def record(value, dumps=array_encoding._dumps):
        encoded.append(value)
        return dumps(value)

    monkeypatch.setattr(array_encoding, "_dumps", record)
    array_response({"data": MATRIX.tolist()})
    assert encoded == ["data", [0, 1], [2, 3], [4, 5]]


def test_array_response_of_infinity_raises():
    with pytest.raises(ValueError, match="not JSON compliant"):
        array_response({"data": [[float("inf")]]})
