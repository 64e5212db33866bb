"""Storage of the networks that have learnt corrections, and of the state of learning.

A version is stored in the transaction that confirms that the corrections are those that it learnt.
So none holds a correction that was taken back, whatever happens in the meantime.
"""

import json
import time
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, delete, insert, select, update

from app.corrections.tables import CORRECTIONS, LEARNING, LEARNT, VERSIONS
from app.http.problems import LearningUnavailable, UnknownModel

LearningState = Literal["idle", "running", "done", "refused", "failed"]

TIMEOUT_S = 900
"""Time after which a learning that has not ended must have been killed."""

MAX_VERSIONS = 20
"""Number of versions that are kept; the oldest that is not the default goes first."""


@dataclass(frozen=True)
class Version:
    """A network that has learnt corrections, without its weights."""

    name: str
    created: str
    sha256: str


@dataclass(frozen=True)
class Learning:
    """State of the last learning.

    Attributes
    ----------
    state : str
    problem : str or None
    version : str or None
        Name of the version that it made.
    judgement : dict or None
    default : str or None
        Name of the version that is the default model.
    versions : tuple of Version
        Newest first.
    """

    state: LearningState
    problem: str | None
    version: str | None
    judgement: dict[str, Any] | None
    default: str | None
    versions: tuple[Version, ...]


def read(connection: Connection) -> Learning:
    """Return the state of the last learning."""
    row = connection.execute(select(LEARNING)).one()
    state, problem = row.state, row.problem
    if state == "running" and time.time() - row.started > TIMEOUT_S:
        state, problem = "failed", "The process that learnt was killed."
    columns = VERSIONS.c["name", "created", "sha256"]
    rows = connection.execute(select(*columns).order_by(VERSIONS.c.created.desc(), VERSIONS.c.name))
    return Learning(
        state,
        problem,
        row.version,
        json.loads(row.judgement) if row.judgement else None,
        row.default_version,
        tuple(Version(*values) for values in rows),
    )


def start(connection: Connection, job: str) -> None:
    """Record that a process learns.

    Raises
    ------
    LearningUnavailable
        If one does already, or there is nothing to learn.
    """
    if read(connection).state == "running":
        raise LearningUnavailable("Corrections are being learnt already; see GET /learn.")
    if not accepted(connection):
        raise LearningUnavailable.without_corrections()
    _record(connection, state="running", job=job, started=time.time(), problem=None)


def accepted(connection: Connection) -> dict[str, tuple[bytes, int]]:
    """Return input and label of each accepted correction, by its ID."""
    columns = CORRECTIONS.c["id", "vector", "label"]
    query = select(*columns).where(CORRECTIONS.c.state == "accepted")
    return {row.id: (row.vector, row.label) for row in connection.execute(query)}


def finish(
    connection: Connection,
    job: str,
    state: LearningState,
    problem: str | None,
    judgement: dict[str, Any] | None = None,
) -> None:
    """Record how a job ended; does nothing if another job has begun since, or it has ended."""
    if _is_current(connection, job):
        text = None if judgement is None else json.dumps(judgement)
        _record(connection, state=state, problem=problem, version=None, judgement=text)


def add(
    connection: Connection,
    job: str,
    learnt: dict[str, tuple[bytes, int]],
    version: Version,
    weights: bytes,
    judgement: dict[str, Any],
) -> bool:
    """Keep a version and finish the job, unless the corrections are no longer those it learnt."""
    if not _is_current(connection, job) or accepted(connection) != learnt:
        finish(connection, job, "failed", "The corrections have changed in the meantime.")
        return False
    text = json.dumps(judgement)
    was_default = read(connection).default == version.name
    connection.execute(delete(VERSIONS).where(VERSIONS.c.name == version.name))
    connection.execute(
        insert(VERSIONS).values(
            name=version.name,
            created=version.created,
            sha256=version.sha256,
            judgement=text,
            weights=weights,
        )
    )
    rows = [{"version": version.name, "correction": correction_id} for correction_id in learnt]
    connection.execute(insert(LEARNT), rows)
    _record(connection, state="done", problem=None, version=version.name, judgement=text)
    if was_default:
        _record(connection, default_version=version.name)
    _remove_oldest(connection)
    return True


def learnt_inputs(connection: Connection) -> dict[Version, set[str]]:
    """Return the versions, oldest first, and the SHA-256 of the inputs that each has learnt."""
    columns = VERSIONS.c["name", "created", "sha256"]
    query = (
        select(*columns, CORRECTIONS.c.vector_sha256)
        .join_from(VERSIONS, LEARNT)
        .join(CORRECTIONS)
        .order_by(VERSIONS.c.created, VERSIONS.c.name)
    )
    inputs: dict[Version, set[str]] = {}
    for *version, vector_sha256 in connection.execute(query):
        inputs.setdefault(Version(*version), set()).add(vector_sha256)
    return inputs


def weights(connection: Connection, name: str) -> bytes | None:
    """Return the bytes of a version's model file, if there is such a version."""
    content: bytes | None = connection.scalar(
        select(VERSIONS.c.weights).where(VERSIONS.c.name == name)
    )
    return content


def set_default(connection: Connection, name: str | None) -> None:
    """Make a version the default model, or none.

    Raises
    ------
    UnknownModel
    """
    names = [version.name for version in read(connection).versions]
    if name is not None and name not in names:
        listed = ", ".join(names) or "none yet"
        raise UnknownModel(f"expected a version ({listed}) or the base model, got {name!a:.80}")
    _record(connection, default_version=name)


def forget(connection: Connection, correction_id: str) -> None:
    """Remove all versions that have learnt a correction."""
    versions = select(LEARNT.c.version).where(LEARNT.c.correction == correction_id)
    names = list(connection.scalars(versions))
    if not names:
        return
    connection.execute(delete(VERSIONS).where(VERSIONS.c.name.in_(names)))
    forgotten = update(LEARNING).where(LEARNING.c.version.in_(names))
    connection.execute(forgotten.values(state="idle", version=None, judgement=None))


def _remove_oldest(connection: Connection) -> None:
    learning = read(connection)
    for version in learning.versions[MAX_VERSIONS:]:
        if version.name != learning.default:
            connection.execute(delete(VERSIONS).where(VERSIONS.c.name == version.name))


def _is_current(connection: Connection, job: str) -> bool:
    row = connection.execute(select(LEARNING.c.job, LEARNING.c.state)).one()
    return bool(row.job == job and row.state == "running")


def _record(connection: Connection, **values: Any) -> None:
    connection.execute(update(LEARNING).values(**values))
