"""Progress bars on the terminal: downloads, training, and rendering of evaluation sets."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from model.data.data_file import DownloadProgress
from model.evaluation.evaluate import ProgressCallback as RenderingCallback
from model.training.loop import Callback
from model.training.run import Run


@contextmanager
def download_bar() -> Iterator[DownloadProgress]:
    """Yield a callback for downloads that shows one bar on stderr for each file."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    tasks: dict[str, TaskID] = {}
    bar = Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True))

    def update(name: str, done: int, total: int | None) -> None:
        if name not in tasks:
            bar.start()
            tasks[name] = bar.add_task(name, total=total)
        bar.update(tasks[name], completed=done, total=total)

    try:
        yield update
    finally:
        if tasks:  # without a download there is nothing to show
            bar.stop()


UPDATE_BATCHES = 16
"""Batches between two updates of the bar."""


class TrainingBar(Callback):
    """Shows epoch, loss, validation accuracy and time left of a run."""

    def __init__(self, bar: Progress, epochs: int, batches_per_epoch: int) -> None:
        self._bar, self._epochs, self._batches_per_epoch = bar, epochs, batches_per_epoch
        self._task = bar.add_task("", total=1.0, epoch=f"1/{epochs}", loss="", validation="")

    def on_batch_end(self, run: Run, loss: float) -> None:  # noqa: ARG002
        """Update epoch and loss, but not after every batch."""
        if run.batches_done % UPDATE_BATCHES == 1:
            epochs_done = run.epoch + run.batches_done / self._batches_per_epoch
            self._update(epochs_done, run.epoch + 1, run.loss_sum / run.batches_done)

    def on_epoch_end(self, run: Run) -> None:
        """Update everything."""
        record = run.history[-1]
        self._update(run.epoch, run.epoch, record["loss"])
        self._bar.update(self._task, validation=_validation(record))

    def _update(self, epochs_done: float, epoch: int, loss: float) -> None:
        self._bar.update(
            self._task,
            completed=epochs_done / self._epochs,
            epoch=f"{epoch}/{self._epochs}",
            loss=f"loss {loss:.4f}",
        )


class EpochLog(Callback):
    """Prints a line for each epoch, where no bar can be drawn."""

    def __init__(self, console: Console, epochs: int) -> None:
        self._console, self._epochs = console, epochs

    def on_epoch_end(self, run: Run) -> None:
        """Print epoch, loss, validation accuracy and seconds."""
        record = run.history[-1]
        print_line(
            self._console,
            f"epoch {run.epoch}/{self._epochs}, loss {record['loss']:.4f}, "
            f"{_validation(record) or 'no validation'}, {record['seconds']:.1f} s",
        )


def _validation(record: dict[str, Any]) -> str:
    scores = record["validation"].items()
    return ", ".join(f"{name} {100 * score:.2f} %" for name, score in scores)


def print_line(console: Console, text: str) -> None:
    """Print a text as it is, without line breaks, colors or markup."""
    console.print(text, highlight=False, markup=False, soft_wrap=True)


@contextmanager
def preparation_status(console: Console) -> Iterator[Callable[[str], None]]:
    """Yield a callback for the steps before training: a spinner, or a line for each step."""
    if not console.is_terminal:
        yield lambda text: print_line(console, f"{text.capitalize()} ...")
        return
    with console.status("Preparing the images ...") as status:
        yield lambda text: status.update(f"{text.capitalize()} ...")


@contextmanager
def training_bar(console: Console, epochs: int, batches_per_epoch: int) -> Iterator[Callback]:
    """Show a progress bar while a run trains; with two validation sets it still fits 80 columns.

    Where stderr is not a terminal, print a line for each epoch instead.
    """
    if not console.is_terminal:
        yield EpochLog(console, epochs)
        return
    with Progress(
        TextColumn("epoch {task.fields[epoch]}"),
        BarColumn(bar_width=12),
        TextColumn("{task.fields[loss]}"),
        TextColumn("{task.fields[validation]}"),
        TimeRemainingColumn(),
        TextColumn("left"),
        console=console,
    ) as bar:
        yield TrainingBar(bar, epochs, batches_per_epoch)


@contextmanager
def rendering_bar() -> Iterator[RenderingCallback]:
    """Yield a callback for rendering that shows one bar on stderr and removes it at the end.

    Where stderr is not a terminal, it prints a line for each set instead.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    if not console.is_terminal:
        printed: set[str] = set()

        def log(title: str, done: int, total: int) -> None:  # noqa: ARG001
            if title not in printed:
                printed.add(title)
                print_line(console, f"Rendering: {title}, {total:,} drawings")

        yield log
        return
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=None, visible=False)

        def update(title: str, done: int, total: int) -> None:
            description = f"Rendering: {title}"
            bar.update(task, description=description, completed=done, total=total, visible=True)

        yield update
