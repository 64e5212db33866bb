"""Shared by the routes that take a drawing in any form: errors, parser and cost."""

from collections.abc import Sequence

from starlette.datastructures import Headers

from app import parsing
from app.concurrency.threads import MAX_INLINE_POINTS, MAX_INLINE_PX
from app.openapi.responses import error_responses
from app.parsing.drawing import Drawing, ImageDrawing

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


def is_expensive(drawings: Sequence[Drawing]) -> bool:
    """Return whether one or more drawings take more than a few milliseconds to read."""
    if len(drawings) > 1:
        return True
    [drawing] = drawings
    return isinstance(drawing, ImageDrawing) and (
        drawing.pixel_count > MAX_INLINE_PX or drawing.point_count > MAX_INLINE_POINTS
    )
