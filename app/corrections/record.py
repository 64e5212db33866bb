"""Corrections as values."""

from dataclasses import dataclass
from typing import Literal

from app.parsing.correction_request import Label
from app.parsing.json_body import DrawingForm

CorrectionState = Literal["pending", "accepted", "rejected"]


@dataclass(frozen=True)
class SentDrawing:
    """A drawing as it was sent, and the network's input.

    Attributes
    ----------
    form : str
    content : bytes
        The image file, or the form in JSON; see `app.parsing.correction_request`.
    vector : bytes
        The network's input: 784 float32 numbers, little-endian, 0 paper to 1 ink.
    """

    form: DrawingForm
    content: bytes
    vector: bytes


@dataclass(frozen=True, kw_only=True)
class LabelledPrediction:
    """The fields of a correction that its sender and the model determine.

    Attributes
    ----------
    label : int or str
        A digit, or "not a digit".
    note : str
    model, version : str
        The model that read the drawing, and the beginning of its SHA-256.
    answer : int or None
        Its answer; None if it found several digits.
    confidence : float or None
    """

    label: Label
    note: str
    model: str
    version: str
    answer: int | None
    confidence: float | None


@dataclass(frozen=True, kw_only=True)
class NewCorrection(LabelledPrediction):
    """A correction to be kept, with its drawing."""

    drawing: SentDrawing


@dataclass(frozen=True)
class LabelledInput:
    """An accepted correction as networks learn it.

    Attributes
    ----------
    vector_sha256 : str
    vector : bytes
        The network's input, as in `SentDrawing`.
    label : int
        A digit, or -1 for "not a digit".
    """

    vector_sha256: str
    vector: bytes
    label: int


@dataclass(frozen=True)
class Conflict:
    """Another correction of the same drawing, with another label, that is not rejected."""

    id: str
    label: Label
    state: CorrectionState


@dataclass(frozen=True, kw_only=True)
class Correction(LabelledPrediction):
    """A stored correction without its drawing.

    Attributes
    ----------
    id : str
        32 random hexadecimal digits.
    created : str
        Time in UTC, ISO 8601.
    state : str
    conflicts : tuple of Conflict
    """

    id: str
    created: str
    state: CorrectionState
    conflicts: tuple[Conflict, ...] = ()
