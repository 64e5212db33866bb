"""Where a run stands: its event log, summed up."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from app.lab.runs.events import Event

State = Literal["waiting", "running", "paused", "finished", "stopped", "failed"]

DONE: frozenset[State] = frozenset({"finished", "stopped"})
"""For good."""

FINAL: frozenset[State] = DONE | {"failed"}
"""Until someone asks for more."""


@dataclass
class Standing:
    """What the events so far say.

    Attributes
    ----------
    state : str
        `waiting` while it is being prepared.
    parked : bool
        Whether the process ended by itself and left a checkpoint; the state is `paused` then.
    problem : str or None
        What is to be said beside the state.
    epoch, step : int
        Epochs and batches done.
    seconds : float
        Spent training.
    accuracy : float or None
        On the held-out images, after the last epoch.
    version : str or None
        Of the weights that were written last; in a final state, those of the last whole epoch.
    finished : str or None
        When it reached a final state, in ISO 8601.
    last_event : int
    told : int
        How many times a state was told; a trainer that was told to do something tells one.
    """

    state: State = "waiting"
    parked: bool = False
    problem: str | None = None
    epoch: int = 0
    step: int = 0
    seconds: float = 0.0
    accuracy: float | None = None
    version: str | None = None
    finished: str | None = None
    last_event: int = 0
    told: int = 0

    @property
    def final(self) -> bool:
        """Whether the run is over."""
        return self.state in FINAL

    @property
    def needs_process(self) -> bool:
        """Whether a process should be at work on it, or at least wait for a word."""
        return not (self.final or self.parked)

    def take(self, events: Iterable[Event]) -> None:
        """Bring the standing up to date with further events."""
        batch: Event | None = None
        for event in events:
            self.last_event = event.id
            if event.name == "batch":
                batch = event  # only the last one counts, and there are thousands
            elif event.name in {"state", "epoch"}:
                batch = None
                data = json.loads(event.data)
                self._progress(data)
                if event.name == "state":
                    self._state(data)
                else:
                    self.accuracy = data["validation"]["accuracy"]
        if batch is not None:
            self._progress(json.loads(batch.data))

    def _progress(self, data: dict[str, Any]) -> None:
        self.epoch, self.step, self.seconds = data["epoch"], data["step"], data["seconds"]

    def _state(self, data: dict[str, Any]) -> None:
        self.told += 1
        self.state, self.problem = data["state"], data["problem"]
        self.version = data["version"]
        self.parked = data.get("parked", False)
        self.finished = data["time"] if self.final else None
