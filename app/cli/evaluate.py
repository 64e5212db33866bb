"""`inkling evaluate`: score a model, write its report, or write the model card."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app.cli.evaluation_results import evaluate_by, evaluate_on, warn_left_out
from app.cli.learnt_versions import load_model
from app.cli.option_errors import expect_writable, named
from app.cli.options import AsJson, DataDir
from app.cli.progress import rendering_bar
from app.cli.tables import print_rejection, print_sets
from model.evaluation import model_card, report
from model.evaluation.groups import By
from model.evaluation.sets import Split
from model.evaluation.sets.labelled import EvaluationDataError
from model.serialization import model_file
from model.serialization.model_file import Model

DEFAULT_MODEL = "seed"


def evaluate(
    model: Annotated[
        str | None, typer.Option(help="Name of a bundled model.", show_default=DEFAULT_MODEL)
    ] = None,
    weights_file: Annotated[
        Path | None,
        typer.Option("--weights", help="A .safetensors file instead of a bundled model."),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            metavar="mnist|pendigits|unipen|webdigits|fonts|scenes|no-digits|numbers|DIR|FILE.npz",
            help="MNIST; pen strokes of held-out writers of two data sets; drawings on a web page; "
            "printed digits; pen strokes among boxes, lines, rims and other ink; letters, "
            "scribbles and other non-digits; whole "
            "numbers; a folder with folders 0 to 9 of images; or an archive "
            "of arrays images and labels.",
            show_default="mnist",
        ),
    ] = None,
    by: Annotated[
        By | None,
        typer.Option(
            help="Print accuracy, wrong but certain and uncertain answers by writer, by data set "
            "or by kind of picture, with 95 % intervals; of all held-out digits, or of the data "
            "set that --on names. Each digit counts once."
        ),
    ] = None,
    part: Annotated[
        Split | None,
        typer.Option(
            help="Part of MNIST: the test images, or those held out from the model's training. Of "
            "other data sets, only digits held out from training are used, which is validation. A "
            "report always has those of MNIST held out; with --part test it has both.",
            show_default="test; validation for --report",
        ),
    ] = None,
    data_dir: DataDir = None,
    write_report: Annotated[
        bool,
        typer.Option(
            "--report", help="Evaluate on every set and write the report that the page shows."
        ),
    ] = False,
    summary: Annotated[
        bool,
        typer.Option(
            "--brief", help="With --report: metrics only, without references to drawings."
        ),
    ] = False,
    write_card: Annotated[
        bool, typer.Option("--card", help="Write the model card from the bundled reports.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option(help="File that --report or --card writes.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Evaluate a model: accuracy, loss, precision, recall, confusion matrix and calibration.

    Without options: the model seed on MNIST's test images. Images that cannot be read are listed
    and skipped. With --on pendigits, results are also broken down by writer and stroke width; with
    --by, those on all held-out digits. With --on no-digits: rejection rates of non-digits and of
    digits. With --on scenes: the share of correct, of certain but wrong, and of uncertain answers
    for each kind of picture. With --on numbers: the share of whole numbers that are right.
    """
    if model and weights_file:
        raise typer.BadParameter("--model and --weights exclude each other")
    if sum((write_report, write_card, on is not None)) > 1:
        raise typer.BadParameter("--on, --report and --card exclude each other")
    if by and (write_report or write_card or part == "test"):
        raise typer.BadParameter("--by excludes --report, --card and --part test")
    if part == "test" and on not in {None, "mnist"}:
        raise typer.BadParameter(
            f"--part test and --on {on} exclude each other: it has no such part"
        )
    if summary and not write_report:
        raise typer.BadParameter("--brief needs --report")
    if output is not None and not (write_report or write_card):
        raise typer.BadParameter("--output needs --report or --card")
    if write_card:
        path = output or model_card.PATH
        expect_writable(path, output)
        model_card.write(path)
        typer.echo(f"Wrote the model card to {path}")
        return
    with named("--weights" if weights_file else "--model", weights_file or model):
        loaded = (
            model_file.load(weights_file) if weights_file else load_model(model or DEFAULT_MODEL)
        )
    if write_report:
        path = output or _report_path(loaded, weights_file)
        expect_writable(path, output)
        _write_report(loaded, part or "validation", data_dir, path, summary, as_json)
        return
    with named("--on", on):
        if by:
            evaluate_by(loaded, by, on, data_dir, as_json)
        else:
            evaluate_on(loaded, on or "mnist", part, data_dir, as_json)


def _write_report(
    model: Model, part: Split, data_dir: Path | None, path: Path, summary: bool, as_json: bool
) -> None:
    today = datetime.now(UTC).date()
    with rendering_bar() as progress:
        result = report.build(model, part, today, data_dir, progress, warn=warn_left_out)
    if summary:
        result = report.without_drawings(result)
    report.write(path, result)
    if as_json:
        typer.echo(json.dumps(result.to_json()))
    else:
        print_sets(Console(), f"{model.name} {model.version}", result.sets)
        if result.non_digits:
            print_rejection(Console(), "\nNon-digit inputs", result.non_digits)
        typer.echo(f"Wrote the report to {path}")


def _report_path(model: Model, weights_file: Path | None) -> Path:
    """Return the report's path: beside the user's weights file, or with the bundled reports.

    A bundled report is not replaced unless its path is given.
    """
    if weights_file:
        return weights_file.with_suffix(".report.json")
    path = report.FOLDER / f"{model.name}.json"
    if path.exists():
        raise EvaluationDataError(
            f"{path} is the report that ships; choose a file with --output, or that one to "
            "replace it"
        )
    return path
