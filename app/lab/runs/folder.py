"""The folder of a run: made, found, named, removed."""

import json
import os
import re
import secrets
import shutil
import signal
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from app.lab import run_config as plans
from app.lab.run_config import Plan
from app.lab.runs import events
from model.serialization import atomic_write
from model.serialization.model_file import SUFFIX

ID = re.compile(r"r-[0-9a-f]{8}")
PLAN = "plan.json"
_TRASH = ".removed-"


@dataclass(frozen=True)
class RunFolder:
    """Where all that belongs to one run is; the folder's name is the run's ID."""

    path: Path

    @property
    def id(self) -> str:
        """The name of the run in addresses."""
        return self.path.name

    @property
    def weights(self) -> Path:
        """The weights after the last whole epoch."""
        return self.path / f"{self.id}{SUFFIX}"

    @property
    def log(self) -> Path:
        """What the trainer's process printed."""
        return self.path / "trainer.log"

    @property
    def commands(self) -> Path:
        """The words that the trainer obeys."""
        return self.path / "commands"

    def lock(self) -> FileLock:
        """Return the lock that a living trainer holds, and that who writes events must hold."""
        return FileLock(self.path / "lock")

    def plan(self) -> tuple[Plan, str]:
        """Return what is to be trained, and when the run was made, in ISO 8601.

        Raises
        ------
        FileNotFoundError
            If the run is gone.
        ValueError
            If the file is damaged.
        """
        path = self.path / PLAN
        try:
            content: dict[str, Any] = json.loads(path.read_bytes())
            return plans.from_json(content["plan"]), content["created"]
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f"{path}: expected the plan of a run, got {error!r}") from error

    def size_bytes(self) -> int:
        """Return what the run takes on the disk now."""
        return sum(_size(path) for path in self.path.iterdir())

    def send(self, word: str) -> None:
        """Append a word to those that the trainer obeys."""
        with self.commands.open("ab", buffering=0) as file:
            file.write(f"{word}\n".encode())

    def sign(self) -> None:
        """Note that this process is the run's trainer; hold the lock."""
        (self.path / "pid").write_text(f"{os.getpid()}\n", "ascii")

    def kill(self) -> None:
        """End the run's trainer at once; its lock has to be held by it."""
        with suppress(FileNotFoundError, ValueError, ProcessLookupError):
            pid = int((self.path / "pid").read_text("ascii"))
            os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))

    def remove(self) -> None:
        """Remove the run; from the first moment on it is gone for everybody."""
        trash = self.path.with_name(f"{_TRASH}{self.id}-{secrets.token_hex(4)}")
        self.path.rename(trash)
        shutil.rmtree(trash, ignore_errors=True)


def create(lab: Path, plan: Plan) -> RunFolder:
    """Make the folder of a new run."""
    folder = RunFolder(lab / f"r-{secrets.token_hex(4)}")
    folder.path.mkdir(parents=True)
    (folder.path / events.FILE).touch()
    created = datetime.now(UTC).isoformat(timespec="milliseconds")
    content = {"plan": plan.to_json(), "created": created}
    atomic_write.write(folder.path / PLAN, (json.dumps(content, indent=1) + "\n").encode())
    return folder


def find(lab: Path, name: str) -> RunFolder | None:
    """Return the folder of the run called `name`, if there is one."""
    path = lab / name
    return RunFolder(path) if ID.fullmatch(name) and (path / PLAN).is_file() else None


def every(lab: Path) -> list[RunFolder]:
    """Return the folders of all runs, in no order; what half-removed runs left is cleared away."""
    if not lab.is_dir():
        return []
    found = []
    for path in lab.iterdir():
        if path.name.startswith(_TRASH):
            shutil.rmtree(path, ignore_errors=True)
        elif folder := find(lab, path.name):
            found.append(folder)
    return found


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # a draft that got its name meanwhile
        return 0
