"""Recorder of a run's events, for the process that trains it."""

from time import monotonic
from typing import Any

from app.lab.runs import telemetry
from app.lab.runs.database import RunDatabase
from app.lab.runs.record import RunRecord
from app.lab.runs.status import RunStatus, State
from model.metrics import from_logits
from model.network import Array
from model.training.run import Run
from model.training.snapshot import RunSnapshot, save
from model.training.training_data import TrainingData

CURVE_POINTS = 200
"""Number of `batch` events of a run, evenly spaced in steps: curves of the same seed have the same
points, however fast the machine is. A run of fewer steps has one for each."""

WRITE_INTERVAL_S = 0.1
"""Between two transactions for points: each waits for the disk."""

WEIGHTS_INTERVAL_S = 1.0
"""Between two `weights` events, which are large; they also tell the progress of a long run."""


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
    recorded_step : int
        Last step that was recorded before this process; batches up to it are not recorded again.
    """

    def __init__(self, database: RunDatabase, run: RunRecord) -> None:
        self._database, self._run = database, run
        self.status: RunStatus = run.status
        self.epoch, self.step, self.seconds = run.status.epoch, run.status.step, run.status.seconds
        self._version = run.status.version
        self.recorded_step = run.status.step
        self._curve = _new_curve()
        self._written_at = self._weights_at = -1e9
        self._weights_step = -1
        self._unsaved: tuple[RunSnapshot, TrainingData] | None = None

    def begin(self, run: Run) -> None:
        """Keep the curve since the last event in the run, so that a resume continues it."""
        self._curve = run.callback_state.setdefault("curve", self._curve)

    def state(self, state: State, problem: str | None = None, suspended: bool = False) -> None:
        """Record the state of the run."""
        extra: dict[str, Any] = {"parked": True} if suspended else {}  # the API's word
        self.write_points()
        with self._database.write() as runs:
            self.status = runs.append_state(
                self._run.id, state, problem, **self._progress(), version=self._version, **extra
            ).status

    def batch(
        self, run: Run, loss: float, accuracy: float, gradients: list[float | None], rate: float
    ) -> None:
        """Collect a batch; at a step of the curve, add a point: the means since the last."""
        self._curve["batches"] += 1
        self._curve["loss"] += loss
        self._curve["accuracy"] += accuracy
        self._last_batch = {"gradients": gradients, "rate": rate}
        if is_curve_point(run.optimizer.steps, self._run.config.steps):
            self._add_point(run)
        if run.optimizer.steps <= self.recorded_step:
            return
        self.epoch, self.step = run.epoch, run.optimizer.steps
        if monotonic() - self._written_at >= WRITE_INTERVAL_S:
            self.write_points()
        if monotonic() - self._weights_at >= WEIGHTS_INTERVAL_S:
            self.emit_weights(run)

    def flush(self, run: Run) -> None:
        """Record the batches since the last point, if any are new."""
        if self._curve["batches"] and run.optimizer.steps > self.recorded_step:
            self._add_point(run)
        self.write_points()

    def write_points(self) -> None:
        """Record the points that are not yet written, as `batch` events."""
        points = [p for p in self._curve["points"] if p["step"] > self.recorded_step]
        if points:
            with self._database.write() as runs:
                for point in points:
                    self.status = runs.append(self._run.id, "batch", point).status
            self._written_at = monotonic()
        self._curve["points"].clear()

    def _add_point(self, run: Run) -> None:
        means = {name: self._curve[name] / self._curve["batches"] for name in ("loss", "accuracy")}
        progress = self._progress() | {"epoch": run.epoch, "step": run.optimizer.steps}
        self._curve["points"].append(progress | means | self._last_batch)
        self._curve.update(batches=0, loss=0.0, accuracy=0.0)

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
        progress = self._progress() | {"step": run.optimizer.steps}
        self._append("weights", progress | image)
        self._weights_at, self._weights_step = monotonic(), run.optimizer.steps

    def _append(self, name: str, data: dict[str, Any]) -> None:
        self.write_points()
        with self._database.write() as runs:
            self.status = runs.append(self._run.id, name, data).status

    def _progress(self) -> dict[str, Any]:
        return {"epoch": self.epoch, "step": self.step, "seconds": round(self.seconds, 3)}


def _new_curve() -> dict[str, Any]:
    """Return the state of a curve: points to be written, and sums over the batches since."""
    return {"points": [], "batches": 0, "loss": 0.0, "accuracy": 0.0}


def is_curve_point(step: int, total_steps: int) -> bool:
    """Return whether the curves of a run of `total_steps` have a point at `step`, from 1."""
    return step * CURVE_POINTS // total_steps > (step - 1) * CURVE_POINTS // total_steps
