"""MNIST for the lab: its availability, and a download in the background."""

import json
import threading
from pathlib import Path
from time import monotonic
from typing import Any

from filelock import FileLock, Timeout

from app.http.redaction import without_folders
from model.data import mnist
from model.data.cache import fetch, find_local
from model.data.data_file import DatasetError
from model.serialization import atomic_write

FILES = mnist.SPLITS["train"]
"""Files that a run needs."""

FINAL_STATES = frozenset({"present", "failed"})

REPORT_INTERVAL_S = 0.1


class MnistDownload:
    """Availability and download of MNIST, shared by all server processes of a lab.

    A lock and a status file in the lab's folder tell the others of a download.

    Parameters
    ----------
    lab : Path
    data_dir : Path or None
        Folder that is searched for the files first.
    """

    def __init__(self, lab: Path, data_dir: Path | None) -> None:
        self._lab, self._data_dir = lab, data_dir
        self._status_file = lab / "mnist.json"

    @property
    def is_present(self) -> bool:
        """Whether all files are on this machine; their content is verified when they are read."""
        return all(find_local(file, self._data_dir) for file in FILES)

    def status(self) -> dict[str, Any]:
        """Return the state of data set and download, as JSON-compatible values."""
        if self.is_present:
            return self._status("present")
        try:
            status: dict[str, Any] = json.loads(self._status_file.read_bytes())
        except FileNotFoundError:
            return self._status("missing")
        if status["state"] == "fetching" and self._download_is_stale():
            return self._status("missing")
        return status

    def fetch(self) -> dict[str, Any]:
        """Start the download, unless the data set is present or a download is under way."""
        if self.is_present:
            return self.status()
        lock = self._lock()
        try:
            self._lab.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=0)
            self._write_status("fetching")
        except Timeout:
            return self.status()
        except OSError as error:
            return self._status("failed", problem=f"The lab cannot be written: {error}")
        threading.Thread(target=self._fetch, args=(lock,), daemon=True).start()
        return self.status()

    def _fetch(self, lock: FileLock) -> None:
        received: dict[str, int] = {}
        sizes: dict[str, int | None] = {}
        reported_at = 0.0

        def progress(name: str, done: int, size: int | None) -> None:
            nonlocal reported_at
            received[name], sizes[name] = done, size
            if monotonic() - reported_at >= REPORT_INTERVAL_S:
                reported_at = monotonic()
                known_sizes = [size for size in sizes.values() if size is not None]
                total = sum(known_sizes) if len(known_sizes) == len(sizes) else None
                self._write_status("fetching", sum(received.values()), total)

        try:
            for file in FILES:
                fetch(file, self._data_dir, progress)
            self._status_file.unlink(missing_ok=True)
        except (DatasetError, OSError) as error:
            self._write_status("failed", sum(received.values()), problem=str(error))
        finally:
            lock.release()

    def _write_status(
        self, state: str, received: int = 0, total: int | None = None, problem: str = ""
    ) -> None:
        status = self._status(state, received, total, problem)
        atomic_write.write(self._status_file, json.dumps(status).encode())

    def _status(
        self, state: str, received: int = 0, total: int | None = None, problem: str = ""
    ) -> dict[str, Any]:
        return {
            "state": state,
            "received": received,
            "total": total,
            "problem": without_folders(problem) or None,
            "folder": FILES[0].folder,
        }

    def _download_is_stale(self) -> bool:
        """Return whether the process that downloads is gone, which releases its lock."""
        try:
            with self._lock().acquire(timeout=0):
                return True
        except Timeout:
            return False

    def _lock(self) -> FileLock:
        return FileLock(self._lab / "mnist.lock", thread_local=False)  # released by the thread
