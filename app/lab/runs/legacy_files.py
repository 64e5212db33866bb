"""Runs as versions before 0.2 stored them, each in files of its own, for import into the database.

plan.json  configuration and time of creation
events     one event a line: number, name and JSON data, separated by tabs; the last line may
           have been cut by a crash
picture    number and data of the last event of weights
commands, pid
"""

import json
import logging
from pathlib import Path

from filelock import FileLock, Timeout

from app.lab.run_config import RunConfig
from app.lab.runs.folder import RUN_ID
from app.lab.runs.record import Event

LOG = logging.getLogger("inkling.lab")

CONFIG = "plan.json"
FILES = ("events", "picture", "commands", "pid", CONFIG)  # removed in this order


def folders(lab: Path) -> list[Path]:
    """Return the folders of runs that are stored in files."""
    return [path.parent for path in lab.glob(f"*/{CONFIG}") if RUN_ID.fullmatch(path.parent.name)]


def read(folder: Path) -> tuple[RunConfig, str, list[Event]] | None:
    """Return configuration, time of creation and events of a run.

    None if its files are damaged, or a training process of an older version holds its lock; the
    log says which.
    """
    try:
        with FileLock(folder / "lock").acquire(timeout=0):
            content = json.loads((folder / CONFIG).read_bytes())
            settings = {**content["plan"], "name": content["plan"]["name"] or None}
            return RunConfig.model_validate(settings), str(content["created"]), _events(folder)
    except Timeout:
        LOG.warning("%s is not imported: an older version of the service trains it", folder)
    except (OSError, ValueError, TypeError, KeyError) as error:
        LOG.warning("%s is not imported, as its files are damaged: %r", folder, error)
    return None


def remove(folder: Path) -> None:
    """Remove the files of a run that was imported; weights, checkpoint and log stay."""
    for name in FILES:
        (folder / name).unlink(missing_ok=True)


def _events(folder: Path) -> list[Event]:
    content = (folder / "events").read_text("utf-8")
    whole_lines = content[: content.rfind("\n") + 1].splitlines()
    events = [Event(int(n), name, data) for n, name, data in (_split(line) for line in whole_lines)]
    weights = _picture(folder)
    return [
        event._replace(data=weights[1]) if event.name == "weights" and weights else event
        for event in events
        if event.name != "weights" or (weights and event.number == weights[0])
    ]


def _split(line: str) -> tuple[str, str, str]:
    number, name, data = line.split("\t", 2)
    return number, name, data


def _picture(folder: Path) -> tuple[int, str] | None:
    try:
        number, data = (folder / "picture").read_text("utf-8").split("\n", 1)
    except FileNotFoundError:
        return None
    return int(number), data
