"""The lab of one server process: starts, steers and removes runs.

Its methods wait for the disk and for trainers, so they are called in threads.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from app.http.problems import InvalidRunAction, LabQuotaExceeded, TooManyActiveRuns, UnknownRun
from app.lab.limits import Limits
from app.lab.room import expect_room
from app.lab.run_config import Plan
from app.lab.run_store import Roster
from app.lab.runs import folder as folders
from app.lab.runs.folder import RunFolder
from app.lab.runs.recorder import record
from app.lab.runs.run import View
from app.lab.trainer.launch_options import Orders
from app.lab.trainer_processes import Processes, StartError

Action = Literal["pause", "resume", "step", "stop"]

ALLOWED: dict[Action, frozenset[str]] = {
    "pause": frozenset({"waiting", "running"}),
    "resume": frozenset({"paused", "failed"}),
    "step": frozenset({"paused"}),
    "stop": frozenset({"waiting", "running", "paused"}),
}

ANSWER_S = 5
POLL_S = 0.02
LOCK_S = 20
ENDING_S = 10


class Lab:
    """All runs in a folder; any number of server processes may have one each.

    Parameters
    ----------
    path : Path
        Is made with the first run.
    limits : Limits
    data_dir : Path or None
        Where the data sets are looked for first.

    Attributes
    ----------
    roster : Roster
        The runs as they stand.
    """

    def __init__(self, path: Path, limits: Limits, data_dir: Path | None) -> None:
        self.path = path
        self.limits = limits
        self.data_dir = data_dir
        self._processes = Processes(self._look_after)
        self.roster = Roster(path, self._processes.status)
        self._changing = threading.Lock()

    def start(self, plan: Plan) -> View:
        """Start a run.

        Raises
        ------
        TooManyActiveRuns
            If as many run as may.
        LabQuotaExceeded
            If there are as many as may be, or they take as much of the disk as they may.
        """
        with self._alone():
            expect_room(self.path, self.limits, plan)
            self._make_way()
            folder = folders.create(self.path, plan)
            self._launch(folder, single=False)
        return self.roster.view(folder)

    def act(self, name: str, action: Action) -> View:
        """Pause a run, let it go on, let it take one batch, or stop it.

        Returns
        -------
        View
            After the run has done so; if that takes long, as it stands.

        Raises
        ------
        UnknownRun, TooManyActiveRuns
        InvalidRunAction
            If the run is in no state for that.
        """
        self.roster.run(name)
        with self._alone():
            before = self.roster.run(name)
            standing, folder = before.standing, before.folder
            if standing.state not in ALLOWED[action]:
                states = " or ".join(sorted(ALLOWED[action]))
                raise InvalidRunAction(
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
        self.roster.find(name)
        with self._alone():
            folder = self.roster.find(name)
            lock = folder.lock()
            try:
                lock.acquire(timeout=0)
            except Timeout:
                folder.send("stop")
                try:
                    lock.acquire(timeout=ENDING_S)
                except Timeout:  # for so long only a trainer holds it
                    folder.kill()
                    lock.acquire(timeout=ENDING_S)
            try:
                folder.remove()
            finally:
                lock.release()

    def close(self) -> None:
        """Park what this process has started."""
        self._processes.park()

    def _look_after(self, folder: RunFolder) -> None:
        """See how a trainer ended that was started here."""
        with suppress(UnknownRun):
            self.roster.view(folder)

    def _make_way(self) -> None:
        """Park runs that only pause, if there are too many processes for one more."""
        living = [view for view in self.roster.runs() if view.standing.needs_process]
        paused = [view for view in living if view.standing.state == "paused"]
        while len(living) >= self.limits.at_once:
            if not paused:
                names = ", ".join(view.folder.id for view in living)
                raise TooManyActiveRuns(
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

        view = self.roster.run(before.folder.id)
        while not done(view) and time.monotonic() < deadline:
            time.sleep(POLL_S)
            view = self.roster.run(before.folder.id)
        return view

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep all others, of this server process and of others, from starting and steering."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            with self._changing, FileLock(self.path / "lock").acquire(timeout=LOCK_S):
                yield
        except Timeout as error:
            got = "one that is starting or ending a run"
            raise TooManyActiveRuns(f"expected an idle lab, got {got}") from error
        except OSError as error:
            raise LabQuotaExceeded(f"expected a folder that can be written, got {error}") from error
