"""Models that have learnt corrections, in memory.

A task checks every second whether another process has added, removed or chosen one. A request
never waits for the database: while that cannot be used, the models stay as they were.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from app.concurrency import threads
from app.corrections.service import CorrectionService
from app.http.problems import DatabaseUnavailable
from model.serialization import model_file
from model.serialization.model_file import Model, WeightsError

LOG = logging.getLogger("inkling.corrections")

REFRESH_S = 1.0


@dataclass(frozen=True)
class _Models:
    by_name: Mapping[str, Model] = field(default_factory=dict)
    sha256: Mapping[str, str] = field(default_factory=dict)
    default: Model | None = None


class LearntModels:
    """Models that have learnt corrections; safe to use from several threads."""

    def __init__(self, service: CorrectionService) -> None:
        self._service = service
        self._models = _Models()

    @property
    def default(self) -> Model | None:
        """The one that answers requests without a model name, if any does."""
        return self._models.default

    def get(self, name: str) -> Model | None:
        """Return the model called `name`, if it exists."""
        return self._models.by_name.get(name)

    def all(self) -> list[Model]:
        """Return all models, newest first."""
        return list(self._models.by_name.values())

    def default_only(self) -> "LearntModels":
        """Return these models without those that are not the default."""
        restricted = LearntModels(self._service)
        default = self.default
        if default is not None:
            restricted._models = _Models({default.name: default}, {}, default)
        return restricted

    def refresh(self) -> None:
        """Load the versions in the database; keep the models if it cannot be used."""
        try:
            learning = self._service.learning()
            if learning is None:
                return
            former, models = self._models, {}
            for version in learning.versions:
                if former.sha256.get(version.name) == version.sha256:
                    models[version.name] = former.by_name[version.name]
                elif content := self._service.weights(version.name):
                    models[version.name] = model_file.from_bytes(version.name, content)
        except (DatabaseUnavailable, WeightsError) as error:
            LOG.debug("learnt models stay as they are: %s", error)
            return
        sha256 = {version.name: version.sha256 for version in learning.versions}
        default = models.get(learning.default) if learning.default else None
        self._models = _Models(models, sha256, default)

    @asynccontextmanager
    async def refreshing(self) -> AsyncIterator[None]:
        """Refresh every second inside of the block."""
        task = asyncio.create_task(self._refresh_forever())
        try:
            yield
        finally:
            task.cancel()

    async def _refresh_forever(self) -> None:
        while True:
            await asyncio.sleep(REFRESH_S)
            await threads.run_io(self.refresh)
