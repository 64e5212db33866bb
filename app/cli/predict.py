"""`inkling predict`: classify image files."""

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app import registry, settings
from app.cli import numbers, scoring
from app.cli.image_files import content
from app.cli.learnt_versions import load_default, load_version
from app.cli.options import AsJson
from app.cli.scoring import Engine
from app.http.problems import Problem
from app.parsing import images
from app.prediction.predict import PredictionResult
from app.prediction.predict import predict as predict_drawings
from app.scoring.picture import error_message
from app.scoring.scorer import Scorer
from app.scoring.workers import MAX_WORKERS
from app.settings import Settings
from model.numbers.separators import parse_separators
from model.serialization import model_file
from model.serialization.model_file import Model


class IncludedField(StrEnum):
    """An optional field of numbers."""

    INPUT = "input"
    CUTS = "cuts"


@dataclass(frozen=True)
class Outcome:
    """Prediction for one file, or the error that prevented it."""

    file: Path
    result: PredictionResult | None = None
    error: str | None = None


def predict(
    sources: Annotated[
        list[Path],
        typer.Argument(
            metavar="SOURCE",
            help="Images, each of one digit; - reads one from standard input. With --output also "
            "folders, glob patterns, tar archives, and Parquet files with a column of images.",
        ),
    ],
    model: Annotated[
        str | None, typer.Option(help="Name of the model.", show_default="that of the service")
    ] = None,
    whole_numbers: Annotated[
        bool, typer.Option("--numbers", help="Read whole numbers, several of a page as well.")
    ] = False,
    include: Annotated[
        list[IncludedField] | None,
        typer.Option(
            help="With --numbers --json, more fields: input, the network's input of each digit; "
            "cuts, how the ink was divided, with all candidates for digits. May be repeated.",
            show_default=False,
        ),
    ] = None,
    separators: Annotated[
        str | None,
        typer.Option(
            help="With --numbers, marks to read between digits, such as '.,-/:' or only some of "
            "them.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    output: Annotated[
        Path | None,
        typer.Option(
            help="Write a row for each picture to this .csv, .jsonl or .parquet file; if it is "
            "interrupted, the same command goes on."
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1, max=MAX_WORKERS, help="With --output: processes.", show_default="all cores"
        ),
    ] = None,
    engine: Annotated[
        Engine,
        typer.Option(
            "--on",
            help="With --output: the processes of this machine, or of Ray, on the cluster of "
            "RAY_ADDRESS or else on this machine.",
        ),
    ] = Engine.LOCAL,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="With --output: replace a file that exists.")
    ] = False,
) -> None:
    """Predict the digit in each image file: PNG, JPEG, WebP, GIF or BMP.

    With --numbers, the numbers in each, several on a page as well. Without --model, the model that
    the service answers with: that of `inkling learn --use`, or else the base model.

    If a file cannot be read, its error is listed, the others are still classified, and the exit
    status is 1.
    """
    needing_output = {
        "--workers": workers is not None,
        "--on": engine is not Engine.LOCAL,
        "--overwrite": overwrite,
    }
    for option, is_used in needing_output.items():
        if is_used and output is None:
            raise ValueError(f"{option}: requires --output")
    if output is not None and as_json:
        raise ValueError("--json: not allowed with --output, whose suffix decides the format")
    if include and not (whole_numbers and as_json):
        raise ValueError("--include: requires --numbers and --json")
    named = "" if separators is None else _parse_separators(separators, whole_numbers)
    configured, loaded = _load(model)
    if output is not None:
        scorer = Scorer(loaded, configured.max_pixels, whole_numbers, separators=named)
        scoring.score_to_file(scorer, sources, output, workers, overwrite, engine)
        return
    if whole_numbers:
        numbers.print_numbers(
            loaded, sources, configured.max_pixels, as_json, frozenset(include or ()), named
        )
        return
    outcomes = [_outcome(loaded, file, configured.max_pixels) for file in sources]
    if as_json:
        typer.echo(json.dumps([_as_json(loaded, outcome) for outcome in outcomes], indent=2))
    else:
        _print_table(outcomes)
    if any(outcome.error for outcome in outcomes):
        raise typer.Exit(1)


def _parse_separators(text: str, whole_numbers: bool) -> str:
    if not whole_numbers:
        raise ValueError("--separators: requires --numbers")
    try:
        return parse_separators(text)
    except ValueError as error:
        raise ValueError(f"--separators: {error}") from error


def _load(name: str | None) -> tuple[Settings, Model]:
    configured = settings.from_environment()
    if name is None:
        return configured, load_default(configured)
    if name not in model_file.list_models(configured.weights_dir):
        version = load_version(name, configured)
        if version is not None:
            return configured, version
    configured = settings.from_environment(model=name)
    return configured, registry.load(configured).get(None)


def _outcome(model: Model, file: Path, max_pixels: int) -> Outcome:
    try:
        drawing = images.parse(content(file), (str(file),), max_pixels)
        [result] = predict_drawings(model, [drawing])
    except (OSError, Problem) as error:
        return Outcome(file, error=error_message(error))
    return Outcome(file, result)


def _as_json(model: Model, outcome: Outcome) -> dict[str, Any]:
    if outcome.result is None:
        return {"file": str(outcome.file), "error": outcome.error}
    return {
        "file": str(outcome.file),
        "digit": outcome.result.digit,
        "confidence": outcome.result.confidence,
        "probabilities": outcome.result.probabilities,
        "certain": outcome.result.certain,
        "digits_found": outcome.result.digits_found,
        "model": {"name": model.name, "version": model.version},
    }


def _print_table(outcomes: list[Outcome]) -> None:
    table = Table(box=None, pad_edge=False)
    for title in ("file", "digit", "confidence", ""):
        table.add_column(title, justify="right" if title == "confidence" else "left")
    for outcome in outcomes:
        name = Text(str(outcome.file))
        if outcome.result is None:
            table.add_row(name, "-", "-", Text(outcome.error or "", style="red"))
        else:
            result = outcome.result
            if result.digit is None or result.confidence is None:
                table.add_row(name, "-", "-", f"{result.digits_found} digits found")
                continue
            note = "" if result.certain else "uncertain"
            table.add_row(name, str(result.digit), f"{100 * result.confidence:.1f} %", note)
    Console().print(table)
