"""Folder of the chunks that are scored, from which an interrupted run goes on."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from app.scoring.scorer import Row
from model.serialization import atomic_write

_LOCK_FILE = "lock"
_RUN_FILE = "run.json"
_SUFFIX = ".part"


class BusyError(ValueError):
    """Another run writes the same file."""


class Parts:
    """The parts of one output file: a hidden folder beside it.

    Parameters
    ----------
    output : pathlib.Path
    """

    def __init__(self, output: Path) -> None:
        self.folder = output.with_name(f".{output.name}.parts")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Create the folder, and hold its lock inside of the block; remove it if no run is left.

        It is removed while the lock is held, lest another run has begun in it. A process that
        opened the lock's file before does not get the lock: `filelock` sees that it was removed.

        Raises
        ------
        BusyError
            If another run holds it.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / _LOCK_FILE)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise BusyError(
                f"Another run is scoring into {self.folder}; choose another file with --output"
            ) from None
        try:
            yield
        finally:
            if not self.has_run:
                shutil.rmtree(self.folder, ignore_errors=True)
            lock.release()

    @property
    def has_run(self) -> bool:
        """Whether there is a run that was interrupted."""
        return self._run_file.exists()

    @property
    def _run_file(self) -> Path:
        return self.folder / _RUN_FILE

    def differences(self, run: dict[str, Any]) -> list[str] | None:
        """Return the names of the entries in which the interrupted run differs from this one.

        Parameters
        ----------
        run : dict
            Sources, model and options, in values of JSON types.

        Returns
        -------
        list of str or None
            None if no run was interrupted.
        """
        former = self._former_run()
        if former is None:
            return None
        return [name for name in run if run[name] != former.get(name)]

    def begin(self, run: dict[str, Any]) -> None:
        """Keep the parts of the same run; remove those of another one."""
        if self.differences(run) != []:
            self._remove_parts()
            atomic_write.write(self._run_file, json.dumps(run, indent=1).encode())

    def __contains__(self, key: str) -> bool:
        return self._path(key).exists()

    def save(self, key: str, rows: list[list[Row]]) -> None:
        """Keep the rows of a chunk; they are there after a crash, or not at all."""
        atomic_write.write(self._path(key), json.dumps(rows).encode())

    def load(self, key: str) -> list[list[Row]]:
        """Return the rows of each picture of a chunk."""
        rows: list[list[Row]] = json.loads(self._path(key).read_bytes())
        return rows

    def clear(self) -> None:
        """Remove all parts when the result is written."""
        self._run_file.unlink(missing_ok=True)  # first: without it, `locked` removes what is left
        self._remove_parts()

    def _former_run(self) -> dict[str, Any] | None:
        try:
            former: dict[str, Any] = json.loads(self._run_file.read_bytes())
        except FileNotFoundError:
            return None
        return former

    def _remove_parts(self) -> None:
        for path in self.folder.glob(f"*{_SUFFIX}"):
            path.unlink()
        for path in self.folder.glob(".*.tmp"):  # of a run that was killed while it wrote
            path.unlink()

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}{_SUFFIX}"
