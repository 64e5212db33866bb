"""SHA256SUMS: hashes of the files of a folder, in the format of ``sha256sum --check``."""

import hashlib
import re
import shlex
from pathlib import Path

FILE_NAME = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")


class ChecksumError(ValueError):
    """A SHA256SUMS file is malformed, or a file does not match its hash."""


def sha256(content: bytes) -> str:
    """Return the SHA-256 of `content` as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def load(folder: Path) -> dict[str, str] | None:
    """Return the hashes listed in `folder` by file name, or None if there is no list.

    Raises
    ------
    ChecksumError
        If a line is not a hash, two spaces and a file name.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        return None
    hashes: dict[str, str] = {}
    for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
        match = _LINE.fullmatch(line)
        if match is None:
            raise ChecksumError(
                f"{path}, line {number}: expected 64 hexadecimal digits, two spaces and a file "
                f"name, got {line[:80]!r}"
            )
        hashes[match[2]] = match[1]
    return hashes


def verify(path: Path, content: bytes) -> bool:
    """Compare `content`, read from `path`, with the hash listed in its folder.

    Returns
    -------
    bool
        False if the folder has no list, so that nothing was compared.

    Raises
    ------
    ChecksumError
        If the hashes differ, or the list does not name the file.
    """
    hashes = load(path.parent)
    if hashes is None:
        return False
    if path.name not in hashes:
        raise ChecksumError(
            f"{path}: expected it in {FILE_NAME}, which lists other files; "
            f"`sha256sum {shlex.quote(path.name)} >> {FILE_NAME}` adds it"
        )
    expected, got = hashes[path.name], sha256(content)
    if got != expected:
        raise ChecksumError(f"{path}: expected SHA-256 {expected} as in {FILE_NAME}, got {got}")
    return True


def record(path: Path) -> None:
    """Write the hash of the file at `path` into the list of its folder, instead of a former one."""
    hashes = (load(path.parent) or {}) | {path.name: sha256(path.read_bytes())}
    lines = [f"{hashes[name]}  {name}\n" for name in sorted(hashes)]
    (path.parent / FILE_NAME).write_text("".join(lines), encoding="utf-8")
