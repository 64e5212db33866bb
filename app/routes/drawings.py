"""Shared by the routes that take a drawing in any form: their errors, and their parser."""

from starlette.datastructures import Headers

from app import parsing
from app.openapi.responses import error_responses
from app.parsing.drawing import Drawing

PROBLEMS = error_responses(
    {
        404: "There is no such model",
        413: "The body or an image in it is too large",
        415: "The content type is none of those above",
        422: "The drawing is blank, damaged or not valid; says which part, expected and got",
    }
)


def parse_single(headers: Headers, body: bytes, max_pixels: int) -> list[Drawing]:
    """Return the one drawing of a body."""
    return [parsing.parse_drawing(headers, body, max_pixels)]
