"""A progress bar for training, on the terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from model.training.loop import Progress as Report


@contextmanager
def training_bar(console: Console, epochs: int) -> Iterator[Callable[[Report], None]]:
    """Give what `train` takes as `progress`: loss, validation accuracy and time left.

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

        def report(state: Report) -> None:
            bar.update(
                task,
                completed=state.done,
                epoch=f"{state.epoch + 1}/{epochs}",
                loss=f"loss {state.loss:.4f}",
            )
            if state.record:
                scores = state.record["validation"].items()
                text = ", ".join(f"{name} {100 * score:.2f} %" for name, score in scores)
                bar.update(task, validation=text)

        yield report
