"""Tables of metrics on the terminal, none wider than 80 columns."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from model.evaluation.evaluate import EvaluationResult
from model.evaluation.report_numbers import NumberCounts, NumbersResult
from model.evaluation.report_scenes import SceneResult
from model.evaluation.report_schema import EvaluatedSet, RejectionResult
from model.evaluation.sets import DIGIT_SETS
from model.evaluation.unseen_groups import UnseenGroup
from model.metrics import Scores
from model.reliability import Bin

MAX_SETS_PER_TABLE = 9
MAX_LETTERS = 8


def print_evaluation(console: Console, title: str, result: EvaluationResult) -> None:
    """Print the metrics, the groups, the confusion matrix and the calibration."""
    scores = result.scores
    certain = "" if scores.certain is None else f", {percent(scores.certain)} certain"
    part = f" {result.split}" if result.split else ""
    console.print(f"[bold]{title}[/bold] on {result.dataset}{part}", highlight=False)
    console.print(
        f"accuracy {percent(scores.accuracy)} of {scores.count:,}, loss {scores.loss:.4f}, "
        f"calibration error {percent(scores.ece)}{certain}",
        highlight=False,
    )
    if result.groups:
        console.print(_sets(result))
        names = list(result.groups["set"])
        for start in range(0, len(names), MAX_SETS_PER_TABLE):
            if result.writers_by_set:
                console.print(_writers(result, names[start : start + MAX_SETS_PER_TABLE]))
    console.print(_confusion(scores))
    console.print(_calibration(scores.calibration))


def print_sets(console: Console, title: str, sets: Sequence[EvaluatedSet]) -> None:
    """Print one row for each set of a report."""
    table = _table(title, "set", "part", "drawings", "accuracy", "loss", "ECE")
    for evaluated in sets:
        table.add_row(
            evaluated.title,
            evaluated.part,
            f"{evaluated.count:,}",
            percent(evaluated.accuracy),
            f"{evaluated.loss:.4f}",
            percent(evaluated.ece),
        )
    console.print(table)


def print_rejection(console: Console, title: str, results: Sequence[RejectionResult]) -> None:
    """Print rejection rate, AUROC and false-accept rate of each set."""
    headings = ("drawings", "uncertain", "AUROC", "accepted\nat 95 %", "letters\nmostly accepted")
    table = _table(title, "\nset", *headings)
    for result in results:
        accepted = [letter for letter, kind in result.kinds.items() if kind.uncertain < 0.5]
        ellipsis = " ..." if len(accepted) > MAX_LETTERS else ""
        letters = " ".join(accepted[:MAX_LETTERS]) + ellipsis
        auroc = "" if result.auroc is None else f"{result.auroc:.4f}"
        rate = "" if result.false_accept_rate is None else percent(result.false_accept_rate)
        uncertain = percent(result.uncertain)
        table.add_row(result.title, f"{result.count:,}", uncertain, auroc, rate, letters)
    console.print(table)


def print_scenes(console: Console, title: str, results: Sequence[SceneResult]) -> None:
    """Print the scores of each scene."""
    headings = ("pictures", "correct\nas drawn", "correct", "certain\nerrors", "uncertain")
    table = _table(title, "\nscene", *headings)
    for result in results:
        table.add_row(
            result.title,
            f"{result.count:,}",
            percent(result.as_drawn.correct / result.count),
            percent(result.correct / result.count),
            percent(result.certain_errors / result.count),
            percent(result.uncertain / result.count),
        )
    console.print(table)


def print_numbers(console: Console, title: str, results: Sequence[NumbersResult]) -> None:
    """Print the scores of each set of numbers, and of each data set within it."""
    headings = (
        "numbers",
        "right",
        "95 %\ninterval",
        "certain\nerrors",
        "uncertain",
        "right\nlength",
        "ECE",
    )
    table = _table(title, "\nset", *headings)
    for column in table.columns[1:]:
        column.no_wrap = True
    for result in results:
        right_length = f"{100 * result.right_length / result.count:.1f}"
        _add_numbers_row(table, result.title, result, right_length, f"{100 * result.ece:.1f}")
        for source, counts in result.sources.items():
            _add_numbers_row(table, f"  {source}", counts, "", "")
    console.print(table)


def _add_numbers_row(
    table: Table, title: str, counts: NumberCounts, right_length: str, ece: str
) -> None:
    low, high = counts.interval
    table.add_row(
        title,
        f"{counts.count:,}",
        f"{100 * counts.accuracy:.1f}",
        f"{100 * low:.1f} to {100 * high:.1f}",
        f"{100 * counts.certain_errors / counts.count:.1f}",
        f"{100 * counts.uncertain / counts.count:.1f}",
        right_length,
        ece,
    )


def print_groups(console: Console, title: str, by: str, results: Sequence[UnseenGroup]) -> None:
    """Print the counts of each group, with the interval of its accuracy."""
    headings = ("digits", "accuracy,\n%", "95 %\ninterval", "certain\nerrors, %", "uncertain,\n%")
    table = _table(title, f"\n{by}", *headings)
    for column in table.columns[1:]:
        column.no_wrap = True
    table.columns[0].overflow = "fold"
    for result in results:
        low, high = result.interval
        table.add_row(
            result.group,
            f"{result.count:,}",
            f"{100 * result.accuracy:.1f}",
            f"{100 * low:.1f} to {100 * high:.1f}",
            f"{100 * result.wrong_but_certain / result.count:.1f}",
            f"{100 * result.uncertain / result.count:.1f}",
        )
    console.print(table)


def _table(title: str, first: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column(first)
    for heading in headings:
        table.add_column(heading, justify="right")
    return table


def _sets(result: EvaluationResult) -> Table:
    table = _table("\nBy set", "set", "drawings", "accuracy", "loss", "ECE")
    for name, scores in result.groups["set"].items():
        accuracy, loss, ece = percent(scores.accuracy), f"{scores.loss:.4f}", percent(scores.ece)
        table.add_row(DIGIT_SETS[name].title, f"{scores.count:,}", accuracy, loss, ece)
    return table


def _writers(result: EvaluationResult, names: list[str]) -> Table:
    """Return a row for each writer, with a column for each named set and one for all sets."""
    headings = [name.replace("_", "\n") for name in names]
    table = _table("\nAccuracy by writer, %", "writer", *headings, "all")
    for writer, by_set in result.writers_by_set.items():
        cells = [f"{100 * by_set[name].accuracy:.1f}" for name in names]
        over_all_sets = result.groups["writer"][writer].accuracy
        table.add_row(writer, *cells, f"{100 * over_all_sets:.1f}")
    return table


def percent(share: float) -> str:
    """Return a share in percent with two decimals."""
    return f"{100 * share:.2f} %"


def _confusion(scores: Scores) -> Table:
    """Return a row for each label, with its recall, and a last row with the precision."""
    table = _table(
        "\nConfusion matrix: labels down, predictions across", "", *map(str, range(10)), "recall"
    )
    for label, row in enumerate(scores.confusion.tolist()):
        cells = [_cell(count, label == digit) for digit, count in enumerate(row)]
        recall = f"{100 * scores.recall[label]:.2f}" if sum(row) else "-"
        table.add_row(f"[bold]{label}[/bold]", *cells, recall)
    predicted = scores.confusion.sum(axis=0)  # over the labels
    precision = [
        f"{100 * share:.3g}" if count else "-"
        for share, count in zip(scores.precision, predicted, strict=True)
    ]
    table.add_row("precision", *precision, "%")
    return table


def _cell(count: int, is_correct: bool) -> str:
    if is_correct:
        return f"[green]{count}[/green]"
    return f"[red]{count}[/red]" if count else "[dim]·[/dim]"


def _calibration(bins: tuple[Bin, ...]) -> Table:
    """Return a row for each bin that has predictions."""
    table = _table(
        "\nCalibration: accuracy by confidence",
        "confidence, %",
        "predictions",
        "mean confidence, %",
        "accuracy, %",
    )
    for bin_ in bins:
        if bin_.count:
            table.add_row(
                f"{100 * bin_.low:4.1f} to {100 * bin_.high:5.1f}",
                f"{bin_.count:,}",
                f"{100 * bin_.confidence:.2f}",
                f"{100 * bin_.accuracy:.2f}",
            )
    return table
