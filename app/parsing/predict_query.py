"""Query parameters of /predict and /numbers, and of their batches.

They are parsed here and not by FastAPI, whose conversion and validation would take longer than the
network does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query, Request
from starlette.datastructures import QueryParams

from app.http.problems import InvalidRequest
from model.numbers.separators import SEPARATORS, parse_separators

INCLUDES = ("input", "stages")
"""Optional fields of a prediction."""

NUMBERS_INCLUDES = ("input", "cuts")
"""Optional fields of numbers."""

_MODEL = "Name of the model, one of /models."

OPENAPI: list[dict[str, Any]] = [
    {
        "name": "include",
        "in": "query",
        "required": False,
        "description": "More fields of the reply: `input` (the 784 numbers of the network's "
        "input), `stages` (each step of preprocessing as a PNG). Repeated, or separated by commas.",
        "schema": {"type": "array", "items": {"type": "string"}, "default": []},
    },
    {
        "name": "model",
        "in": "query",
        "required": False,
        "description": _MODEL,
        "schema": {"type": "string"},
        "example": "seed",
    },
]
"""The parameters as /openapi.json describes them."""

MODEL_ONLY = OPENAPI[1:]
"""The parameters of addresses that have no fields to include."""

SEPARATORS_AND_MODEL: list[dict[str, Any]] = [
    {
        "name": "separators",
        "in": "query",
        "required": False,
        "description": f"Marks to read between digits, of `{SEPARATORS}`; none by default, so that "
        "a slanted 1 is not read as a slash. Repeated, or one after another.",
        "schema": {"type": "array", "items": {"type": "string"}, "default": []},
        "example": [".,"],
    },
    *MODEL_ONLY,
]
"""The parameters of /numbers/batch."""

NUMBERS_OPENAPI: list[dict[str, Any]] = [
    {
        **OPENAPI[0],
        "description": "More fields of the reply: `input` (of each digit, the 784 numbers of the "
        "network's input), `cuts` (how the ink was divided: cuts, candidates for digits and the "
        "best path). Repeated, or separated by commas.",
    },
    *SEPARATORS_AND_MODEL,
]
"""The parameters of /numbers."""

ModelName = Annotated[str | None, Query(description=_MODEL, examples=["seed"])]
"""Type of the same parameter in routes where FastAPI parses it."""


@dataclass(frozen=True)
class PredictQuery:
    """Parsed query parameters.

    Attributes
    ----------
    model : str or None
        Name of the model; None for the default.
    included : frozenset of str
        Optional fields of the reply.
    separators : str or None
        Separators of numbers to read; None if they are not asked for.
    """

    model: str | None = None
    included: frozenset[str] = frozenset()
    separators: str | None = None


_EMPTY = PredictQuery()


def parse_query(request: Request, includes: Sequence[str] = INCLUDES) -> PredictQuery:
    """Return the query parameters of `request`, of which `includes` may be included.

    Raises
    ------
    InvalidRequest
        If a field to include or a separator is unknown.
    """
    if not request.scope["query_string"]:
        return _EMPTY
    query = request.query_params
    names = [name.strip() for value in query.getlist("include") for name in value.split(",")]
    included = frozenset(name for name in names if name)
    for name in names:
        if name and name not in includes:
            raise InvalidRequest.for_field(
                ("query", "include"), f"expected {' or '.join(includes)}, got {name!a:.40}"
            )
    return PredictQuery(query.get("model"), included, _parse_separators(query))


def _parse_separators(query: QueryParams) -> str | None:
    if "separators" not in query:
        return None
    try:
        return parse_separators("".join(query.getlist("separators")))
    except ValueError as error:
        raise InvalidRequest.for_field(("query", "separators"), str(error)) from error
