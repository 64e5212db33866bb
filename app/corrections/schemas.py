"""Schemas of the corrections' replies."""

import base64
import json
from typing import Any

import numpy as np
from pydantic import BaseModel, Field

from app.corrections import record
from app.corrections.record import CorrectionState, SentDrawing
from app.openapi.schemas import ModelReference
from app.parsing.correction_request import Label


class Conflict(BaseModel):
    """Another correction of the same drawing, with another label, that is not rejected."""

    id: str
    label: Label
    state: CorrectionState


class Correction(BaseModel):
    """A drawing that somebody labelled, without the drawing."""

    id: str = Field(description="whoever knows it may show, change and delete the correction")
    state: CorrectionState
    label: Label = Field(description="the true digit, or `not a digit`")
    note: str
    created: str = Field(description="time in UTC")
    model: ModelReference = Field(description="the model that read the drawing")
    answer: int | None = Field(description="its answer; null if it found several digits")
    confidence: float | None
    conflicts: list[Conflict] = Field(
        description="other corrections of the same drawing with another label; shown to requests "
        "from the service's own machine"
    )


class CorrectionDetail(Correction):
    """A drawing that somebody labelled."""

    drawing: dict[str, Any] = Field(
        description="the drawing as it was sent, as a JSON body of /predict"
    )
    input: list[float] = Field(description="the 784 numbers of the network's input")


class Corrections(BaseModel):
    """Some corrections, newest first."""

    corrections: list[Correction]
    total: int = Field(description="number of all corrections of the state that was asked for")


def describe(correction: record.Correction, *, is_local: bool) -> dict[str, Any]:
    """Return the fields of `Correction`; conflicts only for requests from this machine."""
    return {
        "id": correction.id,
        "state": correction.state,
        "label": correction.label,
        "note": correction.note,
        "created": correction.created,
        "model": {"name": correction.model, "version": correction.version},
        "answer": correction.answer,
        "confidence": correction.confidence,
        "conflicts": [
            {"id": other.id, "label": other.label, "state": other.state}
            for other in (correction.conflicts if is_local else ())
        ],
    }


def describe_drawing(sent: SentDrawing) -> dict[str, Any]:
    """Return the fields that `CorrectionDetail` adds."""
    if sent.form == "image":
        drawing = {"image": base64.b64encode(sent.content).decode()}
    else:
        drawing = json.loads(sent.content)
    return {"drawing": drawing, "input": np.frombuffer(sent.vector, "<f4").tolist()}
