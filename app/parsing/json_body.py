"""Parsers of JSON bodies: one drawing, or a batch of them."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from pydantic import Field
from pydantic_core import from_json

from app.concurrency.threads import check_cancelled
from app.http.problems import FieldPath, ImageTooLarge, InvalidRequest
from app.http.validation import Omittable, StrictModel, reject_too_many_fields, validate
from app.parsing import base64_text, images, pixels, strokes
from app.parsing.drawing import Drawing, ImageDrawing
from app.parsing.strokes import PenWidth

DrawingForm = Literal["image", "pixels", "strokes"]
FORMS: tuple[DrawingForm, ...] = ("image", "pixels", "strokes")
BATCH = "instances"
MAX_BATCH = 1024

BATCH_PIXELS = 3
"""Maximum pixels of all images of a batch, in multiples of the maximum of one image."""

MAX_BATCH_POINTS = 300_000
"""Maximum number of points in all strokes of a batch."""

DRAWINGS_PER_CHECK = 16
"""Drawings between two checks for a client that has left; they take 2 milliseconds."""

MAX_JSON_TOKENS = 1_000_000
"""Maximum number of commas, colons and opening brackets: one for each value and name. 1024 drawings
of `pixels` have 800,000. The parser takes up to 0.04 seconds for them, in which nothing else
runs."""

MAX_JSON_LISTS = 320_000
"""Maximum number of lists: one for each of `MAX_BATCH_POINTS`, and some more."""

MAX_JSON_OBJECTS = 100_000
"""Maximum number of objects. The parser takes twice as long for one as for a list."""

MAX_JSON_NAMES = 200_000
"""Maximum number of names: two for each object. A new name takes as long to parse as ten
numbers."""

MAX_JSON_ESCAPES = 200_000
"""Maximum number of backslashes: 8 MiB of base64 hold 130,000 slashes, which some encoders
escape."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class DrawingFields(StrictModel):
    """The fields of a drawing, exactly one of `FORMS` among them.

    The values of `pixels` and `strokes` are validated by numpy, which is faster.
    """

    image: str = ""
    pixels: Any = None
    strokes: Any = None
    pen_width: Omittable[PenWidth] = None


class _Batch(StrictModel):
    instances: list[DrawingFields] = Field(min_length=1, max_length=MAX_BATCH)


def parse_json(body: bytes) -> Any:
    """Return the value that `body` holds in JSON (RFC 8259); a byte order mark is ignored.

    Of a name that occurs twice in an object, the last value counts. NaN and Infinity, which are not
    JSON, are passed on, so that the validation of the number names its path.

    Raises
    ------
    InvalidRequest
        If it is not JSON; says where. Or if it has more of a token than the limits above.
    """
    if len(body) > MAX_JSON_OBJECTS:
        lists, objects, names, commas, backslashes = _count_bytes(body, b"[{:,\\")
        tokens = commas + names + lists + objects
        for count, limit, what in (
            (tokens, MAX_JSON_TOKENS, "commas, colons and opening brackets"),
            (lists, MAX_JSON_LISTS, "lists"),
            (objects, MAX_JSON_OBJECTS, "objects"),
            (names, MAX_JSON_NAMES, "colons"),
            (backslashes, MAX_JSON_ESCAPES, "backslashes"),
        ):
            if count > limit:
                raise InvalidRequest.for_field(
                    ("body",), f"expected JSON of at most {limit} {what}, got {count}"
                )
    try:
        # Without the cache of strings, which costs time and never helps with a body of new strings.
        return from_json(body.removeprefix(_BYTE_ORDER_MARK), cache_strings="none")
    except ValueError as error:
        raise InvalidRequest.for_field(("body",), f"invalid JSON: {error}") from error


def _count_bytes(body: bytes, characters: bytes) -> list[int]:
    """Return how often each of the characters occurs.

    A third of the time of `bytes.count`, and numpy releases the GIL meanwhile.
    """
    values = np.frombuffer(body, np.uint8)
    return [int(np.count_nonzero(values == character)) for character in characters]


def parse_drawing(body: bytes, max_pixels: int) -> Drawing:
    """Return the drawing in a body of /predict.

    Raises
    ------
    app.http.problems.Problem
        If the body is not JSON, or not one of the forms.
    """
    document = parse_json(body)
    if _has_only_pixels(document):
        return pixels.parse(
            document["pixels"], ("body", "pixels"), may_hold_booleans=_may_hold_booleans(body)
        )
    return to_drawing(validate(DrawingFields, document), ("body",), max_pixels)


def parse_batch(body: bytes, max_pixels: int) -> list[Drawing]:
    """Return the drawings in a body of /predict/batch.

    Raises
    ------
    app.http.problems.Problem
        If the body is not JSON, not a batch of 1 to 1024, or an instance is not one of the forms.
    """
    document = parse_json(body)
    instances = document.get(BATCH) if isinstance(document, dict) else None
    if isinstance(instances, list):
        is_valid = len(document) == 1 and 1 <= len(instances) <= MAX_BATCH
        if is_valid and all(map(_has_only_pixels, instances)):
            may_hold_booleans = _may_hold_booleans(body)
            return [
                pixels.parse(
                    instance["pixels"],
                    ("body", BATCH, k, "pixels"),
                    may_hold_booleans=may_hold_booleans,
                )
                for k, instance in enumerate(instances)
            ]
        for k, instance in enumerate(instances[:MAX_BATCH]):
            reject_too_many_fields(DrawingFields, instance, ("body", BATCH, k))
    batch = validate(_Batch, document)
    drawings = []
    for k, fields in enumerate(batch.instances):
        if k % DRAWINGS_PER_CHECK == 0:
            check_cancelled()
        drawings.append(to_drawing(fields, ("body", BATCH, k), max_pixels))
    check_total_size(drawings, max_pixels)
    return drawings


def _may_hold_booleans(body: bytes) -> bool:
    """Return whether JSON may hold true or false: it has an r or an f.

    To search for the bytes takes a hundredth of the time of checking each number's type, and a
    tenth of that of searching for the words.
    """
    return b"r" in body or b"f" in body


def _has_only_pixels(value: Any) -> bool:
    """Return whether a JSON value is ``{"pixels": ...}``, in which no other field is to validate.

    The model takes as long for that as the network for the drawing.
    """
    return type(value) is dict and len(value) == 1 and "pixels" in value


def check_total_size(drawings: Sequence[Drawing], max_pixels: int) -> None:
    """Raise ImageTooLarge or InvalidRequest if the drawings of a batch are too large together."""
    max_total = BATCH_PIXELS * max_pixels
    total, points = 0, 0
    for drawing in drawings:
        if not isinstance(drawing, ImageDrawing):
            continue
        points += drawing.point_count
        if points > MAX_BATCH_POINTS:
            raise InvalidRequest.for_field(
                drawing.path,
                f"expected at most {MAX_BATCH_POINTS} points in all strokes of a batch together, "
                f"got {points} up to this drawing",
            )
        total += drawing.pixel_count
        if total > max_total:
            raise ImageTooLarge.for_field(
                drawing.path[:-1],
                f"expected at most {max_total} pixels in all images of a batch together, "
                "got more with this one",
            )


def to_drawing(fields: DrawingFields, path: FieldPath, max_pixels: int) -> Drawing:
    """Return the drawing that the fields of an object describe.

    Raises
    ------
    app.http.problems.Problem
        If it has not exactly one of the forms, or the form is invalid.
    """
    forms = [form for form in FORMS if form in fields.model_fields_set]
    if len(forms) != 1:
        got = " and ".join(forms) or "none of them"
        raise InvalidRequest.for_field(
            path, f"expected exactly one of {', '.join(FORMS)}, got {got}"
        )
    [form] = forms
    if form != "strokes" and fields.pen_width is not None:
        raise InvalidRequest.for_field((*path, "pen_width"), f"not allowed beside {form}")
    path = (*path, form)
    match form:
        case "image":
            return images.parse(base64_text.decode(fields.image, path), path, max_pixels)
        case "pixels":
            return pixels.parse(fields.pixels, path)
        case _:
            return strokes.parse(fields.strokes, fields.pen_width, path)
