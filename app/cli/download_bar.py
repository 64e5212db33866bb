"""A progress bar for downloads, on the terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from model.data.data_file import Progress as Report


@contextmanager
def download_bar() -> Iterator[Report]:
    """Give what `fetch` and `load` take as `progress`: one bar on stderr for each download."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    tasks: dict[str, TaskID] = {}
    bar = Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True))

    def report(name: str, done: int, total: int | None) -> None:
        if name not in tasks:
            bar.start()
            tasks[name] = bar.add_task(name, total=total)
        bar.update(tasks[name], completed=done, total=total)

    try:
        yield report
    finally:
        if tasks:  # without a download there is nothing to show
            bar.stop()
