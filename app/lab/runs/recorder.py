"""Writes down what happens in a run, so that whoever watches sees it at once."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from app.lab.runs import telemetry
from app.lab.runs.events import Reader, Writer
from app.lab.runs.folder import RunFolder
from app.lab.runs.standing import DONE, Standing, State
from model.metrics import from_logits
from model.network import Array
from model.training.run import Run
from model.training.snapshot import RunSnapshot, save
from model.training.training_data import TrainingData

PICTURE = "picture"

FASTEST_S = 0.1
"""Between two events of batches. A run of an hour tells ten a second at first and one at the end,
which is some thousand in all."""
SLOWEST_S = 1.0
SHARE = 1 / 600

PICTURES_S = 1.0
"""Between two pictures of the weights, which are large."""


class Reporter:
    """The only writer of a run's events while its trainer lives.

    Attributes
    ----------
    shown : Standing
        What the events say. A run that goes on from a checkpoint is silent until it has caught up
        with the step that was shown last.
    seconds : float
        Spent training up to the last batch.
    """

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self._log = Writer(folder.path)
        self.shown = Standing()
        reader = Reader(folder.path)
        while events := reader.read():
            self.shown.take(events)
        self.seconds = self.shown.seconds
        self._told = self._pictured = -1e9
        self._pictured_step = -1
        self._unkept: tuple[RunSnapshot, TrainingData] | None = None
        self._losses: list[float] = []
        self._accuracies: list[float] = []

    def state(self, state: State, problem: str | None = None, parked: bool = False) -> None:
        """Tell in which state the run is now, and make sure that it is on the disk."""
        shown = self.shown
        data: dict[str, Any] = {
            "state": state,
            "problem": problem,
            "epoch": shown.epoch,
            "step": shown.step,
            "seconds": round(self.seconds, 3),
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "version": shown.version,
        }
        if parked:
            data["parked"] = True
        shown.state, shown.parked = state, parked
        self._log.append("state", data)
        self._log.sync()

    def batch(
        self, run: Run, loss: float, accuracy: float, gradients: Sequence[float | None], rate: float
    ) -> None:
        """Take note of a batch, and tell of all since the last time if that was not just now."""
        self._losses.append(loss)
        self._accuracies.append(accuracy)
        self._batch = {"gradients": gradients, "rate": rate}
        self.shown.epoch, self.shown.step = run.epoch, run.optimizer.steps
        if monotonic() - self._told >= min(SLOWEST_S, max(FASTEST_S, SHARE * self.seconds)):
            self.flush()
        if monotonic() - self._pictured >= PICTURES_S:
            self.weights(run)

    def flush(self) -> None:
        """Tell of the batches since the last time, if there are any."""
        if not self._losses:
            return
        self._log.append(
            "batch",
            {
                "step": self.shown.step,
                "epoch": self.shown.epoch,
                "loss": sum(self._losses) / len(self._losses),
                "accuracy": sum(self._accuracies) / len(self._accuracies),
                **self._batch,
                "seconds": round(self.seconds, 3),
            },
        )
        self._losses, self._accuracies = [], []
        self._told = monotonic()

    def epoch(self, run: Run, data: TrainingData, accuracy: float | None) -> None:
        """Tell what an epoch came to, and remember its weights for `keep`."""
        trained = self.remember(run, data)
        [(name, held_out)] = data.validation.items()
        self.shown.epoch, self.shown.step = run.epoch, run.optimizer.steps
        self._log.append(
            "epoch",
            {
                "epoch": run.epoch,
                "step": run.optimizer.steps,
                "loss": run.history[-1]["loss"],
                "accuracy": accuracy,
                **telemetry.validation(
                    from_logits(trained.validation_logits[name], held_out.labels)
                ),
                "seconds": round(self.seconds, 3),
            },
        )
        self._log.sync()
        if monotonic() - self._pictured >= PICTURES_S / 2:
            self.weights(run)

    def remember(self, run: Run, data: TrainingData) -> RunSnapshot:
        """Remember the weights of an epoch that has just been completed, for `keep`."""
        trained = RunSnapshot.from_run(run, data)
        self._unkept = trained, data
        return trained

    def keep(self) -> None:
        """Write the network of the last whole epoch, if that is not done; it takes a moment."""
        if self._unkept is not None:
            path, title = self._folder.weights, self._folder.plan()[0].title
            self.shown.version = save(*self._unkept, path, title).version
            self._unkept = None

    def weights(self, run: Run) -> None:
        """Tell what the first layer looks like; the picture before that is not kept."""
        W1: Array = run.weights[0]
        picture = telemetry.weights(W1)
        if picture is None or self._pictured_step == run.optimizer.steps:
            return
        text = json.dumps({"step": run.optimizer.steps, **picture}, separators=(",", ":"))
        _replace(self._folder.path / PICTURE, f"{self._log.last + 1}\n{text}")
        self._log.append("weights", {"step": run.optimizer.steps})
        self._pictured, self._pictured_step = monotonic(), run.optimizer.steps

    def sync(self) -> None:
        """Wait until all that was told would outlive a power cut."""
        self._log.sync()

    def close(self) -> None:
        """Let go of the log."""
        self._log.close()


def record(folder: RunFolder, state: State, problem: str | None = None) -> None:
    """Write the state of a run without a process, unless it is over; hold its lock."""
    reporter = Reporter(folder)
    if reporter.shown.state not in DONE:
        reporter.state(state, problem)
    reporter.close()


def _replace(path: Path, text: str) -> None:
    """Replace a file that need not outlive a power cut."""
    draft = path.with_suffix(".tmp")
    draft.write_text(text, "utf-8")
    draft.replace(path)


def read_picture(folder: RunFolder) -> tuple[int, str] | None:
    """Return the number of the last event of weights, and its data as JSON text."""
    try:
        number, data = (folder.path / PICTURE).read_text("utf-8").split("\n", 1)
    except FileNotFoundError:
        return None
    return int(number), data
