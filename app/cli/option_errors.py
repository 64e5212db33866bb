"""Error messages of the command line, with the option and its value."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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


def sentence(error: OSError | ValueError) -> str:
    """Return the message of an error; for one of the system, file and reason without its number."""
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return str(error)
