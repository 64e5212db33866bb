"""The networks that runs of the lab have become, for whoever asks for a model by name.

What is on the disk decides, so a run that ends in any process is there at once, and one that is
deleted is gone. Weights are read when they are first asked for.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.http.problems import UnknownRun
from app.lab.run_store import Roster
from model.serialization import model_file
from model.serialization.model_file import Model, WeightsError

KEPT = 4
"""So many are held in memory, the last asked for; one takes 16 MB at most by default."""

Identity = tuple[int, int, int]


@dataclass(frozen=True)
class Summary:
    """A model without its weights."""

    name: str
    version: str
    parameters: int
    metadata: dict[str, Any]


class LabModels:
    """The models of a lab; safe to use from several threads."""

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._loaded: OrderedDict[str, tuple[Identity, Model]] = OrderedDict()
        self._changing = threading.Lock()

    def summaries(self) -> list[Summary]:
        """Return all models, newest first."""
        found = []
        for view in self._roster.runs():
            if view.model and view.standing.version:
                try:
                    metadata = model_file.read_metadata(view.folder.weights)
                except WeightsError:  # it was just deleted, or is damaged
                    continue
                found.append(
                    Summary(view.model, view.standing.version, view.plan.parameters, metadata)
                )
        return found

    def get(self, name: str) -> Model | None:
        """Return the model called `name`, if there is one.

        Raises
        ------
        WeightsError
            If its file is damaged.
        """
        try:
            view = self._roster.run(name)
            identity = _identity(view.folder.weights)
        except (UnknownRun, FileNotFoundError):
            return None
        if view.model is None:
            return None
        with self._changing:
            held = self._loaded.get(name)
            if held is not None and held[0] == identity:
                self._loaded.move_to_end(name)
                return held[1]
            model = model_file.load(view.folder.weights)
            self._loaded[name] = identity, model
            while len(self._loaded) > KEPT:
                self._loaded.popitem(last=False)
            return model


def _identity(path: Path) -> Identity:
    status = path.stat()
    return status.st_ino, status.st_mtime_ns, status.st_size
