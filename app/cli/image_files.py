"""Image files that are given to a command."""

import sys
from pathlib import Path

from app.http.problems import Problem

STANDARD_INPUT = Path("-")


def content(file: Path) -> bytes:
    """Return the bytes of a file, or of standard input for the name -."""
    return sys.stdin.buffer.read() if file == STANDARD_INPUT else file.read_bytes()


def error_message(error: OSError | Problem) -> str:
    """Return why a file could not be predicted."""
    if isinstance(error, OSError):
        return f"expected a readable file, got {error.strerror}"
    return error.errors[0].message if error.errors else error.detail
