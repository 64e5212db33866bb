"""Replies of /numbers, as /openapi.json describes them."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

from pydantic import BaseModel, Field

from app.openapi.schemas import ModelReference
from model.numbers.number import Number
from model.numbers.recognition import MAX_DIGITS, MAX_NUMBERS
from model.numbers.segmentation import MAX_CANDIDATES, MAX_LINE_POINTS, Segmentation
from model.numbers.separators import SEPARATORS
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
_SEPARATORS = re.escape(SEPARATORS)

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
    input: list[float] | None = Field(
        None, description="with include=input: the 784 numbers of the network's input"
    )


class NumberAlternative(BaseModel):
    """The next most probable number in the same place."""

    number: str
    confidence: Probability


class NumberSeparator(BaseModel):
    """A mark between two digits of a number."""

    separator: str = Field(pattern=f"^[{_SEPARATORS}]$")
    position: int = Field(ge=1, description="number of digits before it")
    confidence: Probability = Field(description="probability that it is this mark")
    box: Box


class IgnoredInk(BaseModel):
    """A mark beside the digits, or a piece of one, that was left out."""

    box: Box


class NumberCandidate(BaseModel):
    """A run of neighboring segments that may be one digit."""

    start: int = Field(ge=0, description="its first segment; they are numbered from the left")
    stop: int = Field(ge=1, description="the segment after its last")
    box: Box
    digit: int = Field(ge=0, le=9, description="the digit that fits it best in a number")
    confidence: Probability = Field(description="the network's probability of that digit")
    probability: Probability = Field(
        description="how likely it is that this ink is one digit: the share of all paths through "
        "the graph, by their weight, that use it; not calibrated"
    )


class NumberCuts(BaseModel):
    """How the ink of a number was divided: the segmentation graph and its best path."""

    segments: int = Field(ge=1, description="number of segments, from left to right")
    lines: list[list[Annotated[list[float], Field(min_length=2, max_length=2)]]] = Field(
        description=f"points of each cut through joined ink, at most {MAX_LINE_POINTS}, from top "
        "to bottom"
    )
    candidates: list[NumberCandidate] = Field(
        max_length=MAX_CANDIDATES, description="from left to right; the most probable ones"
    )
    candidates_found: int = Field(ge=1, description="how many there are in all")
    path: list[int] = Field(description="indices of the candidates that are the number's digits")
    runner_up: list[int] = Field(description="the same of the runner-up; empty if there is none")


class WrittenNumber(BaseModel):
    """A number in a drawing."""

    number: str = Field(
        pattern=f"^[0-9]([{_SEPARATORS}]?[0-9]){{0,{MAX_DIGITS - 1}}}$",
        description="its digits, with the separators that were asked for; zeros in front are kept",
    )
    confidence: Probability = Field(description="calibrated probability of the whole number")
    certain: bool = Field(description="whether the whole number is accepted as reliable")
    box: Box
    digits: list[NumberDigit] = Field(min_length=1, max_length=MAX_DIGITS)
    alternatives: list[NumberAlternative] = Field(description="the runner-up, if there is one")
    left_out: int = Field(
        ge=0, description="parts of the ink not recognized as digits, such as dots"
    )
    ignored: list[IgnoredInk] = Field(description="the marks that these parts belong to")
    separators: list[NumberSeparator] | None = Field(
        None, description="those in the number; only if the request names some"
    )
    cuts: NumberCuts | None = Field(
        None,
        description="with include=cuts; null if the drawing was read as one digit, as by /predict, "
        "though it could be cut into several",
    )


class Numbers(BaseModel):
    """The numbers of a drawing, line by line and from left to right."""

    numbers: list[WrittenNumber] = Field(min_length=1, max_length=MAX_NUMBERS)
    model: ModelReference


class NumbersBatch(BaseModel):
    """The numbers of each instance, in their order."""

    predictions: list[Numbers]


def to_document(
    model: Model, numbers: Sequence[Number], included: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Return numbers as `Numbers` describes them.

    Parameters
    ----------
    model : Model
    numbers : sequence of Number
    included : frozenset of {"input", "cuts", "separators"}
        Optional fields to include; for ``cuts`` the numbers need their segmentation.
    """
    return {
        "numbers": [_number(number, included) for number in numbers],
        "model": {"name": model.name, "version": model.version},
    }


def _number(number: Number, included: frozenset[str]) -> dict[str, Any]:
    document: dict[str, Any] = {
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
                **({"input": digit.vector.tolist()} if "input" in included else {}),
            }
            for digit in number.digits
        ],
        "alternatives": [
            {"number": text, "confidence": confidence} for text, confidence in number.alternatives
        ],
        "left_out": number.left_out,
        "ignored": [{"box": list(box)} for box in number.ignored],
    }
    if "separators" in included:
        document["separators"] = [
            {
                "separator": separator.text,
                "position": separator.position,
                "confidence": separator.confidence,
                "box": list(separator.box),
            }
            for separator in number.separators
        ]
    if "cuts" in included:
        document["cuts"] = number.segmentation and _cuts(number.segmentation)
    return document


def _cuts(segmentation: Segmentation) -> dict[str, Any]:
    return {
        "segments": segmentation.segments,
        "lines": [line.tolist() for line in segmentation.lines],
        "candidates": [
            {**asdict(candidate), "box": list(candidate.box)}
            for candidate in segmentation.candidates
        ],
        "candidates_found": segmentation.candidates_found,
        "path": segmentation.path,
        "runner_up": segmentation.runner_up,
    }
