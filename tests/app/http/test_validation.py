"""Messages of pydantic's errors in problem+json."""

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, field_validator

from app.http.problems import InvalidRequest
from app.http.validation import describe_value, validate


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    count: int = 0


class Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    rate: Annotated[float, Field(gt=0, le=10, allow_inf_nan=False)] = 1
    color: Literal["red", "green", "blue"] = "red"
    name: str = Field("", max_length=3)
    inner: Inner = Inner()
    items: list[Inner] = Field([], max_length=2)

    @field_validator("name")
    @classmethod
    def _require_letters(cls, name: str) -> str:
        if not name.isalpha():
            raise ValueError("expected letters only")
        return name


UNKNOWN = "unknown field; expected one of rate, color, name, inner, items"


class Counts(BaseModel):
    values: list[int]


def errors_of(value, model=Settings):
    with pytest.raises(InvalidRequest) as caught:
        validate(model, value)
    return {".".join(map(str, error.path)): error.message for error in caught.value.errors}


@pytest.mark.parametrize(
    ("value", "errors"),
    [
        ({"rate": 0}, {"body.rate": "expected a number greater than 0, got 0"}),
        ({"rate": 11.5}, {"body.rate": "expected a number less than or equal to 10, got 11.5"}),
        ({"rate": "1"}, {"body.rate": "expected a valid number, got '1'"}),
        (
            {"rate": float("inf")},
            {"body.rate": "expected a finite number, got inf"},
        ),
        ({"color": "x"}, {"body.color": "expected 'red', 'green' or 'blue', got 'x'"}),
        ({"name": "word"}, {"body.name": "expected a text of at most 3 characters, got 'word'"}),
        ({"name": "1"}, {"body.name": "expected letters only"}),
        ({"inner": 7}, {"body.inner": "expected an object, got 7"}),
        ({"inner": {"count": 1.5}}, {"body.inner.count": "expected a valid integer, got 1.5"}),
        (
            {"items": [{}, {"count": True}]},
            {"body.items.1.count": "expected a valid integer, got true"},
        ),
        ({"speed": 1}, {"body.speed": UNKNOWN}),
        ({"inner": {"x": 1}}, {"body.inner.x": "unknown field; expected one of count"}),
        ({"items": [{}, {"x": 1}]}, {"body.items.1.x": "unknown field; expected one of count"}),
        ([], {"body": "expected an object, got a list of 0"}),
    ],
)
def test_validate_with_an_invalid_value_names_the_field(value, errors):
    assert errors_of(value) == errors


def test_validate_with_several_invalid_values_names_each():
    assert set(errors_of({"rate": -1, "color": 1, "x": 1})) == {"body.rate", "body.color", "body.x"}


def test_validate_with_thousands_of_invalid_values_counts_them():
    assert errors_of({"values": ["x"] * 2000}, Counts) == {"body": "2000 invalid fields"}


def test_validate_with_thousands_of_unknown_names_names_the_first_ten():
    value = {f"x{k}": 1 for k in range(2000)}
    assert errors_of(value) == {f"body.x{k}": UNKNOWN for k in range(10)}


@pytest.mark.parametrize("count", [1, 2000])
def test_validate_with_an_unknown_name_lists_the_fields_beside_the_model_too(count):
    with pytest.raises(InvalidRequest) as caught:
        validate(Inner, {f"x{k}": 1 for k in range(count)}, beside=("label",))
    assert caught.value.errors[0].message == "unknown field; expected one of label, count"


def test_validate_with_a_valid_value_returns_the_model():
    assert validate(Settings, {"rate": 2}).rate == 2


@pytest.mark.parametrize(
    ("value", "description"),
    [
        (None, "null"),
        (True, "true"),
        (7, "7"),
        (0.5, "0.5"),
        (10**50, "100000000000... of 51 digits"),
        ("seven", "'seven'"),
        ("x" * 41, "a text of 41 characters"),
        ("\ud800", r"'\ud800'"),
        ([1, 784], "[1, 784]"),
        ([True, 0.5], "[true, 0.5]"),
        ([1, "x"], "a list of 2"),
        (list(range(9)), "a list of 9"),
        ({"a": 1}, "an object"),
    ],
)
def test_describe_value_of_each_json_type_is_short(value, description):
    assert describe_value(value) == description
