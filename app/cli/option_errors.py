"""Error messages of the command line, with the option and its value."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from pydantic import ValidationError

from model.serialization import atomic_write


@contextmanager
def named(option: str, value: object = True) -> Iterator[None]:
    """Put the name of an option before the message of an error in the block.

    Parameters
    ----------
    option : str
    value : object
        None if the option was not typed; errors are then left as they are.

    Raises
    ------
    ValueError
        In place of any ValueError or OSError.
    """
    try:
        yield
    except (OSError, ValueError) as error:
        if value is None:
            raise
        raise ValueError(f"{option}: {sentence(error)}") from error


def expect_writable(path: Path, output: Path | None) -> None:
    """Check, before any work, that a file can be written.

    Parameters
    ----------
    path : pathlib.Path
    output : pathlib.Path or None
        The value of `--output`, if it was typed.

    Raises
    ------
    ValueError
        If none can; names the option, the file and the reason.
    """
    with named("--output", output):
        try:
            atomic_write.check(path)
        except OSError as error:
            raise ValueError(
                f"expected a file that can be written, got {path}: {error.strerror}"
            ) from error


def sentence(error: Exception) -> str:
    """Return the message of an error; for one of the system, file and reason without its number."""
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return str(error)


def usage_sentence(error: typer.TyperException) -> str:
    """Return Typer's message for wrong arguments in one line; '' if it has printed the help.

    It names the option, then says what was expected, or which command has help.
    """
    if isinstance(error, typer.BadParameter) and error.message:
        error.message = _expectation(error)
        message = re.sub(r"^Invalid value(?: for)?:? ", "", error.format_message())
        return re.sub(r"^'([^']+)'", r"\1", message)
    message = error.format_message().removesuffix(".")
    context = getattr(error, "ctx", None)
    if not message or context is None:
        return message
    if message.startswith("No such command"):
        return f"{message}; expected one of {', '.join(context.command.commands)}"
    return f"{message}; see `{context.command_path} --help`"


def _expectation(error: typer.BadParameter) -> str:
    """Return a message of the form "expected X, got Y" for a value that Typer has rejected."""
    if isinstance(error.__cause__, ValidationError):
        from app.http.validation import field_errors  # noqa: PLC0415  # slow, and seldom needed

        message = field_errors(error.__cause__)[-1].message
    else:
        message = error.message
    if choice := re.fullmatch(r"(.*) is not one of (.*)\.", message):
        choices = choice[2].replace("'", "")
        return f"expected one of {choices}, got {choice[1]}"
    if path := re.fullmatch(
        r"(file|dir) (.*) (does not exist|is a file|is a directory)\.", message
    ):
        return f"expected an existing {'file' if path[1] == 'file' else 'folder'}, got {path[2]}"
    return message
