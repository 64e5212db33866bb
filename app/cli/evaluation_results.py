"""Evaluations of `inkling evaluate` on a data set or by groups, printed as tables or as JSON."""

import json
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from app.cli.progress import rendering_bar
from app.cli.tables import (
    print_evaluation,
    print_groups,
    print_numbers,
    print_rejection,
    print_scenes,
)
from model.evaluation import evaluate as evaluation
from model.evaluation import groups, rejection, scenes
from model.evaluation.groups import By
from model.evaluation.numbers import evaluate_numbers
from model.evaluation.sets import Split
from model.serialization.model_file import Model

NON_DIGITS = "no-digits"
"""Value of --on for the sets of non-digits."""

SCENES = "scenes"
"""Value of --on for the constructed scenes."""

NUMBERS = "numbers"
"""Value of --on for whole numbers."""


def _evaluate_rejection(model: Model, data_dir: Path | None, as_json: bool) -> None:
    with rendering_bar() as progress:
        digits, scores = rejection.digit_rejection_rates(model, data_dir, progress)
        non_digits = rejection.evaluate_all(model, data_dir, progress, digit_scores=scores)
    if as_json:
        _print_json(
            model,
            on=NON_DIGITS,
            no_digits=[result.to_json() for result in non_digits],
            digits=[result.to_json() for result in digits],
        )
    else:
        print_rejection(Console(), _title(model), [*non_digits, *digits])


def _evaluate_scenes(model: Model, data_dir: Path | None, as_json: bool) -> None:
    with rendering_bar() as progress:
        results = scenes.evaluate_scenes(model, data_dir, progress)
    if as_json:
        entries = [result.model_dump(exclude={"examples"}) for result in results]
        _print_json(model, on=SCENES, scenes=entries)
    else:
        print_scenes(Console(), _title(model), results)


def _evaluate_numbers(model: Model, data_dir: Path | None, as_json: bool) -> None:
    with rendering_bar() as progress:
        results = evaluate_numbers(model, data_dir, progress)
    if as_json:
        entries = [
            {
                **result.model_dump(exclude={"mistakes"}),
                "accuracy": result.accuracy,
                "interval": result.interval,
            }
            for result in results
        ]
        _print_json(model, on=NUMBERS, numbers=entries)
    else:
        print_numbers(Console(), _title(model), results)


_OTHER_SETS = {
    NON_DIGITS: _evaluate_rejection,
    SCENES: _evaluate_scenes,
    NUMBERS: _evaluate_numbers,
}


def evaluate_on(
    model: Model, dataset: str, part: Split | None, data_dir: Path | None, as_json: bool
) -> None:
    """Evaluate a model on one data set, and print the result.

    Parameters
    ----------
    model : Model
    dataset : str
        Value of --on.
    part : str or None
    data_dir : Path or None
    as_json : bool
    """
    if evaluate_drawings := _OTHER_SETS.get(dataset):
        evaluate_drawings(model, data_dir, as_json)
        return
    with rendering_bar() as progress:
        result = evaluation.evaluate(model, dataset, part, data_dir, progress)
    for skipped in result.skipped:
        typer.secho(f"skipped {skipped.file}: {skipped.reason}", fg="yellow", err=True)
    if as_json:
        _print_json(model, **result.to_json())
    else:
        print_evaluation(Console(), _title(model), result)


def evaluate_by(
    model: Model, by: By, dataset: str | None, data_dir: Path | None, as_json: bool
) -> None:
    """Evaluate a model by writer, data set or kind of picture, and print the groups."""
    with rendering_bar() as progress:
        results = groups.evaluate_by(model, by, dataset, data_dir, progress, warn_left_out)
    if as_json:
        entries = [
            {
                **vars(result),
                "accuracy": result.accuracy,
                "interval": result.interval,
            }
            for result in results
        ]
        _print_json(model, by=by, groups=entries)
    else:
        print_groups(Console(), _title(model), by, results)


def warn_left_out(reason: str) -> None:
    """Print why a set is left out."""
    typer.secho(f"left out {reason}", fg="yellow", err=True)


def _title(model: Model) -> str:
    return f"{model.name} {model.version}"


def _print_json(model: Model, **fields: Any) -> None:
    identity = {"name": model.name, "version": model.version}
    typer.echo(json.dumps({"model": identity, **fields}, indent=2))
