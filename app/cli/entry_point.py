"""Entry point of the `inkling` command: runs a subcommand and prints errors."""

import os
import sys
from typing import Annotated

import typer

from app import __version__
from app.cli.option_errors import sentence, usage_sentence
from app.http.problems import Problem


def main() -> None:
    """Run the command line; print an expected error in one sentence and exit with status 1."""
    # Processes that this one starts import nothing from the current folder, such as a `select.py`.
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        status = _command_line()(prog_name="inkling", standalone_mode=False)
    except typer.TyperException as error:
        _print_error(usage_sentence(error))
        sys.exit(error.exit_code)
    except typer.Abort:  # Typer's translation of an EOFError
        _print_error("Stopped at an unexpected end of the input.")
        sys.exit(1)
    except (OSError, ValueError, Problem) as error:
        # Every error of this project that a user can cause is one of these, with a full sentence.
        _print_error(sentence(error))
        sys.exit(1)
    except MemoryError as error:
        _print_error(f"Not enough memory: {error}" if str(error) else "Not enough memory.")
        sys.exit(1)
    sys.exit(status)  # a command returns None, or raises typer.Exit with a status


def _print_error(message: str) -> None:
    if message:
        typer.secho(f"inkling: {message}", fg="red", err=True)


def new_command_line() -> typer.Typer:
    """Return the `inkling` command without any subcommand."""
    command_line = typer.Typer(
        name="inkling",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    command_line.callback()(_options)
    return command_line


def _command_line() -> typer.Typer:
    """Return the subcommands: only that which serves, if it is called.

    To import the others is a tenth of the time until the service is ready.
    """
    if sys.argv[1:2] != ["serve"]:
        from app.cli.app import cli  # noqa: PLC0415

        return cli
    from app.cli.serve import serve  # noqa: PLC0415

    command_line = new_command_line()
    command_line.command()(serve)
    return command_line


def _print_version(requested: bool) -> None:
    if requested:
        typer.echo(f"inkling {__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Handwritten digit recognition with a neural network written from scratch in NumPy."""
