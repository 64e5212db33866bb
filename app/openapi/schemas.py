"""Bodies of requests and replies, as /openapi.json describes them.

The arrays of a drawing are validated by numpy, in `app.parsing`, which is faster; the classes here
describe the same to a client's author, and share the limits.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.parsing.pixels import COUNT, SIDE
from app.parsing.strokes import MAX_COORDINATE, PenWidth

Ink = Annotated[float, Field(ge=0, le=1)]
Row = Annotated[list[Ink], Field(min_length=SIDE, max_length=SIDE)]
Coordinate = Annotated[float, Field(ge=-MAX_COORDINATE, le=MAX_COORDINATE)]
Point = Annotated[list[Coordinate], Field(min_length=2, max_length=2)]
Stroke = Annotated[list[Point], Field(min_length=1)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ImageDrawing(_Request):
    """An image file in JSON."""

    image: str = Field(description="PNG, JPEG, WebP, GIF or BMP in base64, or as a data: URL")


class PixelsDrawing(_Request):
    """The network's own input."""

    pixels: (
        Annotated[list[Ink], Field(min_length=COUNT, max_length=COUNT)]
        | Annotated[list[Row], Field(min_length=SIDE, max_length=SIDE)]
    ) = Field(description="784 numbers or 28 rows of 28, 0 paper to 1 ink, as in MNIST")


class StrokesDrawing(_Request):
    """The movements of a pen."""

    strokes: Annotated[list[Stroke], Field(min_length=1)] = Field(
        description="strokes of points [x, y], y down, at any scale; at most 100,000 points"
    )
    pen_width: PenWidth | None = Field(
        None, description="in the units of the coordinates; without it, in proportion to them"
    )


class ModelReference(BaseModel):
    """Which model answered."""

    name: str
    version: str = Field(description="first 12 hexadecimal digits of the weights' SHA-256")


class StageImage(BaseModel):
    """One step of preprocessing."""

    name: str
    title: str
    width: int = Field(description="of the image, in pixels")
    height: int = Field(description="of the image, in pixels")
    image: str = Field(description="PNG as a data: URL, dark ink on white paper")


class Prediction(BaseModel):
    """What the network read."""

    digit: int | None = Field(ge=0, le=9, description="null if several digits were found")
    confidence: float | None = Field(ge=0, le=1, description="probability of the digit")
    probabilities: list[float] = Field(
        min_length=10, max_length=10, description="of the digits 0 to 9; they sum to 1"
    )
    certain: bool = Field(description="whether the answer may be relied on")
    digits_found: int = Field(ge=1, description="how many digits stand side by side")
    model: ModelReference
    input: list[float] | None = Field(
        None, description="with include=input: the 784 numbers that the network saw"
    )
    stages: list[StageImage] | None = Field(
        None, description="with include=stages: each step of preprocessing; none for pixels"
    )


class Predictions(BaseModel):
    """One prediction for each instance, in their order."""

    predictions: list[Prediction]


class ModelSummary(BaseModel):
    """A model that can be asked."""

    name: str
    version: str
    default: bool = Field(description="whether it answers when no model is named")
    source: Literal["shipped", "lab"] = Field(
        description="whether it ships, or was trained here, in the lab"
    )
    title: str
    description: str
    sizes: list[int] = Field(description="units of every layer, inputs first")
    activations: list[str]
    parameters: int = Field(description="number of weights and biases")
    scores: dict[str, Any] = Field(description="what it reached on each data set")
    date: str | None = Field(description="when it was trained")


class ModelDetail(ModelSummary):
    """A model, and how it came about."""

    recipe: dict[str, Any]
    data: dict[str, Any] = Field(description="SHA-256 of each file that it learnt from")
    seed: int | None
    preprocessing: int | None = Field(
        description="version of the preprocessing that it learnt from"
    )


class Models(BaseModel):
    """All models that can be asked."""

    models: list[ModelSummary]
    default: str


class WrongField(BaseModel):
    """One wrong field of a request."""

    loc: str = Field(description="where it stands: body.pixels.12")
    message: str


class ProblemDetails(BaseModel):
    """An error, as in RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[WrongField] | None = None
    request_id: str | None = Field(None, description="by which the log knows the request")
