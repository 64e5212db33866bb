"""Parameters of /explain and the addresses below it."""

from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema

from app.http.array_encoding import ArrayFormat
from app.http.validation import Omittable, StrictModel, describe_value
from model.explanation.common_mistakes import MistakeName
from model.explanation.conventions.convention import INKLING, PATTERN, parse_convention

MAX_STEPS = 100

DEFAULT_EPSILON = 1e-5
"""Step of the finite difference: the most accurate one in float64."""

ARRAYS_DESCRIPTION = (
    "How arrays are sent: nested lists, or base64 of little-endian float32, row after row."
)

_ModelName = Annotated[
    Omittable[str], Field(description="Name of the model, one of /models; else the default.")
]
_Mistake = Annotated[
    Omittable[MistakeName],
    Field(
        description="A common mistake to make on purpose: the sigmoid's derivative as a factor of "
        "the matrix product, or the wrong rows of the next weights kept."
    ),
]


class ExplainParameters(StrictModel):
    """Parameters of /explain, beside the label."""

    model: _ModelName = None
    arrays: ArrayFormat = Field("lists", description=ARRAYS_DESCRIPTION)
    learning_rate: float = Field(
        0.5, gt=0, le=100, allow_inf_nan=False, description="Learning rate of the steps."
    )
    steps: int = Field(
        0,
        ge=0,
        le=MAX_STEPS,
        description="Number of steps of gradient descent, on a copy of the weights.",
    )
    mistake: _Mistake = None
    least_ink: bool = Field(
        False, description="Whether to look for the least ink that changes the answer."
    )


class CheckParameters(StrictModel):
    """Parameters of /explain/check, beside the label."""

    model: _ModelName = None
    matrix: str = Field(description="The matrix of the weight: W1, W2, ...")
    row: int = Field(ge=0, description="Its row, from 0; row 0 is the bias.")
    column: int = Field(ge=0, description="Its column, from 0.")
    epsilon: float = Field(
        DEFAULT_EPSILON,
        ge=1e-8,
        le=1e-1,
        allow_inf_nan=False,
        description="Step of the finite difference.",
    )
    mistake: _Mistake = None


def _lines(value: Any) -> str | list[str]:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return [*value]
    raise ValueError(f"expected a text or a list of lines, got {describe_value(value)}")


def _convention(text: str) -> str:
    parse_convention(text)
    return text


_TEXT = {"type": "string"}


_Lines = Annotated[
    str | list[str],
    PlainValidator(_lines),
    WithJsonSchema({"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}),
    Field(
        description="Lines in NumPy's notation, such as dW2 = A1.T @ delta2, each of which may use "
        "the results of those before it: a text, or in JSON also a list."
    ),
]


_ConventionText = Annotated[
    str,
    AfterValidator(_convention),
    Field(
        description="Convention of the names, shapes and gradients in the lines: inkling, nielsen, "
        "ng or cs231n, and after commas what differs from it, such as ng,rows.",
        json_schema_extra={"pattern": PATTERN, "examples": ["cs231n", "ng,rows"]},
    ),
]


class CheckMineParameters(StrictModel):
    """Parameters of /explain/check-mine, beside the label; named for it in /openapi.json."""

    model: _ModelName = None
    lines: _Lines
    convention: _ConventionText = str(INKLING)


class TrainMineParameters(StrictModel):
    """Body of /explain/train-mine."""

    lines: _Lines
    model: Annotated[
        Omittable[str],
        Field(
            description="Name of the model, one of /models; else the default. The network that is "
            "trained has its layers, of at most 100 units each."
        ),
    ] = None
    convention: _ConventionText = str(INKLING)


AnyParameters = TypeVar("AnyParameters", ExplainParameters, CheckParameters, CheckMineParameters)
