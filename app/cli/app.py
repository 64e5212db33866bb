"""The `inkling` command: registers the subcommands and prints errors."""

import os
import sys
from typing import Annotated

import typer

from app import __version__
from app.cli import (
    check_mine,
    corrections,
    data,
    evaluate,
    export,
    gradcheck,
    learn,
    predict,
    serve,
    sweep,
    train,
)
from app.cli.option_errors import sentence

cli = typer.Typer(
    name="inkling",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.add_typer(data.commands, name="data")
cli.add_typer(corrections.commands, name="corrections")
for command in (
    serve.serve,
    train.train,
    sweep.sweep,
    evaluate.evaluate,
    predict.predict,
    gradcheck.gradcheck,
    check_mine.check_mine,
    export.export,
    learn.learn,
):
    cli.command()(command)


def _print_version(requested: bool) -> None:
    if requested:
        typer.echo(f"inkling {__version__}")
        raise typer.Exit


@cli.callback()
def options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Handwritten digit recognition with a neural network written from scratch in NumPy."""


def main() -> None:
    """Run the command line; print an expected error in one sentence and exit with status 1."""
    # Processes that this one starts import nothing from the current folder, such as a `select.py`.
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        cli()
    except (OSError, ValueError) as error:
        # Every error of this project that a user can cause is a ValueError with a full sentence.
        typer.secho(f"inkling: {sentence(error)}", fg="red", err=True)
        sys.exit(1)
    except MemoryError as error:
        typer.secho(f"inkling: Not enough memory: {str(error) or 'of this machine'}", err=True)
        sys.exit(1)
