"""The runs in a folder, as they stand; a trainer that is found dead is written down."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from filelock import Timeout

from app.http.problems import UnknownRun
from app.lab.runs import folder as folders
from app.lab.runs.folder import RunFolder
from app.lab.runs.recorder import record
from app.lab.runs.run import Followed, View
from app.lab.trainer_processes import READY_S, reason

LOG = logging.getLogger("inkling.lab")


class Roster:
    """All runs of a lab; safe to use from several threads and processes.

    Parameters
    ----------
    path : Path
    status : function
        From a run's folder to the exit status of its trainer, where that is known.
    """

    def __init__(self, path: Path, status: Callable[[RunFolder], int | None]) -> None:
        self._path, self._status = path, status
        self._followed: dict[str, Followed] = {}

    def runs(self) -> list[View]:
        """Return every run, newest first."""
        views = []
        for folder in folders.every(self._path):
            with suppress(UnknownRun):
                views.append(self.view(folder))
        return sorted(views, key=lambda view: (view.created, view.folder.id), reverse=True)

    def run(self, name: str) -> View:
        """Return one run.

        Raises
        ------
        UnknownRun
            If there is none of that name.
        """
        return self.view(self.find(name))

    def find(self, name: str) -> RunFolder:
        """Return the folder of a run, which may be damaged; raises as `run` does."""
        folder = folders.find(self._path, name)
        if folder is None:
            self._followed.pop(name, None)
            raise UnknownRun(f"expected a run that /lab/runs lists, got {name!a:.80}")
        return folder

    def view(self, folder: RunFolder) -> View:
        """Return a run; if its process is found dead, that is written down first."""
        try:
            followed = self._followed.get(folder.id)
            if followed is None:
                followed = self._followed[folder.id] = Followed(folder)
            view = followed.view()
            if view.standing.needs_process and not _just_made(view) and self._bury(folder):
                view = followed.view()
        except (FileNotFoundError, ValueError) as error:
            self._followed.pop(folder.id, None)
            gone = isinstance(error, FileNotFoundError)
            raise UnknownRun(f"{folder.id} was removed" if gone else str(error)) from error
        return view

    def _bury(self, folder: RunFolder) -> bool:
        """Write that a run failed if nobody holds its lock; tell whether that was so."""
        try:
            with folder.lock().acquire(timeout=0):
                status = self._status(folder)
                if Followed(folder).view().standing.needs_process:  # it may have ended well since
                    problem = f"The training process died. {reason(status, folder)}"
                    record(folder, "failed", problem)
        except Timeout:
            return False
        except FileNotFoundError:
            raise  # the run is gone
        except OSError as error:  # the disk may be full; whoever asks next tries again
            LOG.warning("cannot write that the trainer of %s died: %s", folder.id, error)
            return False
        return True


def _just_made(view: View) -> bool:
    """Tell whether a run has no trainer because one is only being started."""
    if view.standing.last_event:
        return False
    return time.time() - (view.folder.path / folders.PLAN).stat().st_mtime < READY_S
