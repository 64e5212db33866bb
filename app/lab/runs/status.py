"""Status of a run, which follows from its events."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

State = Literal["waiting", "running", "paused", "finished", "stopped", "failed"]

COMPLETED_STATES: frozenset[State] = frozenset({"finished", "stopped"})
"""States that no run leaves."""

FINAL_STATES: frozenset[State] = COMPLETED_STATES | {"failed"}
"""States without a training process; a failed run can be resumed."""


@dataclass(frozen=True)
class RunStatus:
    """Status of a run after its last event.

    Attributes
    ----------
    state : str
        `waiting` until the training process has loaded its data.
    suspended : bool
        Whether the process of a `paused` run has saved a checkpoint and ended.
    problem : str or None
        Explanation of the state.
    epoch, step : int
        Completed epochs and batches.
    seconds : float
        Training time.
    accuracy : float or None
        Validation accuracy after the last epoch.
    version : str or None
        Version of the weights that were written last; in a final state, those of the last whole
        epoch.
    finished : str or None
        Time at which a final state was reached, in ISO 8601.
    last_event : int
        Number of the last event.
    state_changes : int
        Number of `state` events; a trainer acknowledges a command with one.
    """

    state: State = "waiting"
    suspended: bool = False
    problem: str | None = None
    epoch: int = 0
    step: int = 0
    seconds: float = 0.0
    accuracy: float | None = None
    version: str | None = None
    finished: str | None = None
    last_event: int = 0
    state_changes: int = 0

    @property
    def is_final(self) -> bool:
        """Whether the run has ended."""
        return self.state in FINAL_STATES

    @property
    def is_active(self) -> bool:
        """Whether the run should have a training process, even while paused."""
        return not (self.is_final or self.suspended)

    def apply(self, name: str, data: Mapping[str, Any]) -> "RunStatus":
        """Return the status after one more event."""
        status = replace(self, last_event=self.last_event + 1)
        if name == "weights" and "seconds" not in data:  # by a former version
            return status
        status = replace(status, epoch=data["epoch"], step=data["step"], seconds=data["seconds"])
        if name == "epoch":
            return replace(status, accuracy=data["validation"]["accuracy"])
        if name == "state":
            return replace(
                status,
                state=data["state"],
                suspended=data.get("parked", False),
                problem=data["problem"],
                version=data["version"],
                finished=data["time"] if data["state"] in FINAL_STATES else None,
                state_changes=self.state_changes + 1,
            )
        return status
