"""Progress bars on the terminal: downloads, training, and rendering of evaluation sets."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

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

from model.data.data_file import Progress as DownloadCallback
from model.evaluation.evaluate import ProgressCallback as RenderingCallback
from model.training.loop import Progress as TrainingState


@contextmanager
def download_bar() -> Iterator[DownloadCallback]:
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


@contextmanager
def training_bar(console: Console, epochs: int) -> Iterator[Callable[[TrainingState], None]]:
    """Yield a callback for training that shows loss, validation accuracy and time left.

    With two validation sets the line still fits 80 columns.
    """
    with Progress(
        TextColumn("epoch {task.fields[epoch]}"),
        BarColumn(bar_width=12),
        TextColumn("{task.fields[loss]}"),
        TextColumn("{task.fields[validation]}"),
        TimeRemainingColumn(),
        TextColumn("left"),
        console=console,
    ) as bar:
        task = bar.add_task("", total=1.0, epoch=f"1/{epochs}", loss="", validation="")

        def update(state: TrainingState) -> None:
            bar.update(
                task,
                completed=state.done,
                epoch=f"{state.epoch + 1}/{epochs}",
                loss=f"loss {state.loss:.4f}",
            )
            if state.record:
                accuracies = state.record["validation"].items()
                text = ", ".join(f"{name} {100 * share:.2f} %" for name, share in accuracies)
                bar.update(task, validation=text)

        yield update


@contextmanager
def rendering_bar() -> Iterator[RenderingCallback]:
    """Yield a callback for rendering that shows one bar on stderr and removes it at the end."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=None, visible=False)

        def update(title: str, done: int, total: int) -> None:
            description = f"Rendering: {title}"
            bar.update(task, description=description, completed=done, total=total, visible=True)

        yield update
