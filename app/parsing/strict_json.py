"""Bodies in JSON to Python's values, with every name that an object repeats noticed.

Python's own parser can tell of repeated names, and says well what is wrong with a text; pydantic's
is several times faster and can do neither. So the fast one goes first, and whatever it refuses, or
may have read past a repeated name, is read again by the other.
"""

import json
from collections import Counter
from typing import Any

from pydantic_core import from_json

from app.http.problems import FieldError, FieldPath, InvalidRequest
from app.parsing.numbers import described


class JsonObject(dict[str, Any]):
    """A JSON object that knows which of its names stood in it more than once."""

    repeated: tuple[str, ...] = ()


def parsed(body: bytes) -> Any:
    """Return the value that `body` holds in JSON (RFC 8259); a byte order mark is passed over.

    Raises
    ------
    InvalidRequest
        If it is no JSON; says where.
    """
    try:
        value = from_json(body, allow_inf_nan=False)
    except ValueError:
        return _parsed_carefully(body)
    # Every string has two quotes, if none is escaped. A name that stood twice is there but once.
    if b"\\" not in body and body.count(b'"') == 2 * _strings(value):
        return value
    return _parsed_carefully(body)


def _strings(value: Any) -> int:
    """Return how many strings a value has, at most; lists of numbers are not looked into."""
    if type(value) is dict:
        return sum(1 + _strings(each) for each in value.values())
    if type(value) is list and value and type(value[0]) in {dict, str}:
        return sum(map(_strings, value))
    return int(type(value) is str)


def _parsed_carefully(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8-sig"), object_pairs_hook=_counted)
    except UnicodeDecodeError as error:
        message = f"expected UTF-8, got the byte {body[error.start]:#04x} at position {error.start}"
        raise InvalidRequest.for_field(("body",), message) from error
    except json.JSONDecodeError as error:
        message = (
            f"expected valid JSON, got an error at line {error.lineno}, column {error.colno}: "
            f"{error.msg}"
        )
        raise InvalidRequest.for_field(("body",), message) from error
    except RecursionError as error:
        message = "expected a drawing, got lists or objects nested hundreds of levels deep"
        raise InvalidRequest.for_field(("body",), message) from error
    except ValueError as error:  # Python converts integers of at most 4300 digits
        message = "expected numbers of sensible length, got one of thousands of digits"
        raise InvalidRequest.for_field(("body",), message) from error


def _counted(pairs: list[tuple[str, Any]]) -> JsonObject:
    result = JsonObject(pairs)
    if len(result) != len(pairs):
        counts = Counter(name for name, _ in pairs)
        result.repeated = tuple(name for name, count in counts.items() if count > 1)
    return result


def as_object(value: Any, path: FieldPath, names: tuple[str, ...] | None = None) -> JsonObject:
    """Return a JSON value that has to be an object, with fields of `names` only, each once.

    Raises
    ------
    InvalidRequest
        If it is not; names each field that is wrong.
    """
    if not isinstance(value, dict):
        raise InvalidRequest.for_field(path, f"expected an object, got {described(value)}")
    found = value if isinstance(value, JsonObject) else JsonObject(value)
    if names is not None and (errors := wrong_names(found, path, names)):
        raise InvalidRequest.for_fields(errors)
    return found


def wrong_names(value: JsonObject, path: FieldPath, names: tuple[str, ...]) -> list[FieldError]:
    """Return an error for each field that is none of `names`, or stands there several times."""
    errors = [
        FieldError((*path, name), f"expected one of {', '.join(names)}, got an unknown field")
        for name in value
        if name not in names
    ]
    errors += [
        FieldError((*path, name), "expected the field once, got it several times")
        for name in value.repeated
        if name in names
    ]
    return errors
