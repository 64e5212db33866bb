"""Route class of addresses that take a drawing in any form, their errors, and their parser."""

from typing import Any

from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.routing import request_response

from app import parsing
from app.openapi.responses import error_responses
from app.parsing.drawing import Drawing


class RawRoute(APIRoute):
    """Route that FastAPI describes in /openapi.json and Starlette serves.

    Its function takes the request and returns the response. FastAPI resolves dependencies first,
    of which there are none here; that took a tenth of a request with `pixels`.
    """

    # Checked with FastAPI 0.165, whose APIRoute sets `app` last, to its handler with a limit of the
    # body around it; here `app.middleware.body_limit` is that limit.
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.app = request_response(self.endpoint)


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
