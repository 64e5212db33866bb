"""Responses of routes with errors, as /openapi.json describes them."""

from typing import Any

from pydantic import BaseModel

from app.openapi.schemas import ProblemDetails

Responses = dict[int | str, dict[str, Any]]
"""The argument `responses` of a route."""


def error_responses(
    descriptions: dict[int, str], model: type[BaseModel] = ProblemDetails
) -> Responses:
    """Return responses with errors, by status.

    Parameters
    ----------
    descriptions : dict of str
        Description of each status.
    model : type
        The shape of their bodies.
    """
    return {
        status: {"description": description, "model": model}
        for status, description in descriptions.items()
    }
