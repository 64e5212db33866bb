"""A picture that is to be scored."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.http.problems import Problem

MAX_FILE_BYTES = 2**28
"""Maximum size of a picture's file: a BMP of the largest number of pixels fits."""


@dataclass(frozen=True)
class Picture:
    """A picture: a file, the bytes of one, or the reason why there is none.

    Attributes
    ----------
    source : str
        Its name in the results.
    path : pathlib.Path or None
        Its file, which the worker reads; absolute, as that may have another working folder.
    content : bytes or None
        The bytes of its file, if it lies in an archive or a table.
    error : str or None
    size, modified_ns : int
        Of its file in bytes and in nanoseconds of the time; they tell whether it has changed.
    """

    source: str
    path: Path | None = None
    content: bytes | None = None
    error: str | None = None
    size: int = 0
    modified_ns: int = 0

    @property
    def identity(self) -> list[Any]:
        """Values that distinguish this picture from others, and former contents of its file."""
        digest = None if self.content is None else hashlib.sha256(self.content).hexdigest()
        return [self.source, self.error, self.size, self.modified_ns, digest]

    def read(self) -> bytes:
        """Return the bytes of its file.

        Raises
        ------
        OSError
            If it cannot be read.
        """
        if self.content is not None:
            return self.content
        assert self.path is not None  # noqa: S101
        with self.path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)


def display_name(path: str | Path) -> str:
    r"""Return a path as text that every format can hold; bytes that are not UTF-8 as ``\xff``."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def error_message(error: OSError | Problem) -> str:
    """Return why a picture could not be read, without its name."""
    if isinstance(error, OSError):
        return f"expected a readable file, got {error.strerror or error}"
    return error.errors[0].message if error.errors else error.detail
