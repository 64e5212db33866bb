"""`inkling predict --numbers`: read whole numbers from image files."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.cli.image_files import content
from app.http.problems import Problem
from app.numbers.recognition import recognize_numbers
from app.numbers.schemas import to_document
from app.parsing import images
from app.scoring.picture import error_message
from model.serialization.model_file import Model


def print_numbers(
    model: Model,
    files: Sequence[Path],
    max_pixels: int,
    as_json: bool,
    included: frozenset[str],
    separators: str,
) -> None:
    """Print the numbers of each file, or why it could not be read.

    `included` are optional fields of the JSON, as of POST /numbers; `separators` are read between
    digits.

    Raises
    ------
    typer.Exit
        With status 1 if a file could not be read; the others are printed as well.
    """
    outcomes = [_outcome(model, file, max_pixels, included, separators) for file in files]
    if as_json:
        typer.echo(json.dumps(outcomes, indent=2))
    else:
        _print_table(outcomes)
    if any("error" in outcome for outcome in outcomes):
        raise typer.Exit(1)


def _outcome(
    model: Model, file: Path, max_pixels: int, included: frozenset[str], separators: str
) -> dict[str, Any]:
    try:
        drawing = images.parse(content(file), (str(file),), max_pixels)
        numbers = recognize_numbers(
            model, drawing, separators=separators, with_segmentation="cuts" in included
        )
        if separators:
            included |= {"separators"}
        return {"file": str(file), **to_document(model, numbers, included)}
    except (OSError, Problem) as error:
        return {"file": str(file), "error": error_message(error)}


def _print_table(outcomes: Sequence[dict[str, Any]]) -> None:
    table = Table(box=None, pad_edge=False)
    for title in ("file", "number", "confidence", ""):
        table.add_column(title, justify="right" if title == "confidence" else "left")
    for outcome in outcomes:
        name = Text(outcome["file"])
        if "error" in outcome:
            table.add_row(name, "-", "-", Text(outcome["error"], style="red"))
            continue
        for number in outcome["numbers"]:
            note = "" if number["certain"] else "uncertain"
            table.add_row(name, number["number"], f"{100 * number['confidence']:.1f} %", note)
    Console().print(table)
