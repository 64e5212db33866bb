"""`inkling train`: train a network, with checkpoints and resuming."""

import json
import re
import shlex
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from app.cli import run_folder
from app.cli.option_errors import expect_writable, named
from app.cli.options import DataDir
from app.cli.progress import download_bar, preparation_status, training_bar
from app.cli.training_checks import (
    expect_convergence,
    expect_different_answers,
    print_sanity_checks,
)
from model.initialization import InitScheme
from model.network import Weights
from model.optimizers import OptimizerName, ScheduleName
from model.serialization import model_file
from model.training import checkpoint as checkpoints
from model.training import loop
from model.training.recipe import Recipe, RecipeError, load_recipe
from model.training.sources import source_title
from model.training.teacher import load_teacher
from model.training.training_data import fetch, load

DEFAULT_RECIPE = "quick"

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it: 128 and the signal's number."""

_NAME = re.compile(r"\w[\w .-]{,99}")

_console = Console(stderr=True)


def train(
    recipe: Annotated[
        str | None,
        typer.Option(
            help="A bundled recipe (quick, seed, wide; default: quick) or a TOML file; options "
            "override it."
        ),
    ] = None,
    hidden: Annotated[
        str | None,
        typer.Option(help="Number of units of each hidden layer, such as 100,10; '' for none."),
    ] = None,
    epochs: Annotated[
        int | None, typer.Option(help="Number of passes over the training images.")
    ] = None,
    batch_size: Annotated[int | None, typer.Option(help="Images per gradient step.")] = None,
    learning_rate: Annotated[
        float | None, typer.Option(help="Peak learning rate, which the schedule reduces.")
    ] = None,
    schedule: Annotated[ScheduleName | None, typer.Option(help="Learning rate schedule.")] = None,
    optimizer: Annotated[
        OptimizerName | None,
        typer.Option(
            help="Optimizer; sgd is plain gradient descent, try it with --learning-rate 0.5."
        ),
    ] = None,
    initialization: Annotated[
        InitScheme | None,
        typer.Option("--initialization", "--initialisation", help="Weight initialization."),
    ] = None,
    weight_decay: Annotated[
        float | None,
        typer.Option(help="Weight decay, 0 to 1, such as 0.0001: pulls the weights towards 0."),
    ] = None,
    images: Annotated[
        int | None, typer.Option(help="Maximum number of MNIST images to train on; 0 for all.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Random seed; the same seed gives the same weights.")
    ] = None,
    validation_size: Annotated[
        int | None, typer.Option(help="Number of MNIST training images held out for validation.")
    ] = None,
    teacher: Annotated[
        str | None,
        typer.Option(
            help="A bundled model or a .safetensors file whose outputs are learned as well.",
            show_default="that of the recipe",
        ),
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(help="Name of the model. Default: the name of the recipe, or mine."),
    ] = None,
    output: Annotated[Path | None, typer.Option(help="Output folder. Default: runs/NAME.")] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Continue from the last checkpoint in the folder.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Discard the run in the folder and start a new one.")
    ] = False,
    data_dir: DataDir = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
    diagnose: Annotated[
        bool,
        typer.Option(
            "--diagnose", help="Only check the settings: six reasons why a network may not learn."
        ),
    ] = False,
) -> None:
    """Train a network on handwritten digits, with a checkpoint after each epoch.

    Without options: 784-100-10-10 on MNIST, in under two minutes. The output folder receives the
    weights (NAME.safetensors), history.json, curve.svg and the checkpoint. Ctrl-C stops; the same
    command with --resume continues, and reaches the same weights as without the interruption.
    """
    settings = _recipe(
        recipe,
        hidden=_sizes(hidden),
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=learning_rate,
        schedule=schedule,
        optimizer=optimizer,
        initialization=initialization,
        weight_decay=weight_decay,
        images=images,
        seed=seed,
        validation_size=validation_size,
        teacher=teacher,
    )
    if diagnose:
        print_sanity_checks(settings, data_dir)
        return
    title = _title(name, recipe)
    folder = output or Path("runs") / title
    if resume and overwrite:
        raise typer.BadParameter("--resume and --overwrite exclude each other")
    teacher_weights = _teacher(settings, "teacher" if teacher is None else "--teacher")
    if resume:
        with named("--resume"):
            checkpoints.resume(folder, settings)  # fails before a folder is made for the lock
    expect_writable(folder / checkpoints.FILE, output)
    with run_folder.locked(folder):
        run = (
            checkpoints.resume(folder, settings)
            if resume
            else run_folder.start_run(settings, folder, overwrite)
        )
        try:
            with download_bar() as downloading:
                fetch(settings, data_dir, downloading)
            with preparation_status(_console) as status:
                data = load(settings, data_dir, status)
            batches = data.batches_per_epoch(settings.batch_size)
            with training_bar(_console, settings.epochs, batches) as callback:
                loop.train(run, data, folder, teacher_weights, callback)
        except KeyboardInterrupt:
            _console.print(f"Stopped: {run_folder.saved_progress(folder, settings.epochs)}")
            raise typer.Exit(INTERRUPTED) from None
        expect_convergence(run)
        expect_different_answers(run, data)
        summary = run_folder.write_results(run, data, folder, title)
    if as_json:
        typer.echo(json.dumps(summary, indent=2))
    else:
        _print(summary)


def _sizes(hidden: str | None) -> list[int] | None:
    if hidden is None:
        return None
    try:
        return [int(part) for part in hidden.split(",")] if hidden.strip() else []
    except ValueError as error:
        raise RecipeError(f"--hidden: expected sizes such as 100,10, got {hidden!r}") from error


def _recipe(name: str | None, **options: Any) -> Recipe:
    with named("--recipe", name):
        base = load_recipe(name or DEFAULT_RECIPE)
    typed = {k: v for k, v in options.items() if v is not None}
    try:
        return Recipe.from_json(typed, base)
    except RecipeError as error:
        setting, _, message = str(error).partition(": ")
        if setting not in typed:
            raise
        raise RecipeError(f"--{setting.replace('_', '-')}: {message}") from error


def _title(name: str | None, recipe: str | None) -> str:
    """Return the name of the model, which is also the stem of its file."""
    title = name if name is not None else Path(recipe).stem if recipe else "mine"
    option = "--recipe" if name is None else "--name"
    if not _NAME.fullmatch(title):
        raise typer.BadParameter(
            "expected up to 100 letters, digits, blanks, '.', '_' and '-', and none of the last "
            f"three first, got {title!r:.120}",
            param_hint=option,
        )
    if f"{title}{model_file.SUFFIX}" == checkpoints.FILE:
        raise typer.BadParameter(f"{title!r} is the name of the checkpoint", param_hint=option)
    return title


def _teacher(recipe: Recipe, option: str) -> Weights | None:
    with named(option):
        return load_teacher(recipe)


def _print(summary: dict[str, Any]) -> None:
    sizes = "-".join(map(str, summary["sizes"]))
    console = Console()
    console.print(
        f"[bold]{summary['model']}[/bold] {sizes}, {summary['parameters']:,} parameters, "
        f"{summary['epochs']} epoch{'s' * (summary['epochs'] != 1)} in {summary['seconds']:.0f} s"
    )
    for name, accuracy in summary["validation"].items():
        console.print(f"  validation accuracy on {source_title(name)}: {100 * accuracy:.2f} %")
    # Not through Rich, which breaks long lines and reads brackets as markup.
    typer.echo(f"  weights, history.json and curve.svg: {summary['folder']}")
    typer.echo(f"  to evaluate: inkling evaluate --weights {shlex.quote(summary['weights'])}")
