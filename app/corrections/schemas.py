"""Schemas of the corrections' replies."""

import base64
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import BaseModel, Field

from app.corrections import record
from app.corrections.record import CorrectionState, SentDrawing
from app.http.validation import StrictModel
from app.openapi.schemas import ModelReference
from app.parsing.correction_request import Label

if TYPE_CHECKING:
    from app.corrections import version_store


class Conflict(BaseModel):
    """Another correction of the same drawing, with another label, that is not rejected."""

    id: str
    label: Label
    state: CorrectionState


class Correction(BaseModel):
    """A drawing that somebody labelled, without the drawing."""

    id: str = Field(description="gives access to the correction: to show, change and delete it")
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


def describe(correction: record.Correction, *, is_local: bool) -> Correction:
    """Return a correction for a reply; with its conflicts only for requests from this machine."""
    fields = asdict(correction)
    model = ModelReference(name=fields.pop("model"), version=fields.pop("version"))
    if not is_local:
        fields["conflicts"] = ()
    return Correction(**fields, model=model)


def describe_in_detail(
    correction: record.Correction, sent: SentDrawing, *, is_local: bool
) -> CorrectionDetail:
    """Return a correction with its drawing for a reply."""
    if sent.form == "image":
        drawing = {"image": base64.b64encode(sent.content).decode()}
    else:
        drawing = json.loads(sent.content)
    return CorrectionDetail(
        **describe(correction, is_local=is_local).model_dump(),
        drawing=drawing,
        input=np.frombuffer(sent.vector, "<f4").tolist(),
    )


class LearntVersion(BaseModel):
    """A network that has learnt corrections."""

    model: str = Field(description="its name in `/predict?model=`")
    version: str = Field(description="first 12 hexadecimal digits of `sha256`")
    sha256: str = Field(description="of its weights file")
    created: str = Field(description="time in UTC")


class Learning(BaseModel):
    """The state of learning."""

    state: Literal["idle", "running", "done", "refused", "failed"]
    problem: str | None = Field(description="why it was refused, or failed")
    model: str | None = Field(description="when done: the name of the version it made")
    version: str | None = Field(description="its first 12 hexadecimal digits")
    sha256: str | None = Field(description="SHA-256 of its weights file")
    judgement: dict[str, Any] | None = Field(
        description="when done or refused: `drawings`, `right_before` and `right_after` of the "
        "corrected drawings, and `sets` with accuracies before and after, in percent"
    )
    default: str | None = Field(description="the version that is the default model, if one is")
    versions: list[LearntVersion] = Field(description="newest first")


class DefaultModel(StrictModel):
    """The model to be the default."""

    model: str | None = Field(description="the name of a version, or null for the base model")


def describe_learning(learning: "version_store.Learning | None") -> Learning:
    """Return the state of learning; None if there are no corrections yet."""
    if learning is None:
        nothing = dict.fromkeys(("problem", "model", "version", "sha256", "judgement", "default"))
        return Learning(state="idle", versions=[], **nothing)
    versions = [
        LearntVersion(
            model=one.name, version=one.sha256[:12], sha256=one.sha256, created=one.created
        )
        for one in learning.versions
    ]
    made = next((one for one in versions if one.model == learning.version), None)
    return Learning(
        state=learning.state,
        problem=learning.problem,
        model=made.model if made else None,
        version=made.version if made else None,
        sha256=made.sha256 if made else None,
        judgement=learning.judgement,
        default=learning.default,
        versions=versions,
    )
