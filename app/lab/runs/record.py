"""A run and its events as the database has them."""

import time
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.lab.run_config import RunConfig
from app.lab.runs.folder import RunFolder
from app.lab.runs.status import COMPLETED_STATES, RunStatus

LAUNCH_TIMEOUT_S = 60
"""Time for a training process to acquire the lock of its run."""


class Event(NamedTuple):
    """One event: its number within the run, its name, and its data as JSON text."""

    number: int
    name: str
    data: str


@dataclass(frozen=True)
class RunRecord:
    """A run as the database has it.

    Attributes
    ----------
    id : str
        As in its address: "r-" and eight hex digits.
    folder : RunFolder
    config : RunConfig
    created : str
        Time in ISO 8601.
    launched : float
        Unix time at which a training process was last started.
    pid : int or None
        Process ID of that process, once it holds the run's lock.
    status : RunStatus
    """

    id: str
    folder: RunFolder
    config: RunConfig
    created: str
    launched: float
    pid: int | None
    status: RunStatus

    @property
    def is_launching(self) -> bool:
        """Whether the training process may still be starting, before it holds the lock."""
        return self.pid is None and time.time() - self.launched < LAUNCH_TIMEOUT_S

    @property
    def model(self) -> str | None:
        """Name of the model that the run trained, once it is done."""
        return self.id if self.status.state in COMPLETED_STATES and self.status.version else None

    def to_json(self) -> dict[str, Any]:
        """Return the run as the API shows it."""
        status = self.status
        return {
            "id": self.id,
            "name": self.config.title,
            "state": status.state,
            "problem": status.problem,
            "settings": self.config.model_copy(update={"name": self.config.title}),
            "created": self.created,
            "finished": status.finished,
            "epoch": status.epoch,
            "epochs": self.config.epochs,
            "step": status.step,
            "steps": self.config.steps,
            "parameters": self.config.parameters,
            "seconds": status.seconds,
            "accuracy": status.accuracy,
            "model": self.model,
            "version": status.version if self.model else None,
            "last_event": status.last_event,
        }
