"""Repository of runs for one server process.

It opens the database on first use, reports errors of the disk as problems, and records that a run
failed if its process died.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import Timeout

from app.http.problems import LabQuotaExceeded, UnknownRun
from app.http.redaction import without_folders
from app.lab.runs import folder as folders
from app.lab.runs.folder import RUN_ID
from app.lab.runs.record import Event, RunRecord
from app.lab.trainer_processes import describe_exit

if TYPE_CHECKING:
    from app.lab.runs.database import RunDatabase, RunTransaction

LOG = logging.getLogger("inkling.lab")


class RunRepository:
    """Repository of a lab's runs; safe to use from several threads.

    Parameters
    ----------
    path : Path
        Folder of the lab, made by the first transaction that is needed.
    exit_code : function
        From a run's ID to the exit code of its process that has just ended, None if it is unknown.
    """

    def __init__(self, path: Path, exit_code: Callable[[str], int | None]) -> None:
        self._path, self._exit_code = path, exit_code
        self._database: RunDatabase | None = None
        self._opening = threading.Lock()

    def all(self) -> list[RunRecord]:
        """Return all runs, newest first."""
        if not self._is_used():
            return []
        with self.read() as transaction:
            runs = transaction.all()
        return [checked for run in runs if (checked := self._mark_failed_if_dead(run)) is not None]

    def get(self, run_id: str) -> RunRecord:
        """Return one run.

        Raises
        ------
        UnknownRun
            If it does not exist.
        """
        if not RUN_ID.fullmatch(run_id) or not self._is_used():
            raise UnknownRun(f"expected a run that /lab/runs lists, got {run_id!a:.80}")
        with self.read() as runs:
            run = runs.get(run_id)
        checked = self._mark_failed_if_dead(run)
        if checked is None:
            raise UnknownRun(f"{run_id} was removed")
        return checked

    def events(self, run_id: str, after: int, limit: int | None = None) -> list[Event]:
        """Return the events of a run whose numbers are greater than `after`, in order."""
        with self.read() as runs:
            return runs.events(run_id, after, limit)

    @contextmanager
    def read(self) -> Iterator["RunTransaction"]:
        """Run a transaction that only reads; report errors of the disk as a problem."""
        with _disk_errors_as_problems(), self._open_database().read() as runs:
            yield runs

    @contextmanager
    def write(self) -> Iterator["RunTransaction"]:
        """Run a transaction that may write; report errors of the disk as a problem."""
        with _disk_errors_as_problems(), self._open_database().write() as runs:
            yield runs

    def close(self) -> None:
        """Close the database."""
        if self._database is not None:
            self._database.close()

    def _is_used(self) -> bool:
        """Return whether there may be runs, without SQLAlchemy, which takes 0.15 s to import."""
        return self._database is not None or folders.is_lab(self._path)

    def _open_database(self) -> "RunDatabase":
        with self._opening:
            if self._database is None:
                from app.lab.runs.database import RunDatabase  # noqa: PLC0415

                self._database = RunDatabase(self._path)
            return self._database

    def _mark_failed_if_dead(self, run: RunRecord) -> RunRecord | None:
        """Return the run, recorded as failed if its process died; None if it was removed."""
        if not run.status.is_active or run.is_launching:
            return run
        try:
            with run.folder.lock().acquire(timeout=0):
                exit_code = self._exit_code(run.id)
                with self.write() as runs:
                    run = runs.get(run.id)  # it may have ended well, or been resumed since
                    if run.status.is_active and not run.is_launching:
                        problem = describe_exit(exit_code, run.folder)
                        problem = f"The training process died. {problem}"
                        run = runs.append_state(run.id, "failed", problem)
        except Timeout:  # the process lives
            pass
        except UnknownRun:
            run.folder.remove()  # the lock made it again
            return None
        except (OSError, LabQuotaExceeded) as error:  # the next reader tries again
            LOG.warning("Cannot record that the process of run %s died: %s", run.id, error)
        return run


@contextmanager
def _disk_errors_as_problems() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        LOG.warning("The lab's folder or database cannot be used: %s", error)
        message = f"The lab's folder or database cannot be used: {without_folders(error)}"
        raise LabQuotaExceeded(message) from error
