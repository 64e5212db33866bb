"""Corrections for one server process: opened on first use, with errors as problems."""

import logging
import re
import secrets
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.corrections.record import (
    Correction,
    CorrectionState,
    LabelledInput,
    NewCorrection,
    SentDrawing,
)
from app.http import unavailable
from app.http.client_rate import ClientRateLimiter
from app.http.problems import LearningUnavailable, UnknownCorrection
from app.parsing.correction_request import Label
from app.settings import Settings
from model.serialization.model_file import Model

if TYPE_CHECKING:
    from app.corrections.store import CorrectionStore
    from app.corrections.version_store import Learning, Version

LOG = logging.getLogger("inkling.corrections")

FILE_NAME = "corrections.sqlite3"

PAGE_SIZE = 200

CORRECTION_ID = re.compile("[0-9a-f]{32}")

Result = TypeVar("Result")


class CorrectionService:
    """Corrections of a service; safe to use from several threads.

    All methods raise `app.http.problems.DatabaseUnavailable` if the database cannot be used.

    Parameters
    ----------
    settings : Settings

    Attributes
    ----------
    path : Path or None
        The file of SQLite; None for PostgreSQL.
    rate : ClientRateLimiter or None
        Limit for corrections from other machines.
    """

    def __init__(self, settings: Settings) -> None:
        self.path: Path | None = None
        if settings.database_url is None:
            self.path = settings.lab_dir / FILE_NAME
            self._url = ""
        else:
            self._url = settings.database_url.get_secret_value()
        limit = settings.corrections_rate_limit
        self.rate = None if limit is None else ClientRateLimiter(limit)
        self._max_bytes = settings.corrections_bytes
        self._store: CorrectionStore | None = None
        self._opening = threading.Lock()
        self._is_unavailable = False

    def add(self, new: NewCorrection, *, is_trusted: bool) -> Correction:
        """Keep a correction; see `CorrectionStore.add`."""
        return self._run(lambda store: store.add(new, self._max_bytes, is_trusted=is_trusted))

    def add_unless_known(self, new: NewCorrection) -> Correction | None:
        """Keep a correction of this machine; see `CorrectionStore.add_unless_known`."""
        return self._run(lambda store: store.add_unless_known(new, self._max_bytes))

    def change(
        self, correction_id: str, label: Label | None, note: str | None, *, is_trusted: bool
    ) -> Correction:
        """Change label and note, if they are given; see `CorrectionStore.change`."""
        self._check_id(correction_id)
        return self._run(
            lambda store: store.change(correction_id, label, note, is_trusted=is_trusted)
        )

    def set_state(self, correction_id: str, state: CorrectionState) -> Correction:
        """Accept or reject a correction; raises UnknownCorrection."""
        self._check_id(correction_id)
        return self._run(lambda store: store.set_state(correction_id, state))

    def remove(self, correction_id: str) -> None:
        """Remove a correction with its drawing; raises UnknownCorrection."""
        self._check_id(correction_id)
        self._run(lambda store: store.remove(correction_id))

    def get(self, correction_id: str) -> tuple[Correction, SentDrawing]:
        """Return a correction and its drawing; raises UnknownCorrection."""
        self._check_id(correction_id)
        return self._run(lambda store: store.get(correction_id))

    def page(
        self, state: CorrectionState | None, offset: int, limit: int
    ) -> tuple[list[Correction], int]:
        """Return some corrections, newest first, and the number of all; see `CorrectionStore`."""
        if not self._may_exist():
            return [], 0
        return self._run(lambda store: store.page(state, offset, limit))

    def all(self, state: CorrectionState | None) -> Iterator[Correction]:
        """Yield the corrections of a state, or of all, newest first; each page is one query."""
        offset = 0
        while True:
            corrections, _ = self.page(state, offset, PAGE_SIZE)
            yield from corrections
            if len(corrections) < PAGE_SIZE:
                return
            offset += PAGE_SIZE

    def learning(self) -> "Learning | None":
        """Return the state of learning; None if there are no corrections yet."""
        if not self._may_exist():
            return None
        return self._run(lambda store: store.learning())

    def learnt_inputs(self, limit: int) -> "tuple[list[LabelledInput], dict[Version, set[str]]]":
        """Return corrections, and what each version has learnt; see `CorrectionStore`."""
        if not self._may_exist():
            return [], {}
        return self._run(lambda store: store.learnt_inputs(limit))

    def weights(self, name: str) -> bytes | None:
        """Return the bytes of a version's model file, if there is such a version."""
        return self._run(lambda store: store.weights(name))

    def set_default(self, name: str | None) -> None:
        """Make a version the default model, or none; raises UnknownModel."""
        self._run(lambda store: store.set_default(name))

    def start_job(self) -> str:
        """Record that accepted corrections are being learnt; return the ID of the job.

        Raises
        ------
        LearningUnavailable
        """
        if not self._may_exist():
            raise LearningUnavailable.without_corrections()
        job = secrets.token_hex(16)
        self._run(lambda store: store.start_job(job))
        return job

    def run_job(self, job: str, base: Model, data_dir: Path | None) -> None:
        """Learn in this process; see `app.corrections.learn`."""

        def learn_all(store: "CorrectionStore") -> None:
            from app.corrections.learn import learn  # noqa: PLC0415

            learn(store, job, base, data_dir)

        self._run(learn_all)

    def fail_job(self, job: str, problem: str) -> None:
        """Record that a job failed, unless it has ended."""
        self._run(lambda store: store.fail_job(job, problem))

    def close(self) -> None:
        """Close the database."""
        if self._store is not None:
            self._store.close()

    def _may_exist(self) -> bool:
        """Return whether there may be corrections, without SQLAlchemy, which is slow to import."""
        return self._store is not None or self.path is None or self.path.exists()

    def _check_id(self, correction_id: str) -> None:
        if not CORRECTION_ID.fullmatch(correction_id) or not self._may_exist():
            raise UnknownCorrection.of(correction_id)

    def _run(self, operation: "Callable[[CorrectionStore], Result]") -> Result:
        try:
            result = operation(self._open_store())
        except OSError as error:
            if not self._is_unavailable:  # once, as the models are refreshed every second
                LOG.warning("The database of the corrections cannot be used: %s", error)
            self._is_unavailable = True
            raise unavailable.database_unavailable() from error
        self._is_unavailable = False
        return result

    def _open_store(self) -> "CorrectionStore":
        with self._opening:
            if self._store is None:
                from sqlalchemy import URL  # noqa: PLC0415

                from app.corrections.store import CorrectionStore  # noqa: PLC0415

                path = self.path
                url = URL.create("sqlite", database=str(path)) if path else self._url
                self._store = CorrectionStore(url)
            return self._store
