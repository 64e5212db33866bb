"""Recorder of a run's events, for the process that trains it."""

from collections.abc import Sequence
from time import monotonic
from typing import Any

from app.lab.runs import telemetry
from app.lab.runs.record import RunRecord
from app.lab.runs.status import RunStatus, State
from app.lab.runs.store import RunStore
from model.metrics import from_logits
from model.network import Array
from model.training.run import Run
from model.training.snapshot import RunSnapshot, save
from model.training.training_data import TrainingData

MIN_BATCH_INTERVAL_S = 0.1
"""Between two `batch` events. They come ten times a second at first and, as the interval grows with
the training time, once a second after ten minutes: some thousand in an hour."""
MAX_BATCH_INTERVAL_S = 1.0
BATCH_INTERVAL_GROWTH = 1 / 600

WEIGHTS_INTERVAL_S = 1.0
"""Between two `weights` events, which are large."""


class EventRecorder:
    """Appends the events of one run; its training process alone does that while it lives.

    Attributes
    ----------
    status : RunStatus
        Status after the last event. A run that is resumed from a checkpoint records nothing until
        it has caught up with the last recorded step.
    epoch, step : int
        Completed epochs and batches.
    seconds : float
        Training time up to the last batch.
    """

    def __init__(self, store: RunStore, run: RunRecord) -> None:
        self._store, self._run = store, run
        self.status: RunStatus = run.status
        self.epoch, self.step, self.seconds = run.status.epoch, run.status.step, run.status.seconds
        self._version = run.status.version
        self._flushed_at = self._weights_at = -1e9
        self._weights_step = -1
        self._unsaved: tuple[RunSnapshot, TrainingData] | None = None
        self._losses: list[float] = []
        self._accuracies: list[float] = []

    def state(self, state: State, problem: str | None = None, suspended: bool = False) -> None:
        """Record the state of the run."""
        extra: dict[str, Any] = {"parked": True} if suspended else {}  # the API's word
        with self._store.write() as runs:
            self.status = runs.append_state(
                self._run.id, state, problem, **self._progress(), version=self._version, **extra
            ).status

    def batch(
        self, run: Run, loss: float, accuracy: float, gradients: Sequence[float | None], rate: float
    ) -> None:
        """Collect a batch; record a `batch` event once its interval is over."""
        self._losses.append(loss)
        self._accuracies.append(accuracy)
        self._last_batch = {"gradients": gradients, "rate": rate}
        self.epoch, self.step = run.epoch, run.optimizer.steps
        interval_s = max(MIN_BATCH_INTERVAL_S, BATCH_INTERVAL_GROWTH * self.seconds)
        if monotonic() - self._flushed_at >= min(MAX_BATCH_INTERVAL_S, interval_s):
            self.flush()
        if monotonic() - self._weights_at >= WEIGHTS_INTERVAL_S:
            self.emit_weights(run)

    def flush(self) -> None:
        """Record the batches since the last `batch` event, if there are any."""
        if not self._losses:
            return
        means = {
            "loss": sum(self._losses) / len(self._losses),
            "accuracy": sum(self._accuracies) / len(self._accuracies),
        }
        self._append("batch", {**self._progress(), **means, **self._last_batch})
        self._losses, self._accuracies = [], []
        self._flushed_at = monotonic()

    def epoch_end(self, run: Run, data: TrainingData, accuracy: float | None) -> None:
        """Record the scores of an epoch, and stage its weights for `write_weights`."""
        snapshot = self.stage_weights(run, data)
        [(name, validation)] = data.validation.items()
        self.epoch, self.step = run.epoch, run.optimizer.steps
        self._append(
            "epoch",
            {
                **self._progress(),
                "loss": run.history[-1]["loss"],
                "accuracy": accuracy,
                **telemetry.validation(
                    from_logits(snapshot.validation_logits[name], validation.labels)
                ),
            },
        )
        if monotonic() - self._weights_at >= WEIGHTS_INTERVAL_S / 2:
            self.emit_weights(run)

    def stage_weights(self, run: Run, data: TrainingData) -> RunSnapshot:
        """Keep the weights of an epoch that has just ended, for `write_weights`."""
        snapshot = RunSnapshot.from_run(run, data)
        self._unsaved = snapshot, data
        return snapshot

    def write_weights(self) -> None:
        """Write the staged weights to the run's file; it takes some milliseconds."""
        if self._unsaved is not None:
            title = self._run.config.title
            self._version = save(*self._unsaved, self._run.folder.weights, title).version
            self._unsaved = None

    def emit_weights(self, run: Run) -> None:
        """Record an image of the first layer's weights; it replaces the one before."""
        W1: Array = run.weights[0]
        image = telemetry.weights(W1)
        if image is None or self._weights_step == run.optimizer.steps:
            return
        self._append("weights", {"step": run.optimizer.steps, **image})
        self._weights_at, self._weights_step = monotonic(), run.optimizer.steps

    def _append(self, name: str, data: dict[str, Any]) -> None:
        with self._store.write() as runs:
            self.status = runs.append(self._run.id, name, data).status

    def _progress(self) -> dict[str, Any]:
        return {"epoch": self.epoch, "step": self.step, "seconds": round(self.seconds, 3)}
