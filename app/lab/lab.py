"""The lab of one server process: lists, starts, steers and removes runs.

Its methods wait for the disk and for trainers, so they are called in threads.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from app.lab import folder as folders
from app.lab.conductor import Orders
from app.lab.folder import RunFolder
from app.lab.limits import Limits
from app.lab.plan import Plan
from app.lab.processes import READY_S, Processes, StartError, reason
from app.lab.reporter import record
from app.lab.run import Followed, View
from app.problems import LabAction, LabBusy, LabFull, UnknownRun

Action = Literal["pause", "resume", "step", "stop"]

ALLOWED: dict[Action, frozenset[str]] = {
    "pause": frozenset({"waiting", "running"}),
    "resume": frozenset({"paused", "failed"}),
    "step": frozenset({"paused"}),
    "stop": frozenset({"waiting", "running", "paused"}),
}

LOG = logging.getLogger("inkling.lab")

ANSWER_S = 5
POLL_S = 0.02
LOCK_S = 20
ENDING_S = 10

_BYTES_A_PARAMETER = 40
"""The checkpoint holds four numbers for each, twice while it is replaced, and the weights one."""
_BYTES_A_RUN = 8 * 2**20


class Lab:
    """All runs in a folder; any number of server processes may have one each.

    Parameters
    ----------
    path : Path
        Is made with the first run.
    limits : Limits
    data_dir : Path or None
        Where the data sets are looked for first.
    """

    def __init__(self, path: Path, limits: Limits, data_dir: Path | None) -> None:
        self.path = path
        self.limits = limits
        self.data_dir = data_dir
        self._processes = Processes(self._look_after)
        self._followed: dict[str, Followed] = {}
        self._changing = threading.Lock()

    def runs(self) -> list[View]:
        """Return every run, newest first."""
        views = []
        for folder in folders.every(self.path):
            with suppress(UnknownRun):
                views.append(self._view(folder))
        return sorted(views, key=lambda view: (view.created, view.folder.id), reverse=True)

    def run(self, name: str) -> View:
        """Return one run.

        Raises
        ------
        UnknownRun
            If there is none of that name.
        """
        return self._view(self._find(name))

    def start(self, plan: Plan) -> View:
        """Start a run.

        Raises
        ------
        LabBusy
            If as many run as may.
        LabFull
            If there are as many as may be, or they take as much of the disk as they may.
        """
        with self._alone():
            self._expect_room(plan)
            self._make_way()
            folder = folders.create(self.path, plan)
            self._launch(folder, single=False)
        return self._view(folder)

    def act(self, name: str, action: Action) -> View:
        """Pause a run, let it go on, let it take one batch, or stop it.

        Returns
        -------
        View
            After the run has done so; if that takes long, as it stands.

        Raises
        ------
        UnknownRun, LabBusy
        LabAction
            If the run is in no state for that.
        """
        self.run(name)
        with self._alone():
            before = self.run(name)
            standing, folder = before.standing, before.folder
            if standing.state not in ALLOWED[action]:
                states = " or ".join(sorted(ALLOWED[action]))
                raise LabAction(
                    f"expected a run that is {states} to {action}, got one that is {standing.state}"
                )
            if standing.needs_process:
                folder.send(action)
            elif action == "stop":
                with folder.lock().acquire(timeout=LOCK_S):
                    record(folder, "stopped")
            else:
                self._make_way()
                self._launch(folder, single=action == "step")
        return self._answered(before, action)

    def delete(self, name: str) -> None:
        """Remove a run with all that belongs to it, and end its process first.

        Raises
        ------
        UnknownRun
        """
        self._find(name)
        with self._alone():
            folder = self._find(name)
            lock = folder.lock()
            try:
                lock.acquire(timeout=0)
            except Timeout:
                folder.kill()
                lock.acquire(timeout=ENDING_S)
            try:
                folder.remove()
            finally:
                lock.release()
                self._followed.pop(name, None)

    def close(self) -> None:
        """Park what this process has started."""
        self._processes.park()

    def _find(self, name: str) -> RunFolder:
        folder = folders.find(self.path, name)
        if folder is None:
            self._followed.pop(name, None)
            raise UnknownRun(f"expected a run that /lab/runs lists, got {name!a:.80}")
        return folder

    def _view(self, folder: RunFolder) -> View:
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
                status = self._processes.status(folder)
                if Followed(folder).view().standing.needs_process:  # it may have ended well since
                    problem = f"The training process died. {reason(status, folder)}"
                    record(folder, "failed", problem)
        except Timeout:
            return False
        except OSError as error:  # the disk may be full; whoever asks next tries again
            LOG.warning("cannot write that the trainer of %s died: %s", folder.id, error)
            return False
        return True

    def _look_after(self, folder: RunFolder) -> None:
        """See how a trainer ended that was started here."""
        with suppress(UnknownRun):
            self._view(folder)

    def _expect_room(self, plan: Plan) -> None:
        every = folders.every(self.path)
        if len(every) >= self.limits.runs:
            raise LabFull(
                f"expected fewer than {self.limits.runs} runs, got {len(every)}; delete some first"
            )
        taken = sum(folder.size_bytes() for folder in every)
        needed = _BYTES_A_RUN + _BYTES_A_PARAMETER * plan.parameters
        if taken + needed > self.limits.bytes:
            raise LabFull(
                f"expected runs of at most {self.limits.bytes:,} bytes together, got {taken:,} "
                f"bytes and a run that may take {needed:,}; delete some first"
            )

    def _make_way(self) -> None:
        """Park runs that only pause, if there are too many processes for one more."""
        living = [view for view in self.runs() if view.standing.needs_process]
        paused = [view for view in living if view.standing.state == "paused"]
        while len(living) >= self.limits.at_once:
            if not paused:
                names = ", ".join(view.folder.id for view in living)
                raise LabBusy(
                    f"expected fewer than {self.limits.at_once} runs at work, got {names}; "
                    "pause or stop one first"
                )
            idle = paused.pop()
            living.remove(idle)
            idle.folder.send("park")
            with idle.folder.lock().acquire(timeout=ENDING_S):
                pass

    def _launch(self, folder: RunFolder, single: bool) -> None:
        data_dir = str(self.data_dir) if self.data_dir else None
        try:
            self._processes.start(folder, Orders(data_dir, self.limits.minutes, single))
        except StartError as error:
            with folder.lock().acquire(timeout=LOCK_S):
                record(folder, "failed", str(error))

    def _answered(self, before: View, action: Action) -> View:
        """Return the run as soon as it has done what it was told, or after some seconds."""
        old = before.standing
        deadline = time.monotonic() + ANSWER_S

        def done(view: View) -> bool:
            new = view.standing
            if action == "step" and not new.final:
                return new.told > old.told and new.state == "paused" and new.step > old.step
            return new.told > old.told and new.state != old.state

        view = self.run(before.folder.id)
        while not done(view) and time.monotonic() < deadline:
            time.sleep(POLL_S)
            view = self.run(before.folder.id)
        return view

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep all others, of this server process and of others, from starting and steering."""
        self.path.mkdir(parents=True, exist_ok=True)
        try:
            with self._changing, FileLock(self.path / "lock").acquire(timeout=LOCK_S):
                yield
        except Timeout as error:
            raise LabBusy(
                "expected an idle lab, got one that is starting or ending a run"
            ) from error


def _just_made(view: View) -> bool:
    """Tell whether a run has no trainer because one is only being started."""
    if view.standing.last_event:
        return False
    return time.time() - (view.folder.path / folders.PLAN).stat().st_mtime < READY_S
