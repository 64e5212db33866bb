"""Atomic file writes: a reader, or a crash, sees the old content or the new, never a part."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def write(path: Path, content: bytes) -> None:
    """Replace the file at `path` by `content`; missing folders are created."""
    with open_to_replace(path) as file:
        file.write(content)


@contextmanager
def open_to_replace(path: Path) -> Iterator[BinaryIO]:
    """Yield a file that replaces the one at `path` when the block ends without an error.

    Missing folders are created. The bytes are written to a hidden file in the same folder and
    synced to disk before it is renamed: a rename within one folder is atomic on POSIX, and on
    Windows through ``os.replace``.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _temporary(path)
    try:
        with temporary.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        if error.filename == str(temporary):
            error.filename = str(path)  # which the caller named
        raise
    finally:
        temporary.unlink(missing_ok=True)


def check(path: Path) -> None:
    """Find out whether `write` can succeed, by a file that is removed again.

    Raises
    ------
    OSError
        If it cannot.
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    folder = next(folder for folder in path.absolute().parents if os.path.lexists(folder))
    probe = _temporary(folder / path.name)
    try:
        probe.touch()
    except OSError as error:
        error.filename = str(path)
        raise
    probe.unlink()


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")
