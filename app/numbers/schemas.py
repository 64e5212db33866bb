"""Replies of /numbers, as /openapi.json describes them."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field

from app.openapi.schemas import ModelReference
from model.numbers.recognition import MAX_DIGITS, MAX_NUMBERS, Number
from model.serialization.model_file import Model

Box = Annotated[
    list[float],
    Field(
        min_length=4,
        max_length=4,
        description="left, top, width and height: pixels of the upright image, coordinates of "
        "the strokes, or pixels of 28",
    ),
]
Probability = Annotated[float, Field(ge=0, le=1)]


class NumberDigit(BaseModel):
    """One digit of a number."""

    digit: int = Field(ge=0, le=9)
    confidence: Probability = Field(description="probability of the digit")
    probabilities: list[Probability] = Field(
        min_length=10, max_length=10, description="of the digits 0 to 9; they sum to 1"
    )
    certain: bool = Field(description="whether the digit is accepted as reliable")
    box: Box


class NumberAlternative(BaseModel):
    """The next most probable number in the same place."""

    number: str
    confidence: Probability


class WrittenNumber(BaseModel):
    """A number in a drawing."""

    number: str = Field(
        pattern=f"^[0-9]{{1,{MAX_DIGITS}}}$", description="its digits; zeros in front are kept"
    )
    confidence: Probability = Field(description="calibrated probability of the whole number")
    certain: bool = Field(description="whether the whole number is accepted as reliable")
    box: Box
    digits: list[NumberDigit] = Field(min_length=1, max_length=MAX_DIGITS)
    alternatives: list[NumberAlternative] = Field(description="the runner-up, if there is one")
    left_out: int = Field(
        ge=0, description="parts of the ink not recognized as digits, such as dots"
    )


class Numbers(BaseModel):
    """The numbers of a drawing, line by line and from left to right."""

    numbers: list[WrittenNumber] = Field(min_length=1, max_length=MAX_NUMBERS)
    model: ModelReference


class NumbersBatch(BaseModel):
    """The numbers of each instance, in their order."""

    predictions: list[Numbers]


def to_document(model: Model, numbers: Sequence[Number]) -> dict[str, Any]:
    """Return numbers as `Numbers` describes them."""
    return {
        "numbers": [_number(number) for number in numbers],
        "model": {"name": model.name, "version": model.version},
    }


def _number(number: Number) -> dict[str, Any]:
    return {
        "number": number.text,
        "confidence": number.confidence,
        "certain": number.certain,
        "box": list(number.box),
        "digits": [
            {
                "digit": digit.digit,
                "confidence": float(digit.probabilities[digit.digit]),
                "probabilities": digit.probabilities.tolist(),
                "certain": digit.certain,
                "box": list(digit.box),
            }
            for digit in number.digits
        ],
        "alternatives": [
            {"number": text, "confidence": confidence} for text, confidence in number.alternatives
        ],
        "left_out": number.left_out,
    }
