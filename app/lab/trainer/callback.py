"""Training callback: records events, applies commands, checkpoints, and enforces the time limit."""

import time
from collections.abc import Callable

from app.lab.runs import telemetry
from app.lab.runs.database import RunDatabase
from app.lab.runs.record import RunRecord
from app.lab.runs.recorder import EventRecorder
from app.lab.trainer.launch_options import LaunchOptions
from model.network import Array
from model.training import checkpoint
from model.training.loop import Callback
from model.training.run import Run
from model.training.training_data import TrainingData

CHECKPOINT_INTERVAL_S = 15.0
POLL_S = 0.02

SERVER_GONE = "The server stopped; resume to continue."
SUSPENDED = "Suspended to make room for another run; resume to continue."


class RunStopped(Exception):  # noqa: N818  # no error: a command or a limit
    """The run ends before its last epoch."""


class RunSuspended(Exception):  # noqa: N818
    """The process ends; the run can be resumed from its checkpoint."""


class LabCallback(Callback):
    """Callback of `model.training.loop.train` for a run of the lab.

    Parameters
    ----------
    database : RunDatabase
    record : RunRecord
    recorder : EventRecorder
    options : LaunchOptions
    is_orphaned : function
        Whether the server is gone.
    run : Run
        At its beginning, or from its checkpoint.
    data : TrainingData
    """

    def __init__(
        self,
        database: RunDatabase,
        record: RunRecord,
        recorder: EventRecorder,
        options: LaunchOptions,
        is_orphaned: Callable[[], bool],
        run: Run,
        data: TrainingData,
    ) -> None:
        self._database, self._record, self._recorder = database, record, recorder
        self._max_minutes, self._is_orphaned = options.minutes, is_orphaned
        self._run, self._data = run, data
        self._batches_per_epoch = data.batches_per_epoch(run.recipe.batch_size)
        self._paused, self._steps_requested = options.start_paused, int(options.start_paused)
        self._step_pending = self._ack_pending = False
        self._polled_at = -1e9
        self._clock = self._saved_at = time.monotonic()

    def on_train_begin(self) -> None:
        """Record the initial state, and pause if requested."""
        run = self._run
        self._recorder.begin(run)
        if run.batches_done == 0:
            if run.epoch > self._recorder.epoch:  # it was killed before it recorded its epoch
                self._record_epoch()
            elif run.epoch:
                self._recorder.stage_weights(run, self._data)
            run.callback_state.pop("accuracy", None)
        if run.optimizer.steps >= self._recorder.recorded_step:
            self._recorder.emit_weights(run)
        if run.epoch < run.recipe.epochs:
            self._before_batch()

    def on_gradients(self, P: Array, Y: Array, dW: list[Array], rate: float) -> None:
        """Keep the metrics of the step, which the next `on_batch_end` records."""
        is_correct = P.argmax(axis=1) == Y.argmax(axis=1)  # per row: prediction and label
        self._step = float(is_correct.mean()), telemetry.root_mean_square(dW), rate

    def on_batch_end(self, run: Run, loss: float) -> None:
        """Record a batch, and prepare for the next."""
        self._update_elapsed()
        accuracy, gradients, rate = self._step
        run.callback_state["accuracy"] = run.callback_state.get("accuracy", 0.0) + accuracy
        self._recorder.batch(run, loss, accuracy, gradients, rate)
        if run.batches_done < self._batches_per_epoch:  # else `on_epoch_end` comes next
            self._before_batch()

    def on_epoch_end(self, run: Run) -> None:
        """Record an epoch, which has been saved already."""
        self._saved_at = time.monotonic()
        if run.epoch > self._recorder.epoch:
            self._record_epoch()
        else:
            self._recorder.stage_weights(run, self._data)
        run.callback_state.pop("accuracy", None)
        self._update_elapsed()
        if run.epoch < run.recipe.epochs:
            self._before_batch()

    def save(self) -> None:
        """Write a checkpoint, after all points and weights up to there."""
        self._recorder.write_points()
        self._recorder.write_weights()
        checkpoint.save(self._record.folder.path, self._run)
        self._saved_at = time.monotonic()

    def _record_epoch(self) -> None:
        total = self._run.callback_state.get("accuracy")
        accuracy = total and total / self._batches_per_epoch
        self._recorder.epoch_end(self._run, self._data, accuracy)

    def _before_batch(self) -> None:
        """Apply commands and limits; return when the next batch may be taken."""
        self._process_commands()
        caught_up = self._run.optimizer.steps >= self._recorder.recorded_step
        while self._paused and caught_up:
            if self._ack_pending or self._step_pending or self._state != "paused":
                self._pause()
            if self._steps_requested:
                self._steps_requested, self._step_pending = self._steps_requested - 1, True
                return
            time.sleep(POLL_S)
            self._clock = time.monotonic()
            self._process_commands()
        if caught_up and (self._ack_pending or self._state != "running"):
            self._recorder.state("running")
            self._ack_pending = False
        if time.monotonic() - self._saved_at >= CHECKPOINT_INTERVAL_S:
            self.save()

    def _pause(self) -> None:
        """Save, and record the pause, which acknowledges commands."""
        self._recorder.flush(self._run)  # a step has its own loss
        self.save()
        if self._step_pending:
            self._recorder.emit_weights(self._run)
        self._recorder.state("paused")
        self._ack_pending = self._step_pending = False
        self._clock = time.monotonic()

    def _process_commands(self) -> None:
        """Apply the commands since the last call; raise if the run has to end."""
        if self._is_orphaned():
            raise RunSuspended(SERVER_GONE)
        if self._recorder.seconds >= 60 * self._max_minutes:
            minutes = f"{self._max_minutes:g}"
            raise RunStopped(f"The limit of {minutes} minutes of training was reached.")
        if time.monotonic() - self._polled_at < POLL_S:  # a batch may take less than a query
            return
        for command in self._database.drain_commands(self._record.id):
            match command:
                case "stop":
                    raise RunStopped
                case "suspend":
                    raise RunSuspended(SUSPENDED)
                case "step" if self._paused:
                    self._steps_requested += 1
                    continue
                case "pause" | "resume":
                    self._paused = command == "pause"
            self._ack_pending = True
        self._polled_at = time.monotonic()

    @property
    def _state(self) -> str:
        return self._recorder.status.state

    def _update_elapsed(self) -> None:
        now = time.monotonic()
        self._recorder.seconds += now - self._clock
        self._clock = now
