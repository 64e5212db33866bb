"""Parser of requests to /corrections: one drawing in any of its forms, its label, and a note.

    {"strokes": [...], "label": 7}
    {"image": "iVBORw0...", "label": "not a digit", "note": "a coffee stain"}

As in `app.parsing.explain_request`, label and note may be in the query as well, as they must be for
an image file.
"""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, WithJsonSchema
from pydantic_core import to_json
from starlette.datastructures import Headers, QueryParams

from app.http.problems import InvalidRequest
from app.http.validation import Omittable, StrictModel, describe_value, require_object, validate
from app.parsing import base64_text, content_type, image_body
from app.parsing.drawing import Drawing
from app.parsing.json_body import FORMS, DrawingFields, DrawingForm, parse_json, to_drawing
from app.parsing.parameters import parse_parameters

NON_DIGIT: Literal["not a digit"] = "not a digit"

MAX_NOTE = 500


def _parse_label(value: Any) -> Any:
    if value == NON_DIGIT or (type(value) is int and 0 <= value <= 9):
        return value
    raise ValueError(f"expected 0 to 9 or {NON_DIGIT!r}, got {describe_value(value)}")


Label = Annotated[
    int | Literal["not a digit"],
    PlainValidator(_parse_label),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": 9},
                {"type": "string", "enum": [NON_DIGIT]},
            ]
        }
    ),
]
Note = Annotated[str, Field(max_length=MAX_NOTE, pattern="^[^\u0000]*$")]
"""Text without the null character, which PostgreSQL does not store."""


class CorrectionFields(StrictModel):
    """Label and note of a drawing."""

    label: Label = Field(description="The true digit, or `not a digit`.")
    note: Note = Field("", description="A remark, kept with the drawing.")


class CorrectionChanges(StrictModel):
    """Changes of a correction; fields that are absent stay as they are."""

    label: Omittable[Label] = Field(None, description="The true digit, or `not a digit`.")
    note: Omittable[Note] = Field(None, description="A remark, kept with the drawing.")


@dataclass(frozen=True)
class CorrectionRequest:
    """A drawing with its label and note.

    Attributes
    ----------
    drawing : Drawing
    form : str
    content : bytes
        The drawing as it was sent: the image file, or the form in JSON without label and note.
    label : int or str
        A digit, or `NON_DIGIT`.
    note : str
    """

    drawing: Drawing
    form: DrawingForm
    content: bytes
    label: Label
    note: str


def parse_correction(
    headers: Headers, query: QueryParams, body: bytes, max_pixels: int
) -> CorrectionRequest:
    """Return the correction that a request describes.

    Raises
    ------
    app.http.problems.Problem
        If there is no drawing, or a field is invalid.
    """
    media_type = content_type.negotiate_content_type(headers, content_type.DRAWINGS)
    if media_type == content_type.JSON:
        return parse_json_correction(parse_json(body), query, max_pixels)
    content, path = image_body.read(media_type, headers, body)
    drawing = image_body.parse(media_type, content, path, max_pixels)
    fields, _ = parse_parameters(CorrectionFields, query, None)
    return CorrectionRequest(drawing, "image", content, fields.label, fields.note)


def parse_json_correction(document: Any, query: QueryParams, max_pixels: int) -> CorrectionRequest:
    """Return the correction of a JSON body, with label and note in it or in the query.

    Raises
    ------
    app.http.problems.Problem
        If there is no drawing, or a field is invalid.
    """
    values = require_object(document)
    names = DrawingFields.model_fields
    sent = {name: value for name, value in values.items() if name in names}
    others = {name: value for name, value in values.items() if name not in names}
    fields, _ = parse_parameters(CorrectionFields, query, others, beside=names)
    drawing_fields = validate(DrawingFields, sent)
    drawing = to_drawing(drawing_fields, ("body",), max_pixels)
    [form] = [form for form in FORMS if form in sent]
    if form == "image":
        content = base64_text.decode(drawing_fields.image, ("body", "image"))
    else:
        content = to_json(sent)  # numbers that are ignored may be NaN, which becomes null
    return CorrectionRequest(drawing, form, content, fields.label, fields.note)


def parse_changes(headers: Headers, body: bytes) -> CorrectionChanges:
    """Return the changes that the JSON body of a PATCH describes.

    Raises
    ------
    app.http.problems.Problem
        If it describes none.
    """
    content_type.negotiate_content_type(headers, (content_type.JSON,))
    changes = validate(CorrectionChanges, parse_json(body))
    if changes.label is None and changes.note is None:
        raise InvalidRequest.for_field(("body",), "expected label or note, got none of them")
    return changes
