"""Storage of corrections in SQLite or PostgreSQL: one transaction for each operation.

Any number of processes may share the database. The transaction that adds a correction or changes
its label waits for others of its kind, so that of two that contradict each other the later one sees
the earlier one.
"""

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from filelock import FileLock
from sqlalchemy import (
    URL,
    Connection,
    Row,
    delete,
    func,
    insert,
    make_url,
    or_,
    select,
    text,
    update,
)

from app import database
from app.corrections import version_store
from app.corrections.migrations import migrate
from app.corrections.record import (
    Conflict,
    Correction,
    CorrectionState,
    NewCorrection,
    SentDrawing,
)
from app.corrections.tables import CORRECTIONS
from app.corrections.version_store import Learning
from app.http.problems import CorrectionsFull, UnknownCorrection
from app.parsing.correction_request import NON_DIGIT, Label

OPEN_TIMEOUT_S = 20

BYTES_PER_ROW = 4096
"""Space of a row beside its drawing as it was sent: the 784 numbers, and everything else."""

_NON_DIGIT_CODE = -1
_MIGRATION_LOCK = 0x696E6B6C696E67
"""Key of the lock in PostgreSQL that one process at a time holds to migrate the database."""

_COLUMNS = [
    CORRECTIONS.c[name]
    for name in (
        "id", "created", "state", "label", "note", "model", "version", "answer", "confidence",
    )
]  # fmt: skip


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
        size = len(new.drawing.content) + BYTES_PER_ROW
        with self.write() as connection:
            used = connection.scalar(select(func.coalesce(func.sum(CORRECTIONS.c.bytes), 0))) or 0
            if used + size > max_bytes:
                raise CorrectionsFull(
                    f"Corrections may take {max_bytes:,} bytes. They take {used:,}, and this one "
                    f"would take {size:,}; delete some first."
                )
            correction_id = secrets.token_hex(16)
            connection.execute(
                insert(CORRECTIONS).values(
                    id=correction_id,
                    created=database.utc_now(),
                    state="pending",
                    label=_to_column(new.label),
                    note=new.note,
                    model=new.model,
                    version=new.version,
                    answer=new.answer,
                    confidence=new.confidence,
                    form=new.drawing.form,
                    content_sha256=hashlib.sha256(new.drawing.content).hexdigest(),
                    vector_sha256=hashlib.sha256(new.drawing.vector).hexdigest(),
                    bytes=size,
                    vector=new.drawing.vector,
                    content=new.drawing.content,
                )
            )
            return _accept_if_trusted(connection, correction_id, is_trusted=is_trusted)

    def change(
        self, correction_id: str, label: Label | None, note: str | None, *, is_trusted: bool
    ) -> Correction:
        """Change label and note, if they are given; a changed label is judged as a new one is.

        Raises
        ------
        UnknownCorrection
        """
        with self.write() as connection:
            former = _get(connection, correction_id)
            if note is not None:
                _update(connection, correction_id, note=note)
            if label is None or label == former.label:
                return _get(connection, correction_id)
            version_store.forget(connection, correction_id)
            _update(connection, correction_id, label=_to_column(label), state="pending")
            return _accept_if_trusted(connection, correction_id, is_trusted=is_trusted)

    def set_state(self, correction_id: str, state: CorrectionState) -> Correction:
        """Accept or reject a correction.

        Raises
        ------
        UnknownCorrection
        """
        with self.write() as connection:
            if state != "accepted":
                version_store.forget(connection, correction_id)
            _update(connection, correction_id, state=state)
            return _get(connection, correction_id)

    def remove(self, correction_id: str) -> None:
        """Remove a correction with its drawing.

        Raises
        ------
        UnknownCorrection
        """
        query = delete(CORRECTIONS).where(CORRECTIONS.c.id == correction_id)
        with self.write() as connection:
            version_store.forget(connection, correction_id)
            if connection.execute(query).rowcount == 0:
                raise UnknownCorrection.of(correction_id)

    def get(self, correction_id: str) -> tuple[Correction, SentDrawing]:
        """Return a correction and its drawing.

        Raises
        ------
        UnknownCorrection
        """
        columns = CORRECTIONS.c["form", "content", "vector"]
        with self._engine.connect() as connection:
            correction = _get(connection, correction_id)
            query = select(*columns).where(CORRECTIONS.c.id == correction_id)
            row = connection.execute(query).one_or_none()
        if row is None:  # removed in between
            raise UnknownCorrection.of(correction_id)
        return correction, SentDrawing(*row)

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
        conditions = [] if state is None else [CORRECTIONS.c.state == state]
        order = (CORRECTIONS.c.created.desc(), CORRECTIONS.c.id)
        query = select(*_COLUMNS).where(*conditions).order_by(*order).offset(offset).limit(limit)
        count = select(func.count()).select_from(CORRECTIONS).where(*conditions)
        with self._engine.connect() as connection:
            total = connection.scalar(count) or 0
            return _with_conflicts(connection, connection.execute(query).all()), total

    def learning(self) -> Learning:
        """Return the state of the last learning."""
        with self.read() as connection:
            return version_store.read(connection)

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
        """Run a transaction that only reads, for `app.corrections.version_store`."""
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


def _accept_if_trusted(
    connection: Connection, correction_id: str, *, is_trusted: bool
) -> Correction:
    correction = _get(connection, correction_id)
    if not is_trusted or correction.conflicts:
        return correction
    _update(connection, correction_id, state="accepted")
    return replace(correction, state="accepted")


def _get(connection: Connection, correction_id: str) -> Correction:
    rows = connection.execute(select(*_COLUMNS).where(CORRECTIONS.c.id == correction_id)).all()
    if not rows:
        raise UnknownCorrection.of(correction_id)
    return _with_conflicts(connection, rows)[0]


def _update(connection: Connection, correction_id: str, **values: Any) -> None:
    query = update(CORRECTIONS).where(CORRECTIONS.c.id == correction_id).values(**values)
    if connection.execute(query).rowcount == 0:
        raise UnknownCorrection.of(correction_id)


def _with_conflicts(connection: Connection, rows: Sequence[Row[Any]]) -> list[Correction]:
    """Return rows of `_COLUMNS` with the corrections that contradict each."""
    other = CORRECTIONS.alias("other")
    query = (
        select(CORRECTIONS.c.id, other.c.id, other.c.label, other.c.state)
        .join(
            other,
            or_(
                CORRECTIONS.c.content_sha256 == other.c.content_sha256,
                CORRECTIONS.c.vector_sha256 == other.c.vector_sha256,
            ),
        )
        .where(
            CORRECTIONS.c.id.in_([row.id for row in rows]),
            CORRECTIONS.c.label != other.c.label,
            other.c.state != "rejected",
        )
        .order_by(other.c.created, other.c.id)
    )
    conflicts: dict[str, list[Conflict]] = {row.id: [] for row in rows}
    for correction_id, other_id, label, state in connection.execute(query):
        conflicts[correction_id].append(Conflict(other_id, _from_column(label), state))
    return [
        Correction(
            **{**row._mapping, "label": _from_column(row.label)},
            conflicts=tuple(conflicts[row.id]),
        )
        for row in rows
    ]


def _to_column(label: Label) -> int:
    return label if isinstance(label, int) else _NON_DIGIT_CODE


def _from_column(label: int) -> Label:
    return NON_DIGIT if label == _NON_DIGIT_CODE else label
