"""The `inkling` command, put together from its subcommands."""

import sys

import typer

from app.cli import data, evaluate, export, gradcheck, predict, serve, train

cli = typer.Typer(
    name="inkling",
    help="Draw a digit; a neural network written from scratch in numpy reads it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.add_typer(data.commands, name="data")
for command in (
    serve.serve,
    train.train,
    evaluate.evaluate,
    predict.predict,
    gradcheck.gradcheck,
    export.export,
):
    cli.command()(command)


def main() -> None:
    """Run the command line; an expected failure is one sentence on stderr and exit status 1."""
    try:
        cli()
    except (OSError, ValueError) as error:
        # Every error of this project that a user can cause is a ValueError with a full sentence.
        typer.secho(f"inkling: {error}", fg="red", err=True)
        sys.exit(1)
