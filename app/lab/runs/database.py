"""Database of runs: configuration, status, events and commands, in one SQLite file.

An event and the status that it leads to are written in one transaction, so that every process that
reads sees both or neither, whenever the writer is killed. All server processes of a machine and all
training processes share the file.
"""

import json
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock
from sqlalchemy import URL, Connection, Row, delete, insert, select, update

from app import database
from app.http.problems import UnknownRun
from app.lab.run_config import RunConfig
from app.lab.runs import folder as folders
from app.lab.runs import legacy_files
from app.lab.runs.folder import RunFolder
from app.lab.runs.record import Event, RunRecord
from app.lab.runs.status import RunStatus, State
from app.lab.runs.tables import COMMANDS, EVENTS, IS_WEIGHTS, METADATA, RUNS

OPEN_TIMEOUT_S = 20

Command = Literal["pause", "resume", "step", "stop", "suspend"]


class RunDatabase:
    """Database of a lab's runs; safe to use from several threads and processes.

    Parameters
    ----------
    lab : Path
        Folder of the lab, made if it does not exist. Runs of versions before 0.2 are imported.

    Raises
    ------
    OSError
        If the folder or the database cannot be opened; so do all transactions.
    """

    def __init__(self, lab: Path) -> None:
        self.lab = lab
        lab.mkdir(parents=True, exist_ok=True)
        url = URL.create("sqlite", database=str(lab / folders.DATABASE))
        self._engine = database.create_engine(url)
        self._writing = database.writing(self._engine)
        with FileLock(lab / "lock").acquire(timeout=OPEN_TIMEOUT_S):
            database.prepare_file(self._engine)
            METADATA.create_all(self._writing)
            self._import_legacy_runs()
            folders.remove_trash(lab)

    @contextmanager
    def read(self) -> Iterator["RunTransaction"]:
        """Run a transaction that only reads; it sees the runs as they are when it begins."""
        with self._engine.connect() as connection:
            yield RunTransaction(connection, self.lab)

    @contextmanager
    def write(self) -> Iterator["RunTransaction"]:
        """Run a transaction that may write; commit it, or roll it back if the block raises."""
        with self._writing.begin() as connection:
            yield RunTransaction(connection, self.lab)

    def drain_commands(self, run_id: str) -> list[str]:
        """Return the queued commands of a run, and remove them; without any nothing is written."""
        with self.read() as runs:
            commands = runs.commands(run_id)
        if commands:
            with self.write() as runs:
                runs.remove_commands(run_id, last=commands[-1][0])
        return [command for _, command in commands]

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _import_legacy_runs(self) -> None:
        folders_to_import = legacy_files.folders(self.lab)
        if not folders_to_import:
            return
        with self.read() as runs:
            imported = {run.id for run in runs.all()}
        for folder in folders_to_import:
            if folder.name not in imported:  # else it was interrupted before it removed the files
                stored = legacy_files.read(folder)
                if stored is None:
                    continue
                with self.write() as runs:
                    runs.import_run(folder.name, *stored)
            legacy_files.remove(folder)


class RunTransaction:
    """Operations on runs within one transaction of `RunDatabase`."""

    def __init__(self, connection: Connection, lab: Path) -> None:
        self._connection, self._lab = connection, lab

    def all(self) -> list[RunRecord]:
        """Return all runs, newest first."""
        query = select(RUNS).order_by(RUNS.c.created.desc(), RUNS.c.id.desc())
        return [self._record(row) for row in self._connection.execute(query)]

    def get(self, run_id: str) -> RunRecord:
        """Return one run.

        Raises
        ------
        UnknownRun
            If it does not exist.
        """
        row = self._connection.execute(select(RUNS).where(RUNS.c.id == run_id)).one_or_none()
        if row is None:
            raise UnknownRun(f"expected a run that /lab/runs lists, got {run_id!a:.80}")
        return self._record(row)

    def events(self, run_id: str, after: int = 0, limit: int | None = None) -> list[Event]:
        """Return the events of a run whose numbers are greater than `after`, in order."""
        query = (
            select(EVENTS.c.number, EVENTS.c.name, EVENTS.c.data)
            .where(EVENTS.c.run_id == run_id, EVENTS.c.number > after)
            .order_by(EVENTS.c.number)
            .limit(limit)
        )
        return [Event(*row) for row in self._connection.execute(query)]

    def add(self, config: RunConfig) -> RunRecord:
        """Add a run that waits for its training process, and make its folder."""
        run_id = folders.new_run_id()
        created = database.utc_now()
        self.import_run(run_id, config, created, ())
        (self._lab / run_id).mkdir()
        return self.launch(run_id)

    def import_run(
        self, run_id: str, config: RunConfig, created: str, events: Iterable[Event]
    ) -> None:
        """Add a run with its events so far."""
        status = RunStatus()
        rows = []
        for event in events:
            status = status.apply(event.name, json.loads(event.data))
            rows.append({"run_id": run_id, **event._asdict()})
        if rows:  # those of the weights have gaps before them
            status = RunStatus(**{**asdict(status), "last_event": rows[-1]["number"]})
        values = {"id": run_id, "created": created, "launched": 0.0, **asdict(status)}
        self._connection.execute(insert(RUNS).values(config=config.model_dump_json(), **values))
        if rows:
            self._connection.execute(insert(EVENTS), rows)

    def launch(self, run_id: str) -> RunRecord:
        """Record that a training process is being started for a run."""
        self._connection.execute(delete(COMMANDS).where(COMMANDS.c.run_id == run_id))
        self._update(run_id, launched=time.time(), pid=None)
        return self.append_state(run_id, "waiting")

    def set_pid(self, run_id: str, pid: int) -> None:
        """Record the training process that holds the run's lock."""
        self.get(run_id)
        self._update(run_id, pid=pid)

    def append_state(
        self, run_id: str, state: State, problem: str | None = None, **data: Any
    ) -> RunRecord:
        """Append a `state` event; its data is the run's status, but for what `data` has."""
        status = self.get(run_id).status
        return self.append(
            run_id,
            "state",
            {
                "state": state,
                "problem": problem,
                "epoch": status.epoch,
                "step": status.step,
                "seconds": status.seconds,
                "time": database.utc_now(),
                "version": status.version,
                **data,
            },
        )

    def append(self, run_id: str, name: str, data: dict[str, Any]) -> RunRecord:
        """Append an event, and return the run with the status that it leads to.

        Raises
        ------
        ValueError
            If `data` holds numbers that are not finite.
        """
        run = self.get(run_id)
        status = run.status.apply(name, data)
        if name == "weights":  # they are large, and only the last are ever shown
            self._connection.execute(delete(EVENTS).where(EVENTS.c.run_id == run_id, IS_WEIGHTS))
        content = json.dumps(data, separators=(",", ":"), allow_nan=False)
        self._connection.execute(
            insert(EVENTS).values(run_id=run_id, number=status.last_event, name=name, data=content)
        )
        self._update(run_id, **asdict(status))
        return replace(run, status=status)

    def send_command(self, run_id: str, command: Command) -> None:
        """Queue a command for the training process of a run."""
        self._connection.execute(insert(COMMANDS).values(run_id=run_id, command=command))

    def commands(self, run_id: str) -> list[tuple[int, str]]:
        """Return the queued commands of a run with their numbers, oldest first."""
        query = select(COMMANDS.c.number, COMMANDS.c.command).order_by(COMMANDS.c.number)
        rows = self._connection.execute(query.where(COMMANDS.c.run_id == run_id))
        return [(number, command) for number, command in rows]

    def remove_commands(self, run_id: str, last: int) -> None:
        """Remove the commands of a run up to the one numbered `last`."""
        self._connection.execute(
            delete(COMMANDS).where(COMMANDS.c.run_id == run_id, COMMANDS.c.number <= last)
        )

    def remove(self, run_id: str) -> None:
        """Remove a run with its events and commands."""
        self._connection.execute(delete(RUNS).where(RUNS.c.id == run_id))

    def _update(self, run_id: str, **values: Any) -> None:
        self._connection.execute(update(RUNS).where(RUNS.c.id == run_id).values(**values))

    def _record(self, row: Row[Any]) -> RunRecord:
        values = row._asdict()
        status = {field.name: values.pop(field.name) for field in fields(RunStatus)}
        values["config"] = RunConfig.from_stored(values["config"])
        folder = RunFolder(self._lab / values["id"])
        return RunRecord(folder=folder, status=RunStatus(**status), **values)
