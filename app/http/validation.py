"""Translate pydantic's validation errors into the errors of problem+json."""

import itertools
import json
from collections.abc import Iterable
from typing import Annotated, Any, TypeVar, get_args

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, ValidationError
from pydantic_core import CoreSchema, ErrorDetails

from app.http.problems import MAX_ERRORS, FieldError, FieldPath, InvalidRequest

Model = TypeVar("Model", bound=BaseModel)
Value = TypeVar("Value")


class StrictModel(BaseModel):
    """Base of models that validate a JSON object: no unknown fields, and no conversion of types."""

    model_config = ConfigDict(extra="forbid", strict=True)


class _WithoutNull:
    """Validates a type ``X | None`` as X."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return handler.generate_schema(get_args(source)[0])


Omittable = Annotated[Value | None, _WithoutNull()]
"""Type of a field that may be absent, and then is None, but must not be null."""

MAX_LISTED = 1000
"""Number of errors up to which pydantic is asked to list them, which takes 20 microseconds each: a
body of 8 MiB can hold a million."""

MAX_SHOWN = 8
"""Lists of at most this many numbers are shown in messages; of longer ones only the length is."""

_MESSAGES = {
    "missing": "missing required field",
    "extra_forbidden": "unknown field",
    "model_type": "expected an object, got {got}",
    "dict_type": "expected an object, got {got}",
    "too_short": "expected a list of at least {min_length}, got {got}",
    "too_long": "expected a list of at most {max_length}, got {got}",
    "string_too_short": "expected a text of at least {min_length} characters, got {got}",
    "string_too_long": "expected a text of at most {max_length} characters, got {got}",
}
"""Messages of the errors that pydantic words for Python programmers."""

_PREFIX = "Input should be "


def validate(
    model: type[Model], value: Any, path: FieldPath = ("body",), beside: Iterable[str] = ()
) -> Model:
    """Return a JSON value as an instance of `model`.

    Parameters
    ----------
    model : type
        A pydantic model.
    value : JSON value
    path : FieldPath
        The position of `value` in the request.
    beside : iterable of str
        Names of fields that the object may have besides those of `model`, for messages.

    Raises
    ------
    InvalidRequest
        If it is invalid; names each field.
    """
    reject_too_many_fields(model, value, path, beside)
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise InvalidRequest.for_fields(field_errors(error, path, model, beside)) from error


def require_object(value: Any, path: FieldPath = ("body",)) -> dict[str, Any]:
    """Return a JSON value that is an object; raise InvalidRequest if it is not."""
    if not isinstance(value, dict):
        raise InvalidRequest.for_field(path, f"expected an object, got {describe_value(value)}")
    return value


def unknown_field(names: Iterable[str]) -> str:
    """Return the message for a field whose name is none of `names`."""
    return f"unknown field; expected one of {', '.join(names)}"


def reject_too_many_fields(
    model: type[BaseModel], value: Any, path: FieldPath, beside: Iterable[str] = ()
) -> None:
    """Raise InvalidRequest if an object has far too many fields.

    Pydantic collects an error for each unknown field, a kilobyte and 15 microseconds; a body of
    8 MiB can hold 700,000.
    """
    if model.model_config.get("extra") != "forbid" or not isinstance(value, dict):
        return
    if len(value) > len(model.model_fields) + MAX_ERRORS:
        unknown = (name for name in value if name not in model.model_fields)
        message = unknown_field([*beside, *model.model_fields])
        raise InvalidRequest.for_fields(
            [FieldError((*path, name), message) for name in itertools.islice(unknown, MAX_ERRORS)]
        )


def field_errors(
    error: ValidationError | RequestValidationError,
    path: FieldPath = (),
    model: type[BaseModel] | None = None,
    beside: Iterable[str] = (),
) -> list[FieldError]:
    """Return the errors of pydantic, or of FastAPI, with their paths below `path`.

    An unknown field's message lists the fields of `model`, or of the one within it, and `beside`.
    """
    if isinstance(error, ValidationError) and error.error_count() > MAX_LISTED:
        return [FieldError(path, f"{error.error_count()} invalid fields")]
    errors = []
    for detail in error.errors():
        location = detail["loc"]
        if model is not None and detail["type"] == "extra_forbidden":
            inner = _fields_at(model, location[:-1])
            message = unknown_field(inner if len(location) > 1 else [*beside, *inner])
        else:
            message = describe_error(detail)
        errors.append(FieldError((*path, *location), message))
    return errors


def _fields_at(model: Any, location: FieldPath) -> list[str]:
    """Return the names of the fields of the model at a position within `model` and its lists."""
    for step in location:
        model = get_args(model)[0] if isinstance(step, int) else model.model_fields[step].annotation
    return list(model.model_fields)


def describe_error(detail: ErrorDetails) -> str:
    """Return a message of the form "expected X, got Y", or pydantic's own sentence."""
    kind, message, got = detail["type"], detail["msg"], describe_value(detail["input"])
    if kind in _MESSAGES:
        return _MESSAGES[kind].format(got=got, **detail.get("ctx", {}))
    if kind == "value_error":  # raised by one of our validators
        return str(detail["ctx"]["error"])
    if not message.startswith(_PREFIX):
        return message
    expected = message.removeprefix(_PREFIX)
    if kind != "literal_error":  # whose commas separate the choices
        expected = expected.partition(", ")[0]  # without what pydantic says of the input
    if expected.startswith(("less", "greater")):
        expected = f"a number {expected}"
    return f"expected {expected}, got {got}"


def describe_value(value: Any) -> str:
    """Return a JSON value, or its type and size, short enough for a message."""
    match value:
        case None | bool():
            return json.dumps(value)
        case int() | float():
            text = repr(value)
            return text if len(text) <= 40 else f"{text[:12]}... of {len(text)} digits"
        case str():
            return ascii(value) if len(value) <= 40 else f"a text of {len(value)} characters"
        case list():
            if value and len(value) <= MAX_SHOWN and set(map(type, value)) <= {int, float, bool}:
                return f"[{', '.join(map(describe_value, value))}]"
            return f"a list of {len(value)}"
        case _:
            return "an object"
