"""SHA256SUMS: hashes of the files of a folder, in the format of ``sha256sum --check``."""

import hashlib
import re
from pathlib import Path

from model.serialization import atomic_write

FILE_NAME = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")


class ChecksumError(ValueError):
    """A SHA256SUMS file is malformed, or a file does not match its hash."""


def sha256(content: bytes) -> str:
    """Return the SHA-256 of `content` as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def load(folder: Path) -> dict[str, str]:
    """Return the hashes listed in `folder` by file name; empty if there is no list.

    Raises
    ------
    ChecksumError
        If a line is not a hash, two spaces and a file name.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        return {}
    hashes = {}
    for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
        match = _LINE.fullmatch(line)
        if match is None:
            raise ChecksumError(
                f"{path}, line {number}: expected 64 hexadecimal digits, two spaces and a file "
                f"name, got {line[:80]!r}"
            )
        hashes[match[2]] = match[1]
    return hashes


def register(path: Path) -> None:
    """Add the file at `path` to the list of its folder, or update its entry."""
    hashes = {**load(path.parent), path.name: sha256(path.read_bytes())}
    lines = [f"{digest}  {name}\n" for name, digest in sorted(hashes.items())]
    atomic_write.write(path.parent / FILE_NAME, "".join(lines).encode())


def verify(path: Path, content: bytes) -> None:
    """Compare `content`, read from `path`, with the hash listed in its folder, if there is one.

    Raises
    ------
    ChecksumError
        If the hashes differ.
    """
    expected = load(path.parent).get(path.name)
    got = sha256(content)
    if expected not in (None, got):
        raise ChecksumError(f"{path}: expected SHA-256 {expected} as in {FILE_NAME}, got {got}")
