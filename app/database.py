"""Databases through SQLAlchemy Core: SQLite files that several processes may share, PostgreSQL.

SQLite runs in WAL mode, in which readers and the one writer do not block each other. WAL needs
shared memory between the processes, so the file must not be on a network folder: several servers on
one machine can use it, servers on several machines cannot.

A transaction that is going to write takes the write lock when it begins (`writing`). One that first
reads and then writes would otherwise fail as soon as another process has written in between.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy
from sqlalchemy import URL, Connection, Engine, event, make_url
from sqlalchemy.engine import ExceptionContext

BUSY_TIMEOUT_S = 20.0
"""Time that a transaction waits for others to finish writing; each takes a few milliseconds."""


CONNECT_TIMEOUT_S = 3

_TCP_TIMEOUT = {"tcp_user_timeout": 1000 * CONNECT_TIMEOUT_S}
"""Time in ms after which libpq gives up a server that no longer acknowledges what is sent."""


def utc_now() -> str:
    """Return the time in UTC as ISO 8601 with milliseconds, which sorts as text."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


class DatabaseError(OSError):
    """The database cannot be opened, read or written: a full disk, a missing permission, damage."""


_UNAVAILABLE = {
    sqlalchemy.exc.DatabaseError,
    sqlalchemy.exc.InterfaceError,
    sqlalchemy.exc.InternalError,  # of a server that has become read-only, too
    sqlalchemy.exc.OperationalError,
}


def create_engine(url: str | URL) -> Engine:
    """Return an engine for the database at `url`; nothing is opened yet."""
    url = make_url(url)
    if url.get_backend_name() == "sqlite":
        engine = sqlalchemy.create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_S})
        event.listen(engine, "connect", _configure_connection)
        event.listen(engine, "begin", _begin)
    else:
        engine = sqlalchemy.create_engine(
            url,
            connect_args={"connect_timeout": CONNECT_TIMEOUT_S, **_TCP_TIMEOUT},
            pool_pre_ping=True,  # replaces connections that a restarted server has closed
            max_overflow=-1,  # there are few threads
        )
    event.listen(engine, "handle_error", _translate_error)
    return engine


def writing(engine: Engine) -> Engine:
    """Return the engine in a form whose transactions take the write lock when they begin."""
    return engine.execution_options(sqlite_begin="IMMEDIATE")


def prepare_file(engine: Engine) -> None:
    """Set the properties of a file of SQLite; the caller makes sure that one process does this."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # Deleted rows give their pages back to the disk; settable only in an empty file.
        connection.exec_driver_sql("PRAGMA auto_vacuum = FULL")
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")


def _configure_connection(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # deleted rows are overwritten


def _begin(connection: Connection) -> None:
    # Python's driver begins only before it writes, and then without the write lock.
    options = connection.get_execution_options()
    if options.get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql(f"BEGIN {options.get('sqlite_begin', 'DEFERRED')}")


def _translate_error(context: ExceptionContext) -> None:
    error = context.sqlalchemy_exception
    if context.is_pre_ping:  # the pool connects again
        return
    # Not their subclasses: an error of SQL or of a constraint is a fault of the program.
    if type(error) in _UNAVAILABLE:
        name = context.engine.url.database if context.engine else "database"
        raise DatabaseError(f"{name}: {context.original_exception}")  # SQLAlchemy chains it
