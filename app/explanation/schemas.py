"""The bodies of the replies of /explain, as /openapi.json describes them."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from app.openapi.schemas import ModelReference
from model.explanation.common_mistakes import MistakeName

Shape = Annotated[list[int], Field(min_length=2, max_length=2)]


class ListedArray(BaseModel):
    """An array, row after row."""

    shape: Shape
    data: list[list[float]]


class PackedArray(BaseModel):
    """With arrays=base64: an array as bytes."""

    shape: Shape
    dtype: Literal["float32"]
    base64: str = Field(description="little-endian float32, row after row")


Arrays = dict[str, ListedArray | PackedArray]


class Steps(BaseModel):
    """What steps of gradient descent on a copy of the weights did; entry 0 is before them."""

    learning_rate: float
    steps: int
    losses: list[float]
    probabilities: list[list[list[float]]] = Field(
        description="after each step, of each drawing, of the digits 0 to 9"
    )


class Operand(BaseModel):
    """What a line joins."""

    name: str
    shape: Shape


class MeasuredEntry(BaseModel):
    """A derivative beside the slope of the loss when its weight is moved up and down."""

    matrix: str
    row: int
    column: int
    epsilon: float
    analytic: float = Field(description="by backpropagation, or by the mistake")
    numeric: float = Field(description="(loss_above - loss_below) / (2 epsilon), in float64")
    difference: float = Field(description="analytic - numeric")
    relative: float = Field(description="its size over the larger of the two")
    loss_above: float
    loss_below: float


class MistakeVariant(BaseModel):
    """One way to make the mistake, and what numpy made of it."""

    name: str
    line: str = Field(description="where numpy stopped; else the line that is wrong")
    operands: list[Operand] = Field(description="of that line")
    fits: bool = Field(description="whether numpy ran all lines, up to the update")
    message: str = Field(description="what numpy said; else why the numbers are wrong")
    arrays: Arrays = Field(description="what was computed, all wrong, as far as it came")
    check: MeasuredEntry | None = Field(
        description="if it fits: the entry of the gradient that is furthest off"
    )


class Mistake(BaseModel):
    """A classic mistake, made at the last hidden layer."""

    name: MistakeName
    layer: int
    variants: list[MistakeVariant] = Field(description="a loud one and a silent one")


class Explanation(BaseModel):
    """Everything that the network computed for a batch."""

    model: ModelReference
    sizes: list[int] = Field(description="units of every layer, inputs first")
    batch: int = Field(description="how many drawings, N")
    digit: list[int] = Field(description="the most probable digit of each drawing")
    labels: list[int] | None
    loss: float | None = Field(description="mean over the batch; null without labels")
    arrays: Arrays = Field(
        description="A0, z1, H1, A1, ..., P; with labels also Y, and for each layer k from the "
        "last delta<k>, dW<k>, back<k> = delta<k+1> W<k+1>[1:]^T and slope<k> = H<k> (1 - H<k>)"
    )
    step: Steps | None
    mistake: Mistake | None


class ModelWeights(BaseModel):
    """The weights of a model: W1, W2, ...; row 0 of each is the bias."""

    model: ModelReference
    arrays: Arrays
