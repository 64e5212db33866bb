"""Parameters in the query of a request or, in JSON, beside the drawing.

A pydantic model declares them; it validates them, and describes them in /openapi.json. In the query
a number, true and false are written as in JSON.
"""

import functools
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import from_json
from starlette.datastructures import QueryParams

from app.http.problems import FieldError, FieldPath, InvalidRequest
from app.http.validation import describe_value, field_errors, reject_too_many_fields

Model = TypeVar("Model", bound=BaseModel)


def parse_parameters(
    model: type[Model],
    query: QueryParams,
    fields: Mapping[str, Any] | None,
    beside: Iterable[str] = (),
) -> tuple[Model, dict[str, FieldPath]]:
    """Return parameters, and the position of each in the request.

    Parameters
    ----------
    model : type
        A pydantic model of the parameters.
    query : QueryParams
    fields : dict or None
        The fields beside the drawing; None if the body is not JSON.
    beside : iterable of str
        Names of the other fields that the body may have, for messages.

    Raises
    ------
    InvalidRequest
        If one is invalid, unknown, missing, or given with different values; names each.
    """
    reject_too_many_fields(model, fields, ("body",), beside)
    values: dict[str, Any] = dict(fields or {})
    paths: dict[str, FieldPath] = {name: ("body", name) for name in values}
    errors: list[FieldError] = []
    for name, schema in parameter_schemas(model).items():
        path: FieldPath = ("query", name)
        if name in query:  # once, as `check_parameters` has seen to
            value = _parse(query[name], schema)
            if name not in values:
                values[name], paths[name] = value, path
            elif value != values[name]:
                got = f"{describe_value(values[name])} and {describe_value(value)}"
                errors.append(FieldError(paths[name], f"conflicting values: {got}"))
    try:
        parameters = model.model_validate(values)
    except ValidationError as error:
        root = "query" if fields is None else "body"
        for field_error in field_errors(error, model=model, beside=beside):
            first, rest = field_error.path[:1], field_error.path[1:]
            path = paths.get(str(*first), (root, *first))
            errors.append(FieldError((*path, *rest), field_error.message))
    if errors:
        raise InvalidRequest.for_fields(errors)
    return parameters, paths


def _parse(text: str, schema: Mapping[str, Any]) -> Any:
    kinds = {option.get("type") for option in (schema, *schema.get("anyOf", ()))}
    if "boolean" in kinds:
        return {"true": True, "false": False}.get(text, text)
    return _parse_number(text) if kinds & {"integer", "number"} else text


def _parse_number(text: str) -> Any:
    """Return the number that a text of the query is in JSON; else the text, which is invalid."""
    try:
        value = from_json(text)
    except ValueError:
        return text
    return value if type(value) in {int, float} and text == text.strip() else text


@functools.cache
def parameter_schemas(model: type[BaseModel]) -> dict[str, dict[str, Any]]:
    """Return the JSON schema of each parameter, without its title, description and default."""
    properties = model.model_json_schema()["properties"]
    documentation = ("title", "description", "default")
    return {
        name: {key: value for key, value in schema.items() if key not in documentation}
        for name, schema in properties.items()
    }


def openapi_parameters(model: type[BaseModel]) -> list[dict[str, Any]]:
    """Return the parameters in the query as /openapi.json describes them."""
    parameters = []
    for name, schema in parameter_schemas(model).items():
        field = model.model_fields[name]
        default = {} if field.is_required() or field.default is None else {"default": field.default}
        parameters.append(
            {
                "name": name,
                "in": "query",
                "required": False,  # it may be in the body
                "description": field.description,
                "schema": schema | default,
            }
        )
    return parameters
