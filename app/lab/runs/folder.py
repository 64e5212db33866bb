"""Files of a run: weights, checkpoint, log of the training process, and the lock that it holds."""

import re
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from model.serialization.model_file import SUFFIX

DATABASE = "runs.sqlite3"

RUN_ID = re.compile(r"r-[0-9a-f]{8}")

_TRASH = ".removed-"


@dataclass(frozen=True)
class RunFolder:
    """Folder with the files of one run; its name is the run's ID."""

    path: Path

    @property
    def weights(self) -> Path:
        """Weights after the last whole epoch."""
        return self.path / f"{self.path.name}{SUFFIX}"

    @property
    def log(self) -> Path:
        """Output of the training process, such as a traceback."""
        return self.path / "trainer.log"

    def lock(self) -> FileLock:
        """Return the lock that a training process holds until it ends.

        The operating system releases it however the process ends, so it tells a dead process from
        a slow one. A stored process ID alone does not: the system gives it to another process.
        """
        return FileLock(self.path / "lock")

    def remove(self) -> None:
        """Remove the folder; after a crash, `remove_trash` removes the remains."""
        trash = self.path.with_name(f"{_TRASH}{self.path.name}-{secrets.token_hex(4)}")
        with suppress(FileNotFoundError):
            self.path.rename(trash)
        shutil.rmtree(trash, ignore_errors=True)


def new_run_id() -> str:
    """Return a random run ID."""
    return f"r-{secrets.token_hex(4)}"


def is_lab(path: Path) -> bool:
    """Return whether a folder has runs, in the database or in the files of older versions."""
    return (path / DATABASE).exists() or any(path.glob("r-*/plan.json"))


def remove_trash(lab: Path) -> None:
    """Remove the remains of interrupted removals."""
    for path in lab.glob(f"{_TRASH}*"):
        shutil.rmtree(path, ignore_errors=True)


def disk_usage(lab: Path) -> int:
    """Return the size of all files of the lab in bytes: database, weights, checkpoints, logs."""
    sizes = 0
    for path in lab.rglob("*"):
        with suppress(FileNotFoundError):  # a temporary file that was renamed
            sizes += path.stat().st_size if path.is_file() else 0
    return sizes
