"""Stands between two batches of a run: tells, obeys, waits, saves, and minds the time."""

import time
from collections.abc import Callable

from app.lab.runs import telemetry
from app.lab.runs.commands import Inbox
from app.lab.runs.folder import RunFolder
from app.lab.runs.recorder import Reporter
from app.lab.trainer.launch_options import Orders
from model.network import Array
from model.training import checkpoint
from model.training.loop import Observer
from model.training.run import Run
from model.training.training_data import TrainingData

CHECKPOINT_EVERY_S = 15.0
POLL_S = 0.02

SERVER_GONE = "The server stopped; resume goes on from here."
MADE_ROOM = "It made room for another run; resume goes on from here."


class StoppedError(Exception):
    """The run ends before its last epoch, because someone or a limit says so."""


class ParkedError(Exception):
    """The process has to end; the run is to go on from its checkpoint some other time."""


class Conductor(Observer):
    """The observer of `model.training.loop.train`, for a run in the lab.

    Parameters
    ----------
    folder : RunFolder
    inbox : Inbox
    reporter : Reporter
    orders : Orders
    orphaned : function
        Tells whether the server is gone.
    run : Run
        Just made, or from its checkpoint.
    data : TrainingData
    """

    def __init__(
        self,
        folder: RunFolder,
        inbox: Inbox,
        reporter: Reporter,
        orders: Orders,
        orphaned: Callable[[], bool],
        run: Run,
        data: TrainingData,
    ) -> None:
        self._folder, self._inbox, self._reporter = folder, inbox, reporter
        self._minutes, self._orphaned = orders.minutes, orphaned
        self._run, self._data = run, data
        self._per_epoch = data.batches_per_epoch(run.recipe.batch_size)
        self._shown = reporter.shown.step
        self._paused, self._singles = orders.single, int(orders.single)
        self._stepping = self._owes_answer = False
        self._clock = self._saved = time.monotonic()

    def begin(self) -> None:
        """Tell where the run stands, and wait if that is asked for."""
        run = self._run
        if run.batches_done == 0:
            if run.epoch > self._reporter.shown.epoch:  # it was killed before it told of its epoch
                self._tell_epoch()
            elif run.epoch:
                self._reporter.remember(run, self._data)
            run.observer_state.pop("accuracy", None)
        if run.optimizer.steps >= self._shown:
            self._reporter.weights(run)
        if run.epoch < run.recipe.epochs:
            self._between()

    def on_gradients(self, P: Array, Y: Array, dW: list[Array], rate: float) -> None:
        """Take down what the next `on_batch_end` tells."""
        right = P.argmax(axis=1) == Y.argmax(axis=1)  # each row: the answer and the label
        self._step = float(right.mean()), telemetry.root_mean_square(dW), rate

    def on_batch_end(self, run: Run, loss: float) -> None:
        """Tell of a batch, and do what is to be done before the next."""
        self._tick()
        accuracy, gradients, rate = self._step
        run.observer_state["accuracy"] = run.observer_state.get("accuracy", 0.0) + accuracy
        if run.optimizer.steps > self._shown:
            self._reporter.batch(run, loss, accuracy, gradients, rate)
        if run.batches_done < self._per_epoch:  # else `on_epoch_end` comes next
            self._between()

    def on_epoch_end(self, run: Run) -> None:
        """Tell of an epoch that is complete and saved."""
        self._saved = time.monotonic()
        self._reporter.flush()
        if run.epoch > self._reporter.shown.epoch:
            self._tell_epoch()
        else:
            self._reporter.remember(run, self._data)
        run.observer_state.pop("accuracy", None)
        self._tick()
        if run.epoch < run.recipe.epochs:
            self._between()

    def save(self) -> None:
        """Write a checkpoint, and before it all that was to be told and kept up to there."""
        self._reporter.flush()
        self._reporter.keep()
        self._reporter.sync()
        checkpoint.save(self._folder.path, self._run)
        self._saved = time.monotonic()

    def _tell_epoch(self) -> None:
        total = self._run.observer_state.get("accuracy")
        self._reporter.epoch(self._run, self._data, total and total / self._per_epoch)

    def _between(self) -> None:
        """Return when the next batch may be taken."""
        self._mind()
        caught_up = self._run.optimizer.steps >= self._shown
        while self._paused and caught_up:
            if self._owes_answer or self._stepping or self._reporter.shown.state != "paused":
                self._settle()
            if self._singles:
                self._singles, self._stepping = self._singles - 1, True
                return
            time.sleep(POLL_S)
            self._clock = time.monotonic()
            self._mind()
        if caught_up and (self._owes_answer or self._reporter.shown.state != "running"):
            self._reporter.state("running")
            self._owes_answer = False
        if time.monotonic() - self._saved >= CHECKPOINT_EVERY_S:
            self.save()

    def _settle(self) -> None:
        """Make a pause of it: all is told and saved."""
        self.save()
        if self._stepping:
            self._reporter.weights(self._run)
        self._reporter.state("paused")
        self._owes_answer = self._stepping = False
        self._clock = time.monotonic()

    def _mind(self) -> None:
        """Obey what was said since the last time, and see whether the run may go on at all."""
        for word in self._inbox.take():
            match word:
                case "stop":
                    raise StoppedError
                case "park":
                    raise ParkedError(MADE_ROOM)
                case "step" if self._paused:
                    self._singles += 1
                    continue
                case "pause" | "resume":
                    self._paused = word == "pause"
            self._owes_answer = True
        if self._orphaned():
            raise ParkedError(SERVER_GONE)
        if self._reporter.seconds >= 60 * self._minutes:
            raise StoppedError(f"The limit of {self._minutes:g} minutes of training was reached.")

    def _tick(self) -> None:
        now = time.monotonic()
        self._reporter.seconds += now - self._clock
        self._clock = now
