"""Bodies of requests and replies, as /openapi.json describes them.

The arrays of a drawing are validated by numpy, in `app.parsing`, which is faster; the classes here
describe the same to a client's author, and share the limits.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from app.parsing.pixels import COUNT
from app.parsing.stroke_layouts import MAX_POINT_NUMBERS
from app.parsing.strokes import MAX_COORDINATE, PenWidth
from model.preprocessing.array_types import INPUT_SIDE

Ink = Annotated[float, Field(ge=0, le=1)]
Row = Annotated[list[Ink], Field(min_length=INPUT_SIDE, max_length=INPUT_SIDE)]
Coordinate = Annotated[float, Field(ge=-MAX_COORDINATE, le=MAX_COORDINATE)]
PointList = Annotated[
    list[Any],
    Field(
        min_length=2,
        max_length=MAX_POINT_NUMBERS,
        description="x, y and numbers that are ignored, as many in all points of a drawing",
        json_schema_extra={"prefixItems": [TypeAdapter(Coordinate).json_schema()] * 2},
    ),
]
Column = Annotated[list[Coordinate], Field(min_length=1)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Point(BaseModel):
    """A point of a stroke; further fields, such as time and pressure, are ignored."""

    x: Coordinate
    y: Coordinate


Points = Annotated[list[PointList | Point], Field(min_length=1)]


class SignatureStroke(BaseModel):
    """A stroke as signature_pad writes it; further fields, such as the color, are ignored."""

    points: Points


Columns = Annotated[
    list[list[Any]],
    Field(
        min_length=2,
        max_length=3,
        description="all x, all y, and perhaps times, which are ignored",
        json_schema_extra={"prefixItems": [TypeAdapter(Column).json_schema()] * 2},
    ),
]


class ImageForm(_Request):
    """An image file in JSON."""

    model_config = ConfigDict(title="ImageDrawing")

    image: str = Field(description="PNG, JPEG, WebP, GIF or BMP in base64, or as a data: URL")


class PixelsForm(_Request):
    """The network's own input."""

    model_config = ConfigDict(title="PixelsDrawing")

    pixels: (
        Annotated[list[Ink], Field(min_length=COUNT, max_length=COUNT)]
        | Annotated[list[Row], Field(min_length=INPUT_SIDE, max_length=INPUT_SIDE)]
    ) = Field(description="784 numbers or 28 rows of 28, 0 paper to 1 ink, as in MNIST")


class StrokesForm(_Request):
    """Strokes of a pen."""

    model_config = ConfigDict(title="StrokesDrawing")

    strokes: Annotated[list[Points | SignatureStroke | Columns], Field(min_length=1)] = Field(
        description="strokes of points [x, y], y down, at any scale; at most 20,000 points. Lists "
        "of 3 to 8 numbers are rejected if they may be points as well as columns."
    )
    pen_width: PenWidth | None = Field(
        None, description="in the units of the coordinates; without it, in proportion to them"
    )


class ModelReference(BaseModel):
    """The model of a prediction."""

    name: str
    version: str = Field(description="first 12 hexadecimal digits of the weights' SHA-256")


class ModelSummary(BaseModel):
    """Summary of a model."""

    name: str
    version: str
    default: bool = Field(description="whether it is used when a request names no model")
    source: Literal["shipped", "lab", "corrections"] = Field(
        description="whether it ships with the service, was trained in its lab, or has learnt "
        "corrections"
    )
    label: str = Field(
        description="display name: Small, Medium or Large; the title if trained in the lab"
    )
    title: str
    description: str
    sizes: list[int] = Field(description="units of every layer, inputs first")
    activations: list[str]
    parameters: int = Field(description="number of weights and biases")
    scores: dict[str, Any] = Field(description="results of the evaluation on each data set")
    date: str | None = Field(description="date of training")


class ModelDetail(ModelSummary):
    """A model, and how it was trained."""

    recipe: dict[str, Any]
    data: dict[str, Any] = Field(description="SHA-256 of each file of the training data")
    seed: int | None
    preprocessing: int | None = Field(
        description="version of the preprocessing of the training data"
    )


class Models(BaseModel):
    """All models."""

    models: list[ModelSummary]
    default: str


class WrongField(BaseModel):
    """An invalid field of a request."""

    loc: str = Field(description="path of the field: body.pixels.12")
    message: str


class ProblemDetails(BaseModel):
    """An error in the shape of RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[WrongField] | None = None
    counted: Literal["digits", "parts", "numbers", "marks"] | None = Field(
        None, description="of `/problems/too-many-numbers`: the first two are those of one number"
    )
    limit: int | None = Field(None, description="maximum number of what is counted")
    count: int | None = Field(None, description="number of what is counted in the drawing")
    request_id: str | None = Field(None, description="ID of the request in the log")
