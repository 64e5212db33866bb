"""Scores as tables on the terminal, none wider than 80 columns."""

from typing import Any

from rich.console import Console
from rich.table import Table

from model.evaluation.evaluate import Assessment
from model.evaluation.sets import SETS
from model.metrics import Evaluation
from model.reliability import Bin

_SETS_ABREAST = 9


def print_assessment(console: Console, title: str, assessment: Assessment) -> None:
    """Print the summary, the groups, the confusion matrix and the calibration."""
    scores = assessment.scores
    certain = "" if scores.certain is None else f", {percent(scores.certain)} called certain"
    part = f" {assessment.part}" if assessment.part else ""
    console.print(f"[bold]{title}[/bold] on {assessment.on}{part}", highlight=False)
    console.print(
        f"{percent(scores.accuracy)} of {scores.count:,} right, loss {scores.loss:.4f}, "
        f"calibration error {percent(scores.ece)}{certain}",
        highlight=False,
    )
    if assessment.groups:
        console.print(_sets(assessment))
        names = list(assessment.groups["set"])
        for start in range(0, len(names), _SETS_ABREAST):
            console.print(_writers(assessment, names[start : start + _SETS_ABREAST]))
    console.print(_confusion(scores))
    console.print(_calibration(scores.calibration))


def print_sets(console: Console, title: str, sets: list[dict[str, Any]]) -> None:
    """Print one row for each set of a report."""
    table = _table(title, "set", "part", "drawings", "right", "loss", "ECE")
    for each in sets:
        table.add_row(
            each["title"],
            each["part"],
            f"{each['count']:,}",
            percent(each["accuracy"]),
            f"{each['loss']:.4f}",
            percent(each["ece"]),
        )
    console.print(table)


def print_doubts(console: Console, title: str, doubts: list[dict[str, Any]]) -> None:
    """Print how many drawings of each set are called uncertain, as reports have it."""
    table = _table(title, "set", "drawings", "uncertain", "mostly taken for digits")
    for each in doubts:
        passing = [letter for letter, kind in each["kinds"].items() if kind["uncertain"] < 0.5]
        letters = " ".join(passing[:8]) + (" ..." if len(passing) > 8 else "")
        table.add_row(each["title"], f"{each['count']:,}", percent(each["uncertain"]), letters)
    console.print(table)


def _table(title: str, first: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column(first)
    for heading in headings:
        table.add_column(heading, justify="right")
    return table


def _sets(assessment: Assessment) -> Table:
    table = _table("\nBy drawing", "set", "drawings", "right", "loss", "ECE")
    for name, scores in assessment.groups["set"].items():
        loss, ece = f"{scores.loss:.4f}", percent(scores.ece)
        table.add_row(SETS[name].title, f"{scores.count:,}", percent(scores.accuracy), loss, ece)
    return table


def _writers(assessment: Assessment, names: list[str]) -> Table:
    """Return a row for each writer, a column for each of some sets and one for all there are."""
    headings = [name.replace("_", "\n") for name in names]
    table = _table("\nBy writer, % right", "writer", *headings, "all")
    for writer, by_set in assessment.writers_by_set.items():
        cells = [f"{100 * by_set[name].accuracy:.1f}" for name in names]
        everything = assessment.groups["writer"][writer].accuracy
        table.add_row(writer, *cells, f"{100 * everything:.1f}")
    return table


def percent(share: float) -> str:
    """Return a share as per cent with two decimals."""
    return f"{100 * share:.2f} %"


def _confusion(scores: Evaluation) -> Table:
    """Return a row for each label; below, the precision of each answer."""
    table = _table("\nLabels down, answers across", "", *map(str, range(10)), "recall")
    for label, row in enumerate(scores.confusion.tolist()):
        cells = [_cell(count, label == answer) for answer, count in enumerate(row)]
        recall = f"{100 * scores.recall[label]:.2f}" if sum(row) else "-"
        table.add_row(f"[bold]{label}[/bold]", *cells, recall)
    answered = scores.confusion.sum(axis=0)  # over the labels
    precision = [
        f"{100 * share:.3g}" if count else "-"
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
    table = _table(
        "\nHow often answers of each confidence were right",
        "confidence, %",
        "answers",
        "mean confidence, %",
        "right, %",
    )
    for band in bins:
        if band.count:
            table.add_row(
                f"{100 * band.low:4.1f} to {100 * band.high:5.1f}",
                f"{band.count:,}",
                f"{100 * band.confidence:.2f}",
                f"{100 * band.accuracy:.2f}",
            )
    return table
