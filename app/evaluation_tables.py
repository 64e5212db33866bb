"""Scores as tables on the terminal, none wider than 80 columns."""

from rich.console import Console
from rich.table import Table

from model.calibration import Bin
from model.evaluation import Evaluation


def print_evaluation(console: Console, title: str, scores: Evaluation) -> None:
    """Print the summary, the classes, the confusion matrix and the calibration."""
    certain = "" if scores.certain is None else f", {percent(scores.certain)} called certain"
    console.print(f"[bold]{title}[/bold]", highlight=False)
    console.print(
        f"{percent(scores.accuracy)} of {scores.count:,} right, loss {scores.loss:.4f}, "
        f"calibration error {percent(scores.ece)}{certain}\n",
        highlight=False,
    )
    console.print(_confusion(scores))
    console.print(_calibration(scores.calibration))


def percent(share: float) -> str:
    """Return a share as per cent with two decimals."""
    return f"{100 * share:.2f} %"


def _confusion(scores: Evaluation) -> Table:
    """Return a row for each label; below, the precision of each answer."""
    table = Table(
        title="Labels down, answers across", title_justify="left", box=None, pad_edge=False
    )
    table.add_column("", justify="right")
    for digit in range(10):
        table.add_column(str(digit), justify="right")
    table.add_column("recall", justify="right")
    for label, row in enumerate(scores.confusion.tolist()):
        cells = [_cell(count, label == answer) for answer, count in enumerate(row)]
        recall = f"{100 * scores.recall[label]:.2f}" if sum(row) else "-"
        table.add_row(f"[bold]{label}[/bold]", *cells, recall)
    answered = scores.confusion.sum(axis=0)  # over the labels
    precision = [
        f"{100 * share:.1f}" if count else "-"
        for share, count in zip(scores.precision, answered, strict=True)
    ]
    table.add_row("precision", *precision, "%")
    return table


def _cell(count: int, right: bool) -> str:
    if right:
        return f"[green]{count}[/green]"
    return f"[red]{count}[/red]" if count else "[dim]·[/dim]"


def _calibration(bins: tuple[Bin, ...]) -> Table:
    """Return a row for each bin that has answers."""
    table = Table(
        title="\nHow often answers of each confidence were right",
        title_justify="left",
        box=None,
        pad_edge=False,
    )
    for heading in ("confidence, %", "answers", "mean confidence, %", "right, %"):
        table.add_column(heading, justify="right")
    for band in bins:
        if band.count:
            table.add_row(
                f"{100 * band.low:.1f} to {100 * band.high:5.1f}",
                f"{band.count:,}",
                f"{100 * band.confidence:.2f}",
                f"{100 * band.accuracy:.2f}",
            )
    return table
