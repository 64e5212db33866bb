"""The bodies of the lab's requests and replies, as /openapi.json describes them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.lab.run_config import DEFAULTS, MAX_LEARNING_RATE, MAX_NAME, MAX_SEED
from app.lab.runs.standing import State
from model.network import InitScheme
from model.optimizers import OptimizerName, ScheduleName

Size = Annotated[int, Field(ge=1)]


class RunSettings(BaseModel):
    """What is to be trained; what is left out is as the default says. GET /lab has the limits."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(None, min_length=1, max_length=MAX_NAME, description="for people")
    hidden: list[Size] = Field(list(DEFAULTS.hidden), description="units of each hidden layer")
    initialisation: InitScheme = DEFAULTS.initialisation
    optimizer: OptimizerName = DEFAULTS.optimizer
    schedule: ScheduleName = DEFAULTS.schedule
    learning_rate: float = Field(DEFAULTS.learning_rate, gt=0, le=MAX_LEARNING_RATE)
    batch_size: Size = DEFAULTS.batch_size
    epochs: Size = DEFAULTS.epochs
    images: Size = Field(DEFAULTS.images, description="how many of MNIST's training images")
    augmentation: bool = Field(DEFAULTS.augmentation, description="whether they are distorted")
    seed: int = Field(DEFAULTS.seed, ge=0, le=MAX_SEED)


class Run(BaseModel):
    """A run, and where it stands."""

    id: str
    name: str
    state: State
    problem: str | None = Field(description="what is to be said beside the state")
    settings: RunSettings
    created: str
    finished: str | None
    epoch: int = Field(description="epochs done")
    epochs: int = Field(description="epochs in all")
    step: int = Field(description="batches done")
    steps: int = Field(description="batches in all")
    parameters: int = Field(description="number of weights and biases")
    seconds: float = Field(description="spent training")
    accuracy: float | None = Field(description="on the held-out images, after the last epoch")
    model: str | None = Field(description="the name that /predict?model= knows it by")
    version: str | None = Field(
        description="first 12 hexadecimal digits of the SHA-256 of its weights"
    )
    last_event: int = Field(description="number of its last event")


class Runs(BaseModel):
    """All runs, newest first."""

    runs: list[Run]


class DataSet(BaseModel):
    """Whether MNIST is on the service's machine."""

    state: Literal["present", "missing", "fetching", "failed"]
    received: int = Field(description="bytes downloaded")
    total: int | None = Field(description="bytes in all, once known")
    problem: str | None
    folder: str = Field(description="where the files would be found")


class LabData(BaseModel):
    """The data sets of the lab."""

    mnist: DataSet


class LabState(BaseModel):
    """Whether networks can be trained here, how large, and on what."""

    enabled: bool
    reason: str | None = Field(description="why not")
    limits: dict[str, int | float]
    defaults: RunSettings
    choices: dict[str, list[str]]
    running: list[str] = Field(description="IDs of the runs at work")
    data: LabData


class LabEvent(BaseModel):
    """Something that happened in a run; docs/api.md describes the data of each kind."""

    id: int
    event: Literal["state", "batch", "epoch", "weights"]
    data: dict[str, Any]


class History(BaseModel):
    """All that happened in a run so far."""

    events: list[LabEvent]


class HeldOutDigit(BaseModel):
    """A digit that the runs are validated on."""

    index: int
    label: int
    pixels: str = Field(description="784 bytes in base64, 0 paper to 255 ink, row by row")


class HeldOutDigits(BaseModel):
    """Digits that the runs are validated on."""

    digits: list[HeldOutDigit]
