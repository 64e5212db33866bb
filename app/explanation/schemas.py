"""Bodies of the replies of /explain, as /openapi.json describes them."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from app.openapi.schemas import ModelReference
from model.explanation.common_mistakes import MistakeName
from model.explanation.submitted_code.mistakes import Diagnosis

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
    """Results of gradient descent on a copy of the weights; entry 0 is before the first step."""

    learning_rate: float
    steps: int
    losses: list[float]
    probabilities: list[list[list[float]]] = Field(
        description="after each step, of each drawing, of the digits 0 to 9"
    )


class Operand(BaseModel):
    """An operand of a line."""

    name: str
    shape: Shape


class MeasuredEntry(BaseModel):
    """An entry of a gradient beside its finite difference."""

    matrix: str
    row: int
    column: int
    epsilon: float
    analytic: float = Field(description="by backpropagation, or by the wrong formula of a mistake")
    numeric: float = Field(description="(loss_above - loss_below) / (2 epsilon), in float64")
    difference: float = Field(description="analytic - numeric")
    relative: float = Field(
        description="absolute difference divided by the larger magnitude of the two"
    )
    loss_above: float
    loss_below: float


class LineOperand(BaseModel):
    """An operand of an operation."""

    expression: str
    shape: list[int]


class Operation(BaseModel):
    """An operation of a line that NumPy ran."""

    expression: str = Field(description="as it was typed")
    operator: str = Field(description="@, *, ... or the name of a function")
    operands: list[LineOperand]
    shape: list[int] = Field(description="of the result")
    broadcasts: bool = Field(description="whether NumPy silently repeated an array")
    non_finite: Literal["nan", "inf"] | None = Field(
        description="entries of the result that are not finite, if all operands are"
    )


class StoppedOperation(BaseModel):
    """The operation at which NumPy raises an error."""

    expression: str
    operator: str
    operands: list[LineOperand] = Field(description="none if a name has no value")
    line: int = Field(description="of the operator, from 1")
    column: int = Field(description="of the operator, from 1")
    message: str = Field(description="message of NumPy")


class ComparedEntry(BaseModel):
    """An entry of a result beside the true one; a number that is not finite is null."""

    row: int
    column: int
    yours: float | None
    analytic: float
    numeric: float


class LineResult(BaseModel):
    """Result of a line, compared with the true gradient."""

    name: str
    line: str = Field(description="as it was typed")
    shape: list[int] | None = Field(description="null if NumPy stops")
    expected_shape: list[int] | None = Field(description="null if the name is of no gradient")
    agrees: bool | None = Field(description="with the true gradient; null if there is none")
    first_difference: ComparedEntry | None = Field(description="first wrong entry, by rows")
    largest_entry: ComparedEntry | None = Field(
        description="the entry at which the true gradient is largest"
    )
    diagnosis: list[Diagnosis] = Field(
        description="known mistakes, as few as explain the result; of a right result, those that "
        "only a batch shows"
    )
    explanations: list[str] = Field(description="a sentence for each, and notes after them")
    right_line: str | None
    corrected_line: str | None = Field(
        description="the line with its mistakes corrected, right also for a batch"
    )
    steps: list[Operation]
    stops_at: StoppedOperation | None


class CheckedLines(BaseModel):
    """The results of a learner's lines."""

    results: list[LineResult]


class LossCurve(BaseModel):
    """Loss and accuracy on the held-out digits."""

    steps: list[int] = Field(description="after which the loss was measured, 0 first")
    losses: list[float]
    accuracy: float = Field(description="at the end, 0 to 1")


class TrainingStop(BaseModel):
    """The step at which training ends early."""

    step: int = Field(description="counted from 1")
    diverged: bool = Field(description="else NumPy raised an error")
    message: str
    expression: str | None = Field(description="the operation at which NumPy raised an error")
    line: int | None = Field(description="null if it is in none of the lines")
    column: int | None


class TrainedLines(BaseModel):
    """Training with a learner's lines beside training with the right ones."""

    sizes: list[int] = Field(description="units of every layer, inputs first")
    digits: int = Field(description="synthetic digits that are trained on")
    held_out_digits: int
    batch_size: int
    learning_rate: float
    yours: LossCurve
    right: LossCurve
    agrees: bool = Field(description="whether the lines give the right gradients in step 1")
    completed: list[str] = Field(description="right lines for what the lines do not compute")
    broadcasts: list[Operation] = Field(
        description="operations of step 1 in which NumPy silently repeated an array"
    )
    stops_at: TrainingStop | None = Field(description="null if all steps were taken")
    summary: str = Field(description="what came of it, in a sentence or two")


class MistakeVariant(BaseModel):
    """One variant of the mistake, executed by NumPy."""

    name: str
    line: str = Field(description="line at which NumPy raised; else the line that is wrong")
    operands: list[Operand] = Field(description="of that line")
    fits: bool = Field(description="whether NumPy ran all lines, down to dW1 and the update")
    message: str = Field(description="message of NumPy; else why the numbers are wrong")
    arrays: Arrays = Field(
        description="the wrong delta<k> and dW<k> of the layer, as far as they were computed"
    )
    check: MeasuredEntry | None = Field(
        description="if dW<k> broadcasts to W<k>: the entry of it with the largest error"
    )


class Mistake(BaseModel):
    """A common mistake, made at the last hidden layer."""

    name: MistakeName
    layer: int
    variants: list[MistakeVariant] = Field(
        description="one that NumPy may refuse, and one that it may not"
    )


class LeastInk(BaseModel):
    """The shortest change along a gradient that changes the answer; null where none does."""

    digit: list[int | None] = Field(description="the answer after it, for each drawing")
    distance: list[float | None] = Field(description="Euclidean length of the change")
    change: ListedArray | PackedArray = Field(
        description="N x 784, added to the drawings; the sum is within 0 and 1"
    )


class Explanation(BaseModel):
    """Everything that the network computed for a batch."""

    model: ModelReference
    sizes: list[int] = Field(description="units of every layer, inputs first")
    batch: int = Field(description="number of drawings, N")
    digit: list[int] = Field(description="the most probable digit of each drawing")
    labels: list[int] | None
    loss: float | None = Field(description="mean over the batch; null without labels")
    arrays: Arrays = Field(
        description="A0, z1, H1, A1, ..., P; with labels also Y, and for each layer k from the "
        "last delta<k>, dW<k>, back<k> = delta<k+1> W<k+1>[1:]^T and slope<k> = H<k> (1 - H<k>); "
        "at the end dX = delta1 W1[1:]^T"
    )
    step: Steps | None
    mistake: Mistake | None
    least_ink: LeastInk | None = Field(description="null unless asked for")


class ModelWeights(BaseModel):
    """The weights of a model: W1, W2, ...; row 0 of each is the bias."""

    model: ModelReference
    arrays: Arrays
