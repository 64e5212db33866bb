"""A progress bar for training, on the terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from model.training import Progress as Report


@contextmanager
def training_bar(console: Console, epochs: int) -> Iterator[Callable[[Report], None]]:
    """Give what `train` takes as `progress`: loss, validation accuracy and time left."""
    with Progress(
        TextColumn("epoch {task.fields[epoch]}"),
        BarColumn(bar_width=24),
        TextColumn("loss {task.fields[loss]:.4f}"),
        TextColumn("{task.fields[validation]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=console,
    ) as bar:
        task = bar.add_task("", total=1.0, epoch=f"1/{epochs}", loss=float("nan"), validation="")

        def report(state: Report) -> None:
            bar.update(
                task, completed=state.done, epoch=f"{state.epoch + 1}/{epochs}", loss=state.loss
            )
            if state.record:
                scores = state.record["validation"].items()
                text = ", ".join(f"{name} {100 * score:.2f} %" for name, score in scores)
                bar.update(task, validation=text)

        yield report
