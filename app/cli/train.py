"""`inkling train`: train a network, watch it, stop it, go on with it."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from app.cli.progress import download_bar, training_bar
from model.network import InitScheme
from model.optimizers import OptimizerName, ScheduleName
from model.serialization import atomic_write, model_file
from model.training import checkpoint as checkpoints
from model.training import learning_curve, loop, snapshot
from model.training.checkpoint import CheckpointError
from model.training.recipe import Recipe, RecipeError, load_recipe
from model.training.run import Run
from model.training.snapshot import RunSnapshot
from model.training.training_data import TrainingData, fetch, load

DEFAULT_RECIPE = "quick"

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it: 128 and the signal's number."""

_console = Console(stderr=True)


def train(
    recipe: Annotated[
        str | None,
        typer.Option(
            help="A recipe that ships (quick, seed, wide; default: quick) or a TOML file; options "
            "override it."
        ),
    ] = None,
    hidden: Annotated[
        str | None, typer.Option(help="Units of the hidden layers, such as 100,10.")
    ] = None,
    epochs: Annotated[int | None, typer.Option(help="Passes over the training images.")] = None,
    batch_size: Annotated[int | None, typer.Option(help="Images a step.")] = None,
    learning_rate: Annotated[float | None, typer.Option(help="The largest step size.")] = None,
    schedule: Annotated[
        ScheduleName | None, typer.Option(help="How the learning rate falls.")
    ] = None,
    optimizer: Annotated[
        OptimizerName | None,
        typer.Option(help="sgd is plain gradient descent; try it with --learning-rate 0.5."),
    ] = None,
    initialisation: Annotated[
        InitScheme | None, typer.Option(help="How the first weights are drawn.")
    ] = None,
    weight_decay: Annotated[
        float | None, typer.Option(help="Pull of the weights towards 0.")
    ] = None,
    images: Annotated[
        int | None, typer.Option(help="How many MNIST images to learn from; 0 for all.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="The same seed gives the same weights.")] = None,
    validation_size: Annotated[
        int | None, typer.Option(help="MNIST training images held out to validate.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Name of the model. Default: the recipe's, or mine.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="Folder of the run. Default: runs/NAME.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from the last checkpoint in the folder.")
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Drop the run that is in the folder and begin anew.")
    ] = False,
    data_dir: Annotated[
        Path | None,
        typer.Option(envvar="INKLING_DATA_DIR", help="Where the data sets are."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Train a network on handwritten digits, with a checkpoint after each epoch.

    Without options: 784-100-10-10 on MNIST, in under two minutes. The folder of the run receives
    the weights (NAME.safetensors), history.json, curve.svg and the checkpoint. Ctrl-C stops; the
    same command with --resume goes on, to the same weights as if it had never stopped.
    """
    chosen = _recipe(
        recipe,
        hidden=_sizes(hidden),
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=learning_rate,
        schedule=schedule,
        optimizer=optimizer,
        initialization=initialisation,
        weight_decay=weight_decay,
        images=images,
        seed=seed,
        validation_size=validation_size,
    )
    title = name or (Path(recipe).stem if recipe else "mine")
    folder = output or Path("runs") / title
    if resume and overwrite:
        raise typer.BadParameter("expected --resume or --overwrite, got both")
    teacher = model_file.load(model_file.locate(chosen.teacher)) if chosen.teacher else None
    run = checkpoints.resume(folder, chosen) if resume else _begin(chosen, folder, overwrite)
    try:
        with download_bar() as downloading:
            fetch(chosen, data_dir, downloading)
        with _console.status("Preparing the images ...") as status:
            data = load(chosen, data_dir, lambda text: status.update(f"{text.capitalize()} ..."))
        batches = data.batches_per_epoch(chosen.batch_size)
        with training_bar(_console, chosen.epochs, batches) as observer:
            loop.train(run, data, folder, teacher.weights if teacher else None, observer)
    except KeyboardInterrupt:
        _console.print(f"Stopped: {_saved(folder, chosen.epochs)}")
        raise typer.Exit(INTERRUPTED) from None
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


def _begin(recipe: Recipe, folder: Path, overwrite: bool) -> Run:
    """Return a new run, unless there is another in its folder."""
    checkpoint = folder / checkpoints.FILE
    if checkpoint.exists() and not overwrite:
        raise CheckpointError(
            f"{folder}: expected no run in the folder of a new one, got one; go on with it by "
            "--resume, drop it by --overwrite, or name another folder by --output"
        )
    checkpoint.unlink(missing_ok=True)  # else a later --resume could go on with the old run
    return Run.start(recipe)


def _saved(folder: Path, epochs: int) -> str:
    """Say what is on the disk after an interruption, and how to go on."""
    try:
        done = checkpoints.load(folder).epoch
    except CheckpointError:
        return "nothing is saved yet. Begin again with the same command."
    return f"{done} of {epochs} epochs are saved. Go on with the same command and --resume."


def _write(run: Run, data: TrainingData, folder: Path, name: str) -> dict[str, Any]:
    """Write weights, history and curve; return the summary."""
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
        console.print(f"  held-out {name}: {100 * accuracy:.2f} % right")
    console.print(f"  weights, history.json and curve.svg are in {summary['folder']}")
    console.print(f"  try them: inkling evaluate --weights {summary['weights']}")
