"""Storage of corrections in SQLite or PostgreSQL: one transaction for each operation.

Any number of processes may share the database. The transaction that adds a correction or changes
its label waits for others of its kind, so that of two that contradict each other the later one sees
the earlier one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from filelock import FileLock
from sqlalchemy import URL, Connection, make_url, text

from app import database
from app.corrections import queries, version_store
from app.corrections.migrations import migrate
from app.corrections.record import (
    Correction,
    CorrectionState,
    LabelledInput,
    NewCorrection,
    SentDrawing,
)
from app.corrections.version_store import Learning, Version
from app.http.problems import CorrectionsFull
from app.parsing.correction_request import Label

OPEN_TIMEOUT_S = 20

_MIGRATION_LOCK = 0x696E6B6C696E67
"""Key of the lock in PostgreSQL that one process at a time holds to migrate the database."""


class CorrectionStore:
    """Corrections in one database; safe to use from several threads and processes.

    Parameters
    ----------
    url : str or URL
        Of SQLite or PostgreSQL. The database is migrated; a file of SQLite is made, with its
        folder.

    Raises
    ------
    app.database.DatabaseError
        If the database cannot be used; so do all methods.
    """

    def __init__(self, url: str | URL) -> None:
        self._engine = database.create_engine(url)
        self._writing = database.writing(self._engine)
        if self._engine.dialect.name == "sqlite":
            path = Path(make_url(url).database or "")
            path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(path.with_suffix(".lock")).acquire(timeout=OPEN_TIMEOUT_S):
                database.prepare_file(self._engine)
                self._migrate()
        else:
            self._migrate()

    def add(self, new: NewCorrection, max_bytes: int, *, is_trusted: bool) -> Correction:
        """Keep a correction.

        Parameters
        ----------
        new : NewCorrection
        max_bytes : int
            Bytes that all corrections may take.
        is_trusted : bool
            Whether it is accepted at once, unless it conflicts with another one.

        Raises
        ------
        CorrectionsFull
        """
        with self.write() as connection:
            return _add(connection, new, max_bytes, is_trusted=is_trusted)

    def add_unless_known(self, new: NewCorrection, max_bytes: int) -> Correction | None:
        """Keep a trusted correction; None if there is one of the same drawing with its label.

        Raises
        ------
        CorrectionsFull
        """
        with self.write() as connection:
            if queries.is_known(connection, new):
                return None
            return _add(connection, new, max_bytes, is_trusted=True)

    def change(
        self, correction_id: str, label: Label | None, note: str | None, *, is_trusted: bool
    ) -> Correction:
        """Change label and note, if they are given; a changed label is judged as a new one is.

        Raises
        ------
        UnknownCorrection
        """
        with self.write() as connection:
            former = queries.get(connection, correction_id)
            if note is not None:
                queries.set_note(connection, correction_id, note)
            if label is None or label == former.label:
                return queries.get(connection, correction_id)
            version_store.forget(connection, correction_id)
            queries.set_label(connection, correction_id, label)
            changed = queries.get(connection, correction_id)
            return _accept_if_trusted(connection, changed, is_trusted=is_trusted)

    def set_state(self, correction_id: str, state: CorrectionState) -> Correction:
        """Accept or reject a correction.

        Raises
        ------
        UnknownCorrection
        """
        with self.write() as connection:
            if state != "accepted":
                version_store.forget(connection, correction_id)
            queries.set_state(connection, correction_id, state)
            return queries.get(connection, correction_id)

    def remove(self, correction_id: str) -> None:
        """Remove a correction with its drawing.

        Raises
        ------
        UnknownCorrection
        """
        with self.write() as connection:
            version_store.forget(connection, correction_id)
            queries.remove(connection, correction_id)

    def get(self, correction_id: str) -> tuple[Correction, SentDrawing]:
        """Return a correction and its drawing.

        Raises
        ------
        UnknownCorrection
        """
        with self.read() as connection:
            correction = queries.get(connection, correction_id)
            return correction, queries.drawing(connection, correction_id)

    def page(
        self, state: CorrectionState | None, offset: int, limit: int
    ) -> tuple[list[Correction], int]:
        """Return some corrections, newest first, and the number of all of that state.

        Parameters
        ----------
        state : str or None
            None for all states.
        offset, limit : int
            Number of corrections to skip, and to return at most.
        """
        with self.read() as connection:
            return queries.page(connection, state, offset, limit)

    def learning(self) -> Learning:
        """Return the state of the last learning."""
        with self.read() as connection:
            return version_store.read(connection)

    def learnt_inputs(self, limit: int) -> tuple[list[LabelledInput], dict[Version, set[str]]]:
        """Return the newest accepted corrections, and what each version has learnt.

        Parameters
        ----------
        limit : int
            Number of corrections at most.

        Returns
        -------
        corrections : list of LabelledInput
        versions : dict of Version to set of str
            Oldest first, with the SHA-256 of their inputs.
        """
        with self.read() as connection:
            newest = queries.newest_accepted(connection, limit)
            return newest, version_store.learnt_inputs(connection)

    def weights(self, version: str) -> bytes | None:
        """Return the bytes of a version's model file, if there is such a version."""
        with self.read() as connection:
            return version_store.weights(connection, version)

    def set_default(self, version: str | None) -> None:
        """Make a version the default model, or none; raises UnknownModel."""
        with self.write() as connection:
            version_store.set_default(connection, version)

    def start_job(self, job: str) -> None:
        """Record that a process learns; raises LearningUnavailable."""
        with self.write() as connection:
            version_store.start(connection, job)

    def fail_job(self, job: str, problem: str) -> None:
        """Record that a job failed, unless it has ended."""
        with self.write() as connection:
            version_store.finish(connection, job, "failed", problem)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Run a transaction that only reads."""
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Run a transaction that waits for others that change corrections or versions."""
        with self._writing.begin() as connection:
            _lock(connection)
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _migrate(self) -> None:
        with self._writing.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
            migrate(connection)


def _lock(connection: Connection) -> None:
    """Wait until no other transaction adds or changes; SQLite has a single writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE corrections IN SHARE ROW EXCLUSIVE MODE"))


def _add(
    connection: Connection, new: NewCorrection, max_bytes: int, *, is_trusted: bool
) -> Correction:
    size, used = queries.size_in_bytes(new), queries.total_bytes(connection)
    if used + size > max_bytes:
        raise CorrectionsFull(
            f"Corrections may take {max_bytes:,} bytes. They take {used:,}, and this one "
            f"would take {size:,}; delete some first."
        )
    added = queries.add(connection, new)
    return _accept_if_trusted(connection, added, is_trusted=is_trusted)


def _accept_if_trusted(
    connection: Connection, correction: Correction, *, is_trusted: bool
) -> Correction:
    """Accept a pending correction of a trusted client that conflicts with no other."""
    if not is_trusted or correction.conflicts:
        return correction
    queries.set_state(connection, correction.id, "accepted")
    return replace(correction, state="accepted")
