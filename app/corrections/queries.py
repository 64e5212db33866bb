"""Queries of the table of corrections, each within a transaction of `app.corrections.store`."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from app import database
from app.corrections.record import (
    Conflict,
    Correction,
    CorrectionState,
    LabelledInput,
    LabelledPrediction,
    NewCorrection,
    SentDrawing,
)
from app.corrections.tables import CORRECTIONS
from app.http.problems import UnknownCorrection
from app.parsing.correction_request import NON_DIGIT, Label

BYTES_PER_ROW = 4096
"""Space of a row beside its drawing as it was sent: the 784 numbers, and everything else."""

_NON_DIGIT_CODE = -1

_COLUMNS = [CORRECTIONS.c[field.name] for field in fields(Correction) if field.name != "conflicts"]
_DRAWING_COLUMNS = [CORRECTIONS.c[field.name] for field in fields(SentDrawing)]


def size_in_bytes(new: NewCorrection) -> int:
    """Return the space that a correction takes."""
    return len(new.drawing.content) + BYTES_PER_ROW


def total_bytes(connection: Connection) -> int:
    """Return the space that all corrections take."""
    return connection.scalar(select(func.coalesce(func.sum(CORRECTIONS.c.bytes), 0))) or 0


def add(connection: Connection, new: NewCorrection) -> Correction:
    """Keep a correction as pending."""
    correction_id = secrets.token_hex(16)
    drawing = new.drawing
    shared = {field.name: getattr(new, field.name) for field in fields(LabelledPrediction)}
    row = shared | {
        "id": correction_id,
        "created": database.utc_now(),
        "state": "pending",
        "label": _to_column(new.label),
        "form": drawing.form,
        "content": drawing.content,
        "content_sha256": _sha256(drawing.content),
        "vector": drawing.vector,
        "vector_sha256": _sha256(drawing.vector),
        "bytes": size_in_bytes(new),
    }
    connection.execute(insert(CORRECTIONS).values(row))
    return get(connection, correction_id)


def is_known(connection: Connection, new: NewCorrection) -> bool:
    """Return whether there is a correction of the same drawing, in any state, with that label."""
    query = select(CORRECTIONS.c.id).where(
        CORRECTIONS.c.label == _to_column(new.label),
        or_(
            CORRECTIONS.c.content_sha256 == _sha256(new.drawing.content),
            CORRECTIONS.c.vector_sha256 == _sha256(new.drawing.vector),
        ),
    )
    return connection.execute(query.limit(1)).first() is not None


def get(connection: Connection, correction_id: str) -> Correction:
    """Return a correction; raises UnknownCorrection."""
    rows = connection.execute(select(*_COLUMNS).where(CORRECTIONS.c.id == correction_id)).all()
    if not rows:
        raise UnknownCorrection.of(correction_id)
    return _with_conflicts(connection, rows)[0]


def drawing(connection: Connection, correction_id: str) -> SentDrawing:
    """Return a correction's drawing; raises UnknownCorrection."""
    query = select(*_DRAWING_COLUMNS).where(CORRECTIONS.c.id == correction_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise UnknownCorrection.of(correction_id)
    return SentDrawing(*row)


def page(
    connection: Connection, state: CorrectionState | None, offset: int, limit: int
) -> tuple[list[Correction], int]:
    """Return some corrections, newest first, and the number of all of that state, or of all."""
    conditions = [] if state is None else [CORRECTIONS.c.state == state]
    order = (CORRECTIONS.c.created.desc(), CORRECTIONS.c.id)
    query = select(*_COLUMNS).where(*conditions).order_by(*order).offset(offset).limit(limit)
    count = select(func.count()).select_from(CORRECTIONS).where(*conditions)
    total = connection.scalar(count) or 0
    return _with_conflicts(connection, connection.execute(query).all()), total


def newest_accepted(connection: Connection, limit: int) -> list[LabelledInput]:
    """Return inputs and labels of the newest accepted corrections, each drawing and label once."""
    columns = CORRECTIONS.c["vector_sha256", "vector", "label"]
    order = (CORRECTIONS.c.created.desc(), CORRECTIONS.c.id)
    query = select(*columns).where(CORRECTIONS.c.state == "accepted").order_by(*order).limit(limit)
    rows = connection.execute(query).all()
    return list({(row.vector_sha256, row.label): LabelledInput(*row) for row in rows}.values())


def set_label(connection: Connection, correction_id: str, label: Label) -> None:
    """Change the label of a correction, which is pending from then on; raises UnknownCorrection."""
    _update(connection, correction_id, label=_to_column(label), state="pending")


def set_note(connection: Connection, correction_id: str, note: str) -> None:
    """Change the note of a correction; raises UnknownCorrection."""
    _update(connection, correction_id, note=note)


def set_state(connection: Connection, correction_id: str, state: CorrectionState) -> None:
    """Accept or reject a correction; raises UnknownCorrection."""
    _update(connection, correction_id, state=state)


def remove(connection: Connection, correction_id: str) -> None:
    """Remove a correction with its drawing; raises UnknownCorrection."""
    query = delete(CORRECTIONS).where(CORRECTIONS.c.id == correction_id)
    if connection.execute(query).rowcount == 0:
        raise UnknownCorrection.of(correction_id)


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


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _to_column(label: Label) -> int:
    return label if isinstance(label, int) else _NON_DIGIT_CODE


def _from_column(label: int) -> Label:
    return NON_DIGIT if label == _NON_DIGIT_CODE else label
