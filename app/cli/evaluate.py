"""`inkling evaluate`: score a model, write its report, or write the model card."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.cli.tables import print_assessment, print_doubts, print_sets
from model.evaluation import evaluate as assessment
from model.evaluation import model_card, rejection, report
from model.evaluation.sets import Part
from model.evaluation.sets.labelled import EvaluationDataError
from model.serialization import model_file
from model.serialization.model_file import Model

DEFAULT_MODEL = "seed"

NO_DIGITS = "no-digits"
"""What --on calls the sets of what is no digit."""


def evaluate(
    model: Annotated[
        str | None, typer.Option(help="Name of a model that ships.", show_default=DEFAULT_MODEL)
    ] = None,
    weights_file: Annotated[
        Path | None, typer.Option("--weights", help="A .safetensors file instead of a name.")
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            metavar="mnist|pendigits|no-digits|DIR|FILE.npz",
            help="MNIST; pen strokes of unseen writers; letters, scribbles and the like; folders 0 "
            "to 9 of pictures; or arrays images and labels.",
            show_default="mnist",
        ),
    ] = None,
    part: Annotated[
        Part | None,
        typer.Option(
            help="Of MNIST: the test images, or those held out from the model's training. A "
            "report has the latter, and the former too if asked for.",
            show_default="test; validation for --report",
        ),
    ] = None,
    data_dir: Annotated[
        Path | None, typer.Option(envvar="INKLING_DATA_DIR", help="Where the data sets are.")
    ] = None,
    write_report: Annotated[
        bool,
        typer.Option("--report", help="Judge on every set, and write what the report page shows."),
    ] = False,
    summary: Annotated[
        bool, typer.Option("--brief", help="With --report: scores only, no single drawings.")
    ] = False,
    write_card: Annotated[
        bool, typer.Option("--card", help="Write the model card from the reports that ship.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option(help="Where --report or --card writes to.", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Score a model: accuracy, loss, precision, recall, confusion and calibration.

    Without options: seed on MNIST's test images. A drawing that cannot be read is named, and the
    others count. With --on pendigits also by writer and width of the pen. With --on no-digits: how
    many drawings that are no digit, and how many digits, are called uncertain.
    """
    if model and weights_file:
        raise typer.BadParameter("expected --model or --weights, got both")
    if sum((write_report, write_card, on is not None)) > 1:
        raise typer.BadParameter("expected one of --on, --report and --card, got several")
    if write_card:
        target = output or model_card.PATH
        model_card.write(target)
        typer.echo(f"The model card is {target}")
        return
    chosen = model_file.load(weights_file or model_file.locate(model or DEFAULT_MODEL))
    if write_report:
        target = output or _report_path(chosen, weights_file)
        _report(chosen, part or "validation", data_dir, target, summary, as_json)
    elif on == NO_DIGITS:
        if part == "test":
            raise EvaluationDataError(
                f"expected --part {part} with mnist, got it with {on}, which has no such part"
            )
        _doubts(chosen, data_dir, as_json)
    else:
        _assess(chosen, on or "mnist", part, data_dir, as_json)


def _doubts(model: Model, data_dir: Path | None, as_json: bool) -> None:
    with _drawing_bar() as progress:
        no_digits = [d.to_json() for d in rejection.judge_all(model, data_dir, progress)]
        digits = [d.to_json() for d in rejection.doubted_digits(model, data_dir, progress)]
    if as_json:
        named = {"name": model.name, "version": model.version}
        found = {"model": named, "on": NO_DIGITS, "no_digits": no_digits, "digits": digits}
        typer.echo(json.dumps(found, indent=2))
    else:
        print_doubts(Console(), f"{model.name} {model.version}", [*no_digits, *digits])


def _assess(model: Model, on: str, part: Part | None, data_dir: Path | None, as_json: bool) -> None:
    with _drawing_bar() as progress:
        result = assessment.assess(model, on, part, data_dir, progress)
    for problem in result.problems:
        typer.secho(f"left out: {problem.file}: {problem.reason}", fg="yellow", err=True)
    if as_json:
        named = {"name": model.name, "version": model.version}
        typer.echo(json.dumps({"model": named, **result.to_json()}, indent=2))
    else:
        print_assessment(Console(), f"{model.name} {model.version}", result)


def _report(
    model: Model, part: Part, data_dir: Path | None, target: Path, brief: bool, as_json: bool
) -> None:
    today = datetime.now(UTC).date()
    with _drawing_bar() as progress:
        built = report.build(model, part, today, data_dir, progress)
    kept = report.brief(built) if brief else built
    report.write(target, kept)
    if as_json:
        typer.echo(json.dumps(kept))
    else:
        print_sets(Console(), f"{model.name} {model.version}", kept["sets"])
        if kept["no_digits"]:
            print_doubts(Console(), "\nWhat is no digit", kept["no_digits"])
        typer.echo(f"The report is {target}")


def _report_path(model: Model, weights_file: Path | None) -> Path:
    """Return the place of a report: a file of the user's gets it beside, the rest ships."""
    if weights_file:
        return weights_file.with_suffix(".report.json")
    return report.FOLDER / f"{model.name}.json"


@contextmanager
def _drawing_bar() -> Iterator[assessment.Report]:
    """Give what draws sets as `progress`: one bar on stderr, gone in the end."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=None, visible=False)

        def told(title: str, done: int, total: int) -> None:
            bar.update(
                task, description=f"Drawing: {title}", completed=done, total=total, visible=True
            )

        yield told
