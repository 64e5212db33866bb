"""Parameters that stand in the query of a request or, in JSON, beside the drawing.

Each is declared once: how it is read, what its message says was expected, and what /openapi.json
says about it. In the query a number is written as in JSON.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams

from app.http.problems import FieldError, FieldPath
from app.parsing.numbers import described, is_number

_INTEGER = re.compile(r"-?[0-9]{1,300}")
_NUMBER = re.compile(r"-?[0-9]{1,300}(\.[0-9]{1,300})?([eE][+-]?[0-9]{1,3})?")


@dataclass(frozen=True)
class Parameter:
    """One parameter.

    Attributes
    ----------
    name : str
    expected : str
        As a message says it: "an integer from 0 to 9".
    accepts : function
        Tells whether a JSON value is right.
    schema : dict
        The same for /openapi.json.
    description : str
    default : Any
        What it is when it is not given, unless it is `required`.
    required : bool
    """

    name: str
    expected: str
    accepts: Callable[[Any], bool]
    schema: Mapping[str, Any]
    description: str
    default: Any = None
    required: bool = False

    def verify(self, value: Any, path: FieldPath) -> list[FieldError]:
        """Return what is wrong with a JSON value: one error or none."""
        if self.accepts(value):
            return []
        got = f"{value!a:.40}" if type(value) is str else described(value)
        return [FieldError(path, f"expected {self.expected}, got {got}")]

    def openapi(self) -> dict[str, Any]:
        """Return how /openapi.json describes it in the query."""
        schema = dict(self.schema)
        if self.default is not None:
            schema["default"] = self.default
        return {
            "name": self.name,
            "in": "query",
            "required": False,  # it may stand in the body
            "description": self.description,
            "schema": schema,
        }


@dataclass(frozen=True)
class ParameterValues:
    """The values of all parameters by name, and where those that were given stood."""

    values: Mapping[str, Any]
    paths: Mapping[str, FieldPath]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def path(self, name: str) -> FieldPath:
        """Return where a parameter stood, or would stand in the query."""
        return self.paths.get(name, ("query", name))


def integer(
    name: str,
    least: int,
    most: int | None,
    description: str,
    default: int | None = None,
    required: bool = False,
) -> Parameter:
    """Return a parameter that is an integer from `least` to `most`."""
    limits = f"from {least} to {most}" if most is not None else f"of at least {least}"

    def accepts(value: Any) -> bool:
        return type(value) is int and value >= least and (most is None or value <= most)

    schema = {"type": "integer", "minimum": least}
    if most is not None:
        schema["maximum"] = most
    return Parameter(name, f"an integer {limits}", accepts, schema, description, default, required)


def number(
    name: str, least: float, most: float, description: str, default: float, above: bool = False
) -> Parameter:
    """Return a parameter that is a number from `least`, or `above` it, to `most`."""
    limits = f"above {least:g} and at most {most:g}" if above else f"from {least:g} to {most:g}"

    def accepts(value: Any) -> bool:
        if not is_number(value):
            return False
        return bool((least < value if above else least <= value) and value <= most)

    schema = {"type": "number", "exclusiveMinimum" if above else "minimum": least, "maximum": most}
    return Parameter(name, f"a number {limits}", accepts, schema, description, default)


def choice(
    name: str, choices: Sequence[str], description: str, default: str | None = None
) -> Parameter:
    """Return a parameter that is one of `choices`."""
    schema = {"type": "string", "enum": list(choices)}
    return Parameter(
        name,
        " or ".join(choices),
        lambda value: type(value) is str and value in choices,
        schema,
        description,
        default,
    )


def text(name: str, description: str, required: bool = False) -> Parameter:
    """Return a parameter that is any text."""
    return Parameter(
        name,
        "a text",
        lambda value: type(value) is str,
        {"type": "string"},
        description,
        required=required,
    )


def read(
    parameters: Sequence[Parameter],
    query: QueryParams,
    document: Mapping[str, Any],
    errors: list[FieldError],
) -> ParameterValues:
    """Return the values of `parameters`, and add what is wrong with them to `errors`.

    Parameters
    ----------
    parameters : sequence of Parameter
    query : QueryParams
    document : dict
        The JSON body; empty for other bodies.
    errors : list of FieldError
    """
    values: dict[str, Any] = {}
    paths: dict[str, FieldPath] = {}
    for parameter in parameters:
        name = parameter.name
        found: list[tuple[FieldPath, Any]] = [
            (("query", name), _value(parameter, text)) for text in query.getlist(name)
        ]
        if name in document:
            found.append((("body", name), document[name]))
        if not found:
            values[name] = parameter.default
            if parameter.required:
                path: FieldPath = ("body" if document else "query", name)
                message = f"expected {parameter.expected}, got no such field"
                errors.append(FieldError(path, message))
            continue
        wrong = [error for path, value in found for error in parameter.verify(value, path)]
        errors += wrong
        paths[name], values[name] = found[0]
        if not wrong and any(value != values[name] for _, value in found):
            got = " and ".join(repr(value)[:40] for _, value in found[:4])
            message = f"expected one value wherever it is given, got {got}"
            errors.append(FieldError(found[-1][0], message))
    return ParameterValues(values, paths)


def _value(parameter: Parameter, text: str) -> Any:
    """Return the JSON value that a text in the query stands for."""
    if parameter.schema["type"] == "string":
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text
