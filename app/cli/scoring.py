"""`inkling predict --output`: score many pictures into a file."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from app import extras
from app.cli.image_files import STANDARD_INPUT
from app.cli.option_errors import expect_writable, named
from app.cli.progress import print_line
from app.scoring import results
from app.scoring.run import Callback, Summary, score
from app.scoring.scorer import Scorer

LOG_INTERVAL_S = 10


class Engine(StrEnum):
    """Processes that score: those of this machine, or of Ray."""

    LOCAL = "local"
    RAY = "ray"


def score_to_file(
    scorer: Scorer,
    sources: Sequence[Path],
    output: Path,
    workers: int | None,
    overwrite: bool,
    engine: Engine,
) -> None:
    """Write a row for each picture, with progress and a summary on stderr.

    Raises
    ------
    typer.Exit
        With status 1 if a picture could not be read, or 130 after Ctrl-C.
    """
    if STANDARD_INPUT in sources:
        raise ValueError("--output: expected files, got - (standard input)")
    with named("--output"):
        results.check_format(output)
    if engine is Engine.RAY:
        extras.require("scale", "--on ray")
    if any(_is_same_file(source, output) for source in sources):
        raise ValueError(f"--output: expected another file than a source, got {output}")
    expect_writable(output, output)
    console = Console(stderr=True)
    try:
        with _progress(console) as callback:
            names = [os.fspath(source) for source in sources]
            on_ray = engine is Engine.RAY
            summary = score(scorer, names, output, workers, callback, overwrite, on_ray)
    except KeyboardInterrupt:
        print_line(console, "Interrupted. Continue with the same command.")
        raise typer.Exit(130) from None
    print_line(console, _sentence(summary, output))
    if summary.errors:
        raise typer.Exit(1)


def _is_same_file(source: Path, output: Path) -> bool:
    return source.exists() and output.exists() and source.samefile(output)


def _sentence(summary: Summary, output: Path) -> str:
    unreadable = f"{summary.errors:,} with an error" if summary.errors else "none with an error"
    return (
        f"{summary.pictures:,} pictures, {unreadable}; {summary.rows:,} read, of which "
        f"{summary.uncertain:,} uncertain: {output}"
    )


class _Counter(Callback):
    """Counts pictures, and writes how many there are from time to time."""

    def __init__(self, console: Console, bar: Progress | None) -> None:
        self._console, self._bar = console, bar
        self._task = bar.add_task("Starting", total=None) if bar else None
        self._start = self._last = time.monotonic()
        self._scored = self._resumed = 0

    def on_start(self, differences: list[str] | None) -> None:
        if differences:
            names = " and ".join(differences)
            print_line(
                self._console,
                f"Starting afresh: the interrupted run had other {names}; its parts are discarded.",
            )
        elif differences is not None:
            print_line(self._console, "Going on with the interrupted run.")

    def on_pictures(self, count: int, *, resumed: bool) -> None:
        if resumed:
            self._resumed += count
        else:
            self._scored += count
        now = time.monotonic()
        rate = self._scored / max(now - self._start, 1e-9)
        text = f"{self._scored + self._resumed:,} pictures, {rate:,.0f} per second"
        if self._bar and self._task is not None:
            self._bar.update(self._task, description=text)
        elif now - self._last >= LOG_INTERVAL_S:
            self._last = now
            print_line(self._console, text)


@contextmanager
def _progress(console: Console) -> Iterator[Callback]:
    """Show the number of pictures: live on a terminal, otherwise in a line from time to time."""
    if not console.is_terminal:
        yield _Counter(console, None)
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        yield _Counter(console, bar)
