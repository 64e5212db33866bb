"""The query parameters of /predict and /predict/batch.

They are read here and not by the framework, which would take longer for it than the network does
for a drawing.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Query, Request

from app.http.problems import InvalidRequest

INCLUDES = ("input", "stages")

_MODEL = "Name of the model to ask, one of /models."

OPENAPI: list[dict[str, Any]] = [
    {
        "name": "include",
        "in": "query",
        "required": False,
        "description": "More to reply with: `input` (the 784 numbers that the network saw), "
        "`stages` (each step of preprocessing as a PNG). Repeated, or separated by commas.",
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
"""How /openapi.json describes them."""

ModelName = Annotated[str | None, Query(description=_MODEL, examples=["seed"])]
"""The same name for the routes that let the framework read it."""


@dataclass(frozen=True)
class Asked:
    """What the query asks for.

    Attributes
    ----------
    model : str or None
        Name of the model; None for the default.
    included : frozenset of str
        Those of `INCLUDES` that are to be in the reply.
    """

    model: str | None = None
    included: frozenset[str] = frozenset()


_NOTHING = Asked()


def asked(request: Request) -> Asked:
    """Return what the query of `request` asks for.

    Raises
    ------
    InvalidRequest
        If it wants something included that there is not.
    """
    if not request.scope["query_string"]:
        return _NOTHING
    query = request.query_params
    values = [name.strip() for value in query.getlist("include") for name in value.split(",")]
    names = [name for name in values if name]
    for name in names:
        if name not in INCLUDES:
            raise InvalidRequest.for_field(
                ("query", "include"), f"expected {' or '.join(INCLUDES)}, got {name!a:.40}"
            )
    return Asked(query.get("model"), frozenset(names))
