"""Schemas of the lab's replies."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from app.lab.run_config import RunConfig
from app.lab.runs.status import State
from model.training.sanity_checks.outcome import CheckName


class Run(BaseModel):
    """A run and its status."""

    id: str
    name: str
    state: State
    problem: str | None = Field(description="explanation of the state")
    settings: RunConfig
    created: str
    finished: str | None
    epoch: int = Field(description="completed epochs")
    epochs: int = Field(description="epochs of the whole run")
    step: int = Field(description="completed batches")
    steps: int = Field(description="batches of the whole run")
    parameters: int = Field(description="number of weights and biases")
    seconds: float = Field(description="training time")
    accuracy: float | None = Field(description="validation accuracy after the last epoch")
    model: str | None = Field(description="name for /predict?model=, once the run has ended")
    version: str | None = Field(
        description="first 12 hexadecimal digits of the SHA-256 of its weights"
    )
    last_event: int = Field(description="number of its last event")


class Runs(BaseModel):
    """All runs, newest first."""

    runs: list[Run]


class DataSet(BaseModel):
    """Availability of MNIST on the service's machine."""

    state: Literal["present", "missing", "fetching", "failed"]
    received: int = Field(description="bytes downloaded")
    total: int | None = Field(description="bytes of the whole download, once known")
    problem: str | None
    folder: str = Field(description="name of the folder of its files, within the data folder")


class LabData(BaseModel):
    """Data sets of the lab."""

    mnist: DataSet


class LabState(BaseModel):
    """Availability, limits and defaults of the lab."""

    enabled: bool
    reason: str | None = Field(description="why it is not enabled")
    limits: dict[str, int | float]
    defaults: RunConfig
    choices: dict[str, list[str]]
    running: list[str] = Field(description="IDs of runs with a training process")
    data: LabData


class SettingsCheck(BaseModel):
    """A sanity check of settings."""

    name: CheckName
    title: str
    passed: bool
    measured: str
    expected: str
    advice: str | None = Field(description="what to do; null if it passed")


class SettingsChecks(BaseModel):
    """Six sanity checks of settings: why a network does not learn."""

    data: Literal["mnist", "synthetic"] = Field(description="digits to check with")
    images: int = Field(description="number of these digits")
    first_failure: CheckName | None = Field(description="the one to fix first")
    checks: list[SettingsCheck] = Field(description="in order")


class LabEvent(BaseModel):
    """Event of a run; docs/api.md describes the data of each kind."""

    id: int
    event: Literal["state", "batch", "epoch", "weights"]
    data: dict[str, Any]


class History(BaseModel):
    """All events of a run so far."""

    events: list[LabEvent]


class ValidationDigit(BaseModel):
    """Image of the validation set."""

    index: int
    label: int
    pixels: str = Field(description="784 bytes in base64, 0 paper to 255 ink, row by row")


class ValidationDigits(BaseModel):
    """Images of the validation set."""

    digits: list[ValidationDigit]
