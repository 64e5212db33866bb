"""`inkling train`: train a network, with checkpoints and resuming."""

import json
import math
import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from filelock import FileLock, Timeout
from rich.console import Console

from app.cli.progress import download_bar, preparation_status, training_bar
from model.network import InitScheme, Weights
from model.optimizers import OptimizerName, ScheduleName
from model.serialization import atomic_write, model_file
from model.training import checkpoint as checkpoints
from model.training import learning_curve, loop, snapshot
from model.training.checkpoint import CheckpointError
from model.training.recipe import SOURCES, Recipe, RecipeError, load_recipe
from model.training.run import Run
from model.training.snapshot import RunSnapshot
from model.training.training_data import TrainingData, fetch, load

DEFAULT_RECIPE = "quick"

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it: 128 and the signal's number."""

LOCK_FILE = "lock"
"""Held in the output folder for as long as a run trains; the system releases it after a crash."""

MAX_LOSS = 2 * math.log(10)
"""Loss above which the training has diverged: twice that of guessing, 1/10 for each digit."""

_NAME = re.compile(r"\w[\w .-]*")

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
        str | None, typer.Option(help="Number of units of each hidden layer, such as 100,10.")
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
        float | None, typer.Option(help="Weight decay: pulls the weights towards 0.")
    ] = None,
    images: Annotated[
        int | None, typer.Option(help="Number of MNIST images to train on; 0 for all.")
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
    data_dir: Annotated[
        Path | None,
        typer.Option(envvar="INKLING_DATA_DIR", help="Folder of the data sets."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
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
    title = _title(name, recipe)
    folder = output or Path("runs") / title
    if resume and overwrite:
        raise typer.BadParameter("--resume and --overwrite exclude each other")
    teacher_weights = _teacher(settings)
    if resume:
        checkpoints.resume(folder, settings)  # fails before a folder is made for the lock
    with _locked(folder):
        run = (
            checkpoints.resume(folder, settings) if resume else _begin(settings, folder, overwrite)
        )
        try:
            with download_bar() as downloading:
                fetch(settings, data_dir, downloading)
            with preparation_status(_console) as status:
                data = load(settings, data_dir, status)
            batches = data.batches_per_epoch(settings.batch_size)
            with training_bar(_console, settings.epochs, batches) as observer:
                loop.train(run, data, folder, teacher_weights, observer)
        except KeyboardInterrupt:
            _console.print(f"Stopped: {_saved(folder, settings.epochs)}")
            raise typer.Exit(INTERRUPTED) from None
        _expect_convergence(run)
        summary = _write(run, data, folder, title)
    if as_json:
        typer.echo(json.dumps(summary, indent=2))
    else:
        _print(summary)


def _sizes(hidden: str | None) -> list[int] | None:
    if hidden is None:
        return None
    try:
        return [int(part) for part in hidden.split(",") if part.strip()]
    except ValueError as error:
        raise RecipeError(f"--hidden: expected sizes such as 100,10, got {hidden!r}") from error


def _recipe(name: str | None, **options: Any) -> Recipe:
    base = load_recipe(name or DEFAULT_RECIPE)
    return Recipe.from_json({k: v for k, v in options.items() if v is not None}, base)


def _title(name: str | None, recipe: str | None) -> str:
    """Return the name of the model, which is also the stem of its file."""
    title = name if name is not None else Path(recipe).stem if recipe else "mine"
    if not _NAME.fullmatch(title):
        raise typer.BadParameter(
            f"--name: expected letters, digits, blanks, '.', '_' and '-', got {title!r}"
        )
    if f"{title}{model_file.SUFFIX}" == checkpoints.FILE:
        raise typer.BadParameter(f"--name: {title!r} is the name of the checkpoint")
    return title


def _teacher(recipe: Recipe) -> Weights | None:
    if not recipe.teacher:
        return None
    model = model_file.load(model_file.locate(recipe.teacher))
    if (model.sizes[0], model.sizes[-1]) != (784, 10):
        sizes = "-".join(map(str, model.sizes))
        raise RecipeError(f"teacher: expected 784 inputs and 10 outputs, got {sizes}")
    return model.weights


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the lock of the output folder, which is created; raise if another run holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / LOCK_FILE)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise CheckpointError(
            f"Another run is training in {folder}; choose another folder with --output"
        ) from None
    try:
        yield
    finally:
        lock.release()


def _expect_convergence(run: Run) -> None:
    loss = run.history[-1]["loss"]
    if loss > MAX_LOSS:
        raise loop.DivergedError(
            f"The training diverged: its last loss is {loss:.1f}, that of guessing is "
            f"{math.log(10):.1f}; try a lower learning rate than {run.recipe.learning_rate:g}"
        )


def _begin(recipe: Recipe, folder: Path, overwrite: bool) -> Run:
    """Start a new run; raise if its folder already has one."""
    checkpoint = folder / checkpoints.FILE
    if checkpoint.exists() and not overwrite:
        raise CheckpointError(
            f"{folder} already contains a run; continue it with --resume, discard it with "
            "--overwrite, or choose another folder with --output"
        )
    checkpoint.unlink(missing_ok=True)  # otherwise a later --resume could continue the old run
    return Run.start(recipe)


def _saved(folder: Path, epochs: int) -> str:
    """Return what is saved after an interruption, and how to continue."""
    try:
        done = checkpoints.load(folder).epoch
    except CheckpointError:
        return "nothing is saved yet. Start again with the same command."
    return f"{done} of {epochs} epochs are saved. Continue with the same command and --resume."


def _write(run: Run, data: TrainingData, folder: Path, name: str) -> dict[str, Any]:
    """Write weights, history and learning curve; return the summary."""
    model = snapshot.save(
        RunSnapshot.from_run(run, data), data, folder / f"{name}{model_file.SUFFIX}"
    )
    history = json.dumps(run.history, indent=1) + "\n"
    atomic_write.write(folder / "history.json", history.encode())
    atomic_write.write(
        folder / "curve.svg", learning_curve.draw(run.history, f"Training of {name}").encode()
    )
    return {
        "model": name,
        "version": model.version,
        "sizes": model.sizes,
        "parameters": model.parameters,
        "epochs": run.epoch,
        "loss": run.history[-1]["loss"],
        "validation": run.history[-1]["validation"],
        "seconds": round(sum(record["seconds"] for record in run.history), 1),
        "folder": str(folder),
        "weights": str(folder / f"{name}{model_file.SUFFIX}"),
    }


def _print(summary: dict[str, Any]) -> None:
    sizes = "-".join(map(str, summary["sizes"]))
    console = Console()
    console.print(
        f"[bold]{summary['model']}[/bold] {sizes}, {summary['parameters']:,} parameters, "
        f"{summary['epochs']} epochs in {summary['seconds']:.0f} s"
    )
    for name, accuracy in summary["validation"].items():
        console.print(f"  validation accuracy on {SOURCES[name]}: {100 * accuracy:.2f} %")
    # Not through Rich, which breaks long lines and reads brackets as markup.
    typer.echo(f"  weights, history.json and curve.svg: {summary['folder']}")
    typer.echo(f"  to evaluate: inkling evaluate --weights {shlex.quote(summary['weights'])}")
