"""Bodies in JSON: one drawing, or a batch of them.

`app.parsing.explain_request` reads those of /explain with the same parts.
"""

import base64
import re
from collections.abc import Sequence
from typing import Any

from app.http.problems import FieldPath, ImageTooLarge, InvalidRequest
from app.parsing import images, pixels, strokes
from app.parsing.drawing import Drawing, ImageDrawing
from app.parsing.numbers import described
from app.parsing.strict_json import JsonObject, as_object, parsed

FORMS = ("image", "pixels", "strokes")
DRAWING = (*FORMS, "pen_width")
"""The names of the fields of a drawing."""

BATCH = "instances"
MAX_BATCH = 1024

BATCH_PIXELS = 8
"""All images of a batch together may have this many times the pixels of the largest single one."""

_DATA_URL = re.compile(r"data:[^,]{0,200};base64,", re.IGNORECASE)


def one(body: bytes, max_pixels: int) -> Drawing:
    """Return the drawing that a body of /predict holds.

    Raises
    ------
    app.http.problems.Problem
        If the body is not JSON, or not one of the forms.
    """
    return drawing(as_object(parsed(body), ("body",), DRAWING), ("body",), max_pixels)


def batch(body: bytes, max_pixels: int) -> list[Drawing]:
    """Return the drawings that a body of /predict/batch holds.

    Raises
    ------
    app.http.problems.Problem
        If the body is not JSON, not a batch of 1 to 1024, or an instance is not one of the forms.
    """
    document = as_object(parsed(body), ("body",), (BATCH,))
    instances = listed(document, MAX_BATCH)
    return drawings(
        [as_object(value, ("body", BATCH, k), DRAWING) for k, value in enumerate(instances)],
        max_pixels,
    )


def listed(document: JsonObject, most: int) -> list[Any]:
    """Return the instances that a batch of at most `most` lists.

    Raises
    ------
    InvalidRequest
        If there are none, or too many.
    """
    instances = document.get(BATCH)
    if type(instances) is not list or not 1 <= len(instances) <= most:
        got = described(instances) if BATCH in document else "no such field"
        message = f"expected a list of 1 to {most} drawings, got {got}"
        raise InvalidRequest.for_field(("body", BATCH), message)
    return instances


def drawings(instances: Sequence[JsonObject], max_pixels: int) -> list[Drawing]:
    """Return the drawing of each instance of a batch.

    Raises
    ------
    app.http.problems.Problem
        If one of them is wrong, or the images are too large together.
    """
    found: list[Drawing] = []
    left_px = BATCH_PIXELS * max_pixels
    for k, instance in enumerate(instances):
        found.append(drawing(instance, ("body", BATCH, k), max_pixels))
        left_px -= found[-1].pixel_count if isinstance(found[-1], ImageDrawing) else 0
        if left_px < 0:
            raise ImageTooLarge.for_field(
                ("body", BATCH, k),
                f"expected at most {BATCH_PIXELS * max_pixels} pixels in all images of a batch "
                "together, got more with this one",
            )
    return found


def drawing(document: JsonObject, path: FieldPath, max_pixels: int) -> Drawing:
    """Return the drawing that a JSON object holds.

    Raises
    ------
    app.http.problems.Problem
        If it is not exactly one of the forms, or not a right one.
    """
    given = [form for form in FORMS if form in document]
    if len(given) != 1:
        got = " and ".join(given) or "none of them"
        raise InvalidRequest.for_field(
            path, f"expected exactly one of {', '.join(FORMS)}, got {got}"
        )
    form = given[0]
    if form != "strokes" and "pen_width" in document:
        raise InvalidRequest.for_field(
            (*path, "pen_width"), f"expected it beside strokes only, got it beside {form}"
        )
    match form:
        case "image":
            content = _decoded(document["image"], (*path, "image"))
            return images.drawing(content, (*path, "image"), max_pixels)
        case "pixels":
            return pixels.drawing(document["pixels"], (*path, "pixels"))
        case _:
            return strokes.drawing(document, path)


def _decoded(value: Any, path: FieldPath) -> bytes:
    """Return the bytes of a base64 text or data: URL; white space in it is passed over."""
    if type(value) is not str:
        raise InvalidRequest.for_field(
            path, f"expected base64 or a data: URL, got {described(value)}"
        )
    text = value.strip()
    prefix = _DATA_URL.match(text)
    encoded = "".join(text[prefix.end() if prefix else 0 :].split())
    try:
        return base64.b64decode(encoded, validate=True)
    except ValueError as error:  # binascii.Error, or a character that is not ASCII
        raise InvalidRequest.for_field(
            path, f"expected base64 or a data: URL with ;base64, got neither: {error}"
        ) from error
