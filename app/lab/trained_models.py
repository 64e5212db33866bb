"""Models that runs of the lab have trained, by name, with a cache of their weights.

The database decides, so a run that ends in any process becomes a model at once, and a deleted one
stops being one. Weights are read on first use.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.http.problems import LabQuotaExceeded, UnknownRun
from app.lab.run_repository import RunRepository
from model.serialization import model_file
from model.serialization.model_file import Model, WeightsError

CACHE_SIZE = 4
"""Number of recently used models that are kept in memory; one takes at most 16 MB by default."""

FileIdentity = tuple[int, int, int]


@dataclass(frozen=True)
class ModelDescription:
    """A model without its weights."""

    name: str
    version: str
    parameters: int
    metadata: dict[str, Any]


class TrainedModels:
    """Models of a lab; safe to use from several threads."""

    def __init__(self, runs: RunRepository) -> None:
        self._runs = runs
        self._cache: OrderedDict[str, tuple[FileIdentity, Model]] = OrderedDict()
        self._lock = threading.Lock()

    def summaries(self) -> list[ModelDescription]:
        """Return all models, newest first; none if the lab's database cannot be read."""
        try:
            runs = self._runs.all()
        except LabQuotaExceeded:
            return []
        summaries = []
        for run in runs:
            if run.model and run.status.version:
                try:
                    metadata = model_file.read_metadata(run.folder.weights)
                except WeightsError:  # deleted since, or damaged
                    continue
                summaries.append(
                    ModelDescription(run.model, run.status.version, run.config.parameters, metadata)
                )
        return summaries

    def get(self, name: str) -> Model | None:
        """Return the model called `name`, if it exists.

        Raises
        ------
        WeightsError
            If its file is damaged.
        """
        try:
            run = self._runs.get(name)
            identity = _identity(run.folder.weights)
        except (UnknownRun, LabQuotaExceeded, FileNotFoundError):
            return None
        if run.model is None:
            return None
        with self._lock:
            cached = self._cache.get(name)
            if cached is not None and cached[0] == identity:
                self._cache.move_to_end(name)
                return cached[1]
            try:
                model = model_file.load(run.folder.weights)
            except WeightsError:
                if not run.folder.weights.exists():  # deleted since its identity was read
                    return None
                raise
            self._cache[name] = identity, model
            while len(self._cache) > CACHE_SIZE:
                self._cache.popitem(last=False)
            return model


def _identity(path: Path) -> FileIdentity:
    status = path.stat()
    return status.st_ino, status.st_mtime_ns, status.st_size
