"""MNIST for the lab: whether it is here, and fetching it in the background."""

import json
import threading
from pathlib import Path
from time import monotonic
from typing import Any

from filelock import FileLock, Timeout

from model.data import mnist
from model.data.cache import cache_folder, data_folder, fetch, find_local
from model.data.data_file import DatasetError

FILES = mnist.PARTS["train"]
"""What a run needs."""

FINAL = frozenset({"present", "failed"})

TELL_EVERY_S = 0.1


class Mnist:
    """The data set as all server processes see it, by a lock and a note in the lab's folder.

    Parameters
    ----------
    lab : Path
    data_dir : Path or None
        Where the files are looked for first.
    """

    def __init__(self, lab: Path, data_dir: Path | None) -> None:
        self._lab, self._data_dir = lab, data_dir
        self._note = lab / "mnist.json"

    @property
    def present(self) -> bool:
        """Whether all files are on this machine; their content is verified when they are read."""
        return all(find_local(file, self._data_dir) for file in FILES)

    def status(self) -> dict[str, Any]:
        """Return whether the data set is here or on its way, in values of JSON types."""
        if self.present:
            return self._status("present")
        try:
            note: dict[str, Any] = json.loads(self._note.read_bytes())
        except FileNotFoundError:
            return self._status("missing")
        if note["state"] == "fetching" and self._nobody_fetches():
            return self._status("missing")  # who was at it is gone
        return note

    def fetch(self) -> dict[str, Any]:
        """Start to fetch the data set, unless it is here or someone is at it."""
        if self.present:
            return self.status()
        lock = self._lock()
        try:
            self._lab.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=0)
            self._tell("fetching")
        except Timeout:
            return self.status()
        except OSError as error:
            return self._status("failed", problem=f"{self._lab} cannot be written: {error}")
        threading.Thread(target=self._fetch, args=(lock,), daemon=True).start()
        return self.status()

    def _fetch(self, lock: FileLock) -> None:
        received: dict[str, int] = {}
        totals: dict[str, int | None] = {}
        told = 0.0

        def progress(name: str, done: int, total: int | None) -> None:
            nonlocal told
            received[name], totals[name] = done, total
            if monotonic() - told >= TELL_EVERY_S:
                told = monotonic()
                known = [size for size in totals.values() if size is not None]
                whole = sum(known) if len(known) == len(totals) else None
                self._tell("fetching", sum(received.values()), whole)

        try:
            for file in FILES:
                fetch(file, self._data_dir, progress)
            self._note.unlink(missing_ok=True)
        except (DatasetError, OSError) as error:
            self._tell("failed", sum(received.values()), problem=str(error))
        finally:
            lock.release()

    def _tell(
        self, state: str, received: int = 0, total: int | None = None, problem: str = ""
    ) -> None:
        draft = self._note.with_suffix(".tmp")
        draft.write_text(json.dumps(self._status(state, received, total, problem)), "utf-8")
        draft.replace(self._note)

    def _status(
        self, state: str, received: int = 0, total: int | None = None, problem: str = ""
    ) -> dict[str, Any]:
        folder = data_folder(self._data_dir) or cache_folder() / FILES[0].folder
        return {
            "state": state,
            "received": received,
            "total": total,
            "problem": problem or None,
            "folder": str(folder),
        }

    def _nobody_fetches(self) -> bool:
        try:
            with self._lock().acquire(timeout=0):
                return True
        except Timeout:
            return False

    def _lock(self) -> FileLock:
        return FileLock(self._lab / "mnist.lock", thread_local=False)  # released by the thread
