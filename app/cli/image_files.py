"""Image files that are given to a command."""

import sys
from pathlib import Path

STANDARD_INPUT = Path("-")


def content(file: Path) -> bytes:
    """Return the bytes of a file, or of standard input for the name -."""
    return sys.stdin.buffer.read() if file == STANDARD_INPUT else file.read_bytes()
