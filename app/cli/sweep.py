"""`inkling sweep`: many settings of a recipe, each with several seeds, on Ray Tune."""

import json
import shutil
from pathlib import Path
from time import monotonic
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from app import extras
from app.cli import run_folder
from app.cli.option_errors import expect_writable, named
from app.cli.options import DataDir
from app.cli.progress import download_bar
from app.cli.train import INTERRUPTED
from app.sweep import results
from app.sweep.schemas import LEFT_OUT, RAY_FOLDER, RESULT_FILE, SweepResult
from app.sweep.spec import SweepError, SweepSpec, load_spec
from app.sweep.trials import Trial, expand
from model.serialization import atomic_write
from model.training.training_data import fetch

PLAN_FILE = "plan.json"
"""Trials that the sweep in a folder began with; `--resume` continues no others. And its
`--concurrency`, which Ray keeps."""

CONCURRENCY = "concurrency"

TABLE_FILE = "trials.csv"
WINNER_FILE = "winner.toml"
MAX_SETTINGS_SHOWN = 10


def sweep(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A TOML file with a recipe, a space, seeds and a budget; see docs/scale.md.",
            exists=True,
            dir_okay=False,
            show_default=False,
        ),
    ],
    output: Annotated[
        Path | None, typer.Option(help="Output folder. Default: runs/ and the name of the file.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue the sweep in the folder after it was killed.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Discard the sweep in the folder and start anew.")
    ] = False,
    concurrency: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Maximum number of trials at a time. Default: one a core. "
            "With --resume at most that of the start.",
        ),
    ] = None,
    data_dir: DataDir = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only print the settings of all trials.")
    ] = False,
) -> None:
    """Train many settings of a recipe with several seeds, and rank them by validation accuracy.

    Trials run on Ray Tune, on this machine or on the cluster at RAY_ADDRESS; those that are behind
    are stopped early. The output folder receives sweep.json, trials.csv and winner.toml, the recipe
    of the best setting, for `inkling train --recipe`. Needs the extra `scale` of the package.
    """
    if resume and overwrite:
        raise typer.BadParameter("--resume and --overwrite exclude each other")
    try:
        spec = load_spec(file)
        trials = expand(spec)
    except SweepError as error:
        raise typer.BadParameter(str(error), param_hint="FILE") from error
    if dry_run:
        for trial in trials:
            typer.echo(f"{trial.number}: {_describe(trial.values)}, seed {trial.recipe.seed}")
        return
    folder = output or Path("runs") / file.stem
    plan = _plan(spec, trials)
    if resume:
        with named("--resume"):
            first_concurrency = _expect_plan(folder, plan)
        with named("--concurrency"):
            _expect_concurrency(concurrency, first_concurrency)
    expect_writable(folder / PLAN_FILE, output)
    extras.require("scale", "A sweep")
    with run_folder.locked(folder):
        with download_bar() as downloading:
            for recipe in {tuple(t.recipe.sources): t.recipe for t in trials}.values():
                fetch(recipe, data_dir, downloading)
        if not resume:
            _start(folder, plan, concurrency, overwrite)
        from app.sweep.ray_tune import run_trials  # noqa: PLC0415  # needs the extra

        began = monotonic()
        trial_results = run_trials(
            trials, spec.metric, spec.budget, folder, data_dir, concurrency, resume
        )
        result = results.summarize(spec.recipe, spec.metric, trial_results)
        _write(folder, result, trials)
    _print(result, folder)
    if any(trial.state == "unfinished" for trial in result.trials):
        hours = spec.budget.hours
        if hours is None or monotonic() - began < hours * 3600:
            raise typer.Exit(INTERRUPTED)
    if any(trial.state == "failed" for trial in result.trials):
        raise typer.Exit(1)


def _describe(values: dict[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items()) or "the recipe"


def _plan(spec: SweepSpec, trials: list[Trial]) -> dict[str, Any]:
    recipes = [trial.recipe.to_json() for trial in trials]
    plan = {"metric": spec.metric, "budget": spec.budget.model_dump(), "recipes": recipes}
    if LEFT_OUT in spec.space:  # which is in no recipe
        plan[LEFT_OUT] = [list(trial.values[LEFT_OUT]) for trial in trials]
    return plan


def _expect_plan(folder: Path, plan: dict[str, Any]) -> int | None:
    """Check that the sweep in a folder began with a plan; return the concurrency it began with."""
    path = folder / PLAN_FILE
    if not path.is_file():
        raise SweepError(f"expected a folder with a sweep, got {folder}")
    try:
        stored = json.loads(path.read_bytes())
    except ValueError:  # not JSON, so not written by a sweep
        stored = None
    first_concurrency = stored.pop(CONCURRENCY, None) if isinstance(stored, dict) else None
    if stored != plan:
        raise SweepError(
            f"expected the sweep that {folder} began with, got another; "
            "choose another folder with --output, or discard it with --overwrite"
        )
    return first_concurrency


def _expect_concurrency(concurrency: int | None, first: int | None) -> None:
    if concurrency is not None and first is not None and concurrency > first:
        raise SweepError(
            f"expected at most {first}, with which the sweep began and which Ray keeps, "
            f"got {concurrency}"
        )


def _start(folder: Path, plan: dict[str, Any], concurrency: int | None, overwrite: bool) -> None:
    """Write the plan to a folder without a sweep, or whose sweep ended before Ray started."""
    if (folder / RAY_FOLDER).exists() or (folder / RESULT_FILE).exists():
        if not overwrite:
            raise SweepError(
                f"{folder} already contains a sweep; continue it with --resume, discard it with "
                "--overwrite, or choose another folder with --output"
            )
        shutil.rmtree(folder / RAY_FOLDER, ignore_errors=True)
        for name in (RESULT_FILE, TABLE_FILE, WINNER_FILE):
            (folder / name).unlink(missing_ok=True)
    text = json.dumps({**plan, CONCURRENCY: concurrency}, indent=1) + "\n"
    atomic_write.write(folder / PLAN_FILE, text.encode())


def _write(folder: Path, result: SweepResult, trials: list[Trial]) -> None:
    atomic_write.write(folder / RESULT_FILE, (result.model_dump_json(indent=1) + "\n").encode())
    atomic_write.write(folder / TABLE_FILE, results.to_csv(result).encode())
    winner = results.winner_recipe(result, trials)
    if winner:
        atomic_write.write(folder / WINNER_FILE, winner.encode())


def _print(result: SweepResult, folder: Path) -> None:
    is_folds = result.is_cross_validation
    title = "Accuracy on left-out groups" if is_folds else f"Accuracy: {result.metric}"
    table = Table("setting", "finished", "mean, %", "deviation", title=title)
    for setting in result.settings[:MAX_SETTINGS_SHOWN]:
        table.add_row(
            _describe(setting.values),
            f"{setting.finished} of {setting.seeds}",
            "" if setting.mean is None else f"{100 * setting.mean:.2f}",
            "" if setting.deviation is None else f"{100 * setting.deviation:.2f}",
        )
    if is_folds and result.accuracy is not None:
        deviation = "" if result.deviation is None else f"{100 * result.deviation:.2f}"
        table.add_row("mean over the folds", "", f"{100 * result.accuracy:.2f}", deviation)
    Console().print(table)
    typer.echo(f"{RESULT_FILE}, {TABLE_FILE}: {folder}")
    if result.winner:
        typer.echo(f"To train the best setting: inkling train --recipe {folder / WINNER_FILE}")
    for trial in result.trials:
        if trial.state in ("failed", "diverged"):
            reason = trial.error or "its loss is far above that of guessing"
            typer.echo(f"Trial {trial.number} {trial.state}: {reason}", err=True)
    unfinished = sum(trial.state == "unfinished" for trial in result.trials)
    if unfinished:
        typer.echo(
            f"{unfinished} of {len(result.trials)} trials did not finish. Continue with the same "
            "command and --resume.",
            err=True,
        )
