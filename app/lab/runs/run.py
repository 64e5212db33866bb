"""One run as the service shows it."""

import threading
from dataclasses import dataclass, replace
from typing import Any

from app.lab.run_config import Plan
from app.lab.runs.events import Reader
from app.lab.runs.folder import RunFolder
from app.lab.runs.standing import DONE, Standing


@dataclass(frozen=True)
class View:
    """A run at one moment.

    Attributes
    ----------
    folder : RunFolder
    plan : Plan
    created : str
    standing : Standing
    """

    folder: RunFolder
    plan: Plan
    created: str
    standing: Standing

    @property
    def model(self) -> str | None:
        """The name of the model that the run has become, once it is over."""
        done = self.standing.state in DONE
        return self.folder.id if done and self.standing.version else None

    def to_json(self) -> dict[str, Any]:
        """Return what the service tells of the run."""
        standing = self.standing
        return {
            "id": self.folder.id,
            "name": self.plan.title,
            "state": standing.state,
            "problem": standing.problem,
            "settings": {**self.plan.to_json(), "name": self.plan.title},
            "created": self.created,
            "finished": standing.finished,
            "epoch": standing.epoch,
            "epochs": self.plan.epochs,
            "step": standing.step,
            "steps": self.plan.steps,
            "parameters": self.plan.parameters,
            "seconds": standing.seconds,
            "accuracy": standing.accuracy,
            "model": self.model,
            "version": standing.version if self.model else None,
            "last_event": standing.last_event,
        }


class Followed:
    """A run whose log is followed, so that asking again reads only what is new."""

    def __init__(self, folder: RunFolder) -> None:
        self.folder = folder
        self._plan, self._created = folder.plan()
        self._reader = Reader(folder.path)
        self._standing = Standing()
        self._lock = threading.Lock()

    def view(self) -> View:
        """Return how the run stands now.

        Raises
        ------
        FileNotFoundError
            If the run is gone.
        """
        with self._lock:
            while events := self._reader.read():
                self._standing.take(events)
            return View(self.folder, self._plan, self._created, replace(self._standing))
