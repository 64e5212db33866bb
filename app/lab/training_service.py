"""Use cases of the lab for one server process: start, control and delete runs.

Its methods wait for the disk and for training processes, so they are called in threads. Any number
of server processes may have a service for the same lab.
"""

import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from filelock import BaseFileLock, Timeout

from app.http.problems import InvalidRunAction, LabQuotaExceeded, TooManyActiveRuns, UnknownRun
from app.lab import own_digits
from app.lab.limits import Limits
from app.lab.run_config import RunConfig
from app.lab.run_repository import RunRepository
from app.lab.runs import folder as folders
from app.lab.runs.record import RunRecord
from app.lab.trainer.launch_options import LaunchOptions
from app.lab.trainer_processes import StartError, TrainerProcesses, kill

if TYPE_CHECKING:
    from app.lab.runs.database import RunTransaction

Action = Literal["pause", "resume", "step", "stop"]

ALLOWED_STATES: dict[Action, frozenset[str]] = {
    "pause": frozenset({"waiting", "running"}),
    "resume": frozenset({"paused", "failed"}),
    "step": frozenset({"paused"}),
    "stop": frozenset({"waiting", "running", "paused"}),
}

APPLY_TIMEOUT_S = 5
"""Time that a request waits until the training process has applied its command."""

EXIT_TIMEOUT_S = 10
"""Time that a request waits for a training process to end."""

POLL_S = 0.02

BYTES_PER_PARAMETER = 40
"""The checkpoint holds four numbers for each, twice while it is replaced, and the weights one."""

BYTES_PER_RUN = 8 * 2**20
"""For the events, of which there are some thousand at most, and everything else."""


class TrainingService:
    """Training service of a lab.

    Parameters
    ----------
    path : Path
        Folder of the lab, made with the first run.
    limits : Limits
    data_dir : Path or None
        Folder that is searched for data sets first.

    Attributes
    ----------
    runs : RunRepository
    """

    def __init__(self, path: Path, limits: Limits, data_dir: Path | None) -> None:
        self.path = path
        self.limits = limits
        self.data_dir = data_dir
        self._processes = TrainerProcesses(self._on_trainer_exit)
        self.runs = RunRepository(path, self._processes.exit_code)

    def start(self, config: RunConfig) -> RunRecord:
        """Start a run.

        Raises
        ------
        TooManyActiveRuns
        app.http.problems.InvalidRequest
            If there are no such digits of one's own.
        LabQuotaExceeded
            If there are as many runs as the limits allow, or they take as much of the disk.
        """
        runs = self.runs.all()  # marks those whose process died
        if config.own_digits is not None:
            self._check_quota(config, len(runs))  # before they are read
            own = own_digits.describe(config.own_digits, self.data_dir)
            config = config.model_copy(update={"own_digits": own})
        with self.runs.write() as transaction:
            self._check_quota(config, len(transaction.all()))
            suspended = self._suspend_paused_runs(transaction)
            run = transaction.add(config)
        self._launch(run, suspended, start_paused=False)
        return self.runs.get(run.id)

    def control(self, run_id: str, action: Action) -> RunRecord:
        """Pause a run, resume it, let it take one batch, or stop it.

        Returns
        -------
        RunRecord
            After the action; if it takes long, as of then.

        Raises
        ------
        UnknownRun, TooManyActiveRuns
        InvalidRunAction
            If the state of the run does not allow it.
        """
        self.runs.get(run_id)
        launched: RunRecord | None = None
        suspended: list[RunRecord] = []
        with self.runs.write() as transaction:
            before = transaction.get(run_id)
            status = before.status
            if status.state not in ALLOWED_STATES[action]:
                states = " or ".join(sorted(ALLOWED_STATES[action]))
                raise InvalidRunAction(
                    f"Cannot {action} a run that is {status.state}; it must be {states}."
                )
            if status.is_active:
                transaction.send_command(run_id, action)
            elif action == "stop":
                transaction.append_state(run_id, "stopped")
            else:
                suspended = self._suspend_paused_runs(transaction)
                launched = transaction.launch(run_id)
        if launched is not None:
            self._launch(launched, suspended, start_paused=action == "step")
        return self._wait_until_applied(before, action)

    def delete(self, run_id: str) -> None:
        """Remove a run with all its data; end its process first.

        Raises
        ------
        UnknownRun
        """
        run = self.runs.get(run_id)
        lock = run.folder.lock()
        try:
            lock.acquire(timeout=0)
        except Timeout:
            self._end_process(run_id, lock)
        try:
            with self.runs.write() as transaction:
                transaction.remove(run_id)
            run.folder.remove()
        finally:
            lock.release()

    def _end_process(self, run_id: str, lock: BaseFileLock) -> None:
        """End the process that holds the lock of a run, and acquire the lock."""
        timeout = EXIT_TIMEOUT_S
        try:
            with self.runs.write() as transaction:
                transaction.send_command(run_id, "stop")
        except LabQuotaExceeded:  # a process that hangs while it writes holds the database, too
            timeout = 1
        try:
            lock.acquire(timeout=timeout)
        except Timeout:  # only a training process holds it for that long
            with self.runs.read() as transaction:
                kill(transaction.get(run_id))
            try:
                lock.acquire(timeout=EXIT_TIMEOUT_S)
            except Timeout as error:
                message = f"The training process of {run_id} does not end; try again later."
                raise TooManyActiveRuns(message) from error

    def close(self) -> None:
        """Suspend the runs whose processes this server has started."""
        self._processes.suspend()
        self.runs.close()

    def _on_trainer_exit(self, run_id: str) -> None:
        with suppress(UnknownRun, LabQuotaExceeded):
            self.runs.get(run_id)

    def _check_quota(self, config: RunConfig, runs: int) -> None:
        if runs >= self.limits.runs:
            raise LabQuotaExceeded(
                f"The maximum of {self.limits.runs} runs is reached; delete some first."
            )
        used = folders.disk_usage(self.path)
        needed = BYTES_PER_RUN + BYTES_PER_PARAMETER * config.parameters
        if used + needed > self.limits.bytes:
            raise LabQuotaExceeded(
                f"The lab may take {self.limits.bytes:,} bytes. It takes {used:,}, and this run "
                f"may take {needed:,}; delete some runs first."
            )

    def _suspend_paused_runs(self, transaction: "RunTransaction") -> list[RunRecord]:
        """Tell paused runs to end their processes, if there are too many for one more.

        Raises
        ------
        TooManyActiveRuns
            If that does not suffice.
        """
        active = [run for run in transaction.all() if run.status.is_active]
        excess = len(active) + 1 - self.limits.at_once
        paused = [run for run in active if run.status.state == "paused"]
        if excess > len(paused):
            raise TooManyActiveRuns(
                f"At most {self.limits.at_once} runs may train at once; pause or stop one first: "
                f"{', '.join(run.id for run in active)}."
            )
        oldest = paused[::-1][: max(excess, 0)]
        for run in oldest:
            transaction.send_command(run.id, "suspend")
        return oldest

    def _launch(self, run: RunRecord, suspended: list[RunRecord], start_paused: bool) -> None:
        deadline = time.monotonic() + EXIT_TIMEOUT_S
        for other in suspended:
            with (
                suppress(Timeout),  # one that hangs takes memory, but no processor time
                other.folder.lock().acquire(timeout=max(0.0, deadline - time.monotonic())),
            ):
                pass
        data_dir = str(self.data_dir) if self.data_dir else None
        try:
            self._processes.start(run, LaunchOptions(data_dir, self.limits.minutes, start_paused))
        except StartError as error:
            with suppress(UnknownRun), self.runs.write() as transaction:  # it may have been removed
                transaction.append_state(run.id, "failed", str(error))

    def _wait_until_applied(self, before: RunRecord, action: Action) -> RunRecord:
        """Return the run as soon as it has applied the action, or after some seconds."""
        old = before.status
        deadline = time.monotonic() + APPLY_TIMEOUT_S

        def is_applied(run: RunRecord) -> bool:
            new = run.status
            if new.state_changes == old.state_changes:
                return False
            if action == "step" and not new.is_final:
                return new.state == "paused" and new.step > old.step
            return new.state != old.state

        run = self.runs.get(before.id)
        while not is_applied(run) and time.monotonic() < deadline:
            time.sleep(POLL_S)
            run = self.runs.get(before.id)
        return run
