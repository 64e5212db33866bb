"""Enumeration of the pictures in files, folders and glob patterns, in a fixed order."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.scoring import archives
from app.scoring.picture import Picture, display_name, error_message

_MAGIC = frozenset("*?[")


@dataclass(frozen=True)
class _Exclusion:
    """The output file, which is not scored if it lies in a source."""

    output: Path

    def contains(self, path: Path) -> bool:
        return (
            path.name == self.output.name and path.parent.resolve() == self.output.parent.resolve()
        )


def find_pictures(sources: Sequence[str], output: Path) -> Iterator[Picture]:
    """Yield the pictures of each source, in the order of the sources and of the names within.

    Parameters
    ----------
    sources : sequence of str
        Files, folders, tar archives, Parquet tables, or glob patterns of them. A file that does not
        exist, and a pattern that nothing matches, is a picture with an error.
    output : pathlib.Path
        The file to be written, absolute; it is skipped.

    Notes
    -----
    In a folder, each file is a picture, an archive or a table, except hidden files (``.name``).
    Links to folders are followed, and each folder is visited once, so a loop of links ends.
    """
    exclusion = _Exclusion(output)
    for source in sources:
        path = Path(source)
        if os.path.lexists(path) or not _MAGIC.intersection(source):
            yield from _expand(path, exclusion, set())
        else:
            yield from _match(source, exclusion)


def _match(pattern: str, exclusion: _Exclusion) -> Iterator[Picture]:
    """Yield the pictures in all files and folders that match; none within a folder twice."""
    parts = Path(pattern).parts
    first = next(i for i, part in enumerate(parts) if _MAGIC.intersection(part))
    folder = Path(*parts[:first])
    try:
        paths = sorted(folder.glob(os.path.join(*parts[first:])), key=os.fspath)  # noqa: PTH118
    except (OSError, ValueError) as error:  # such as "**" beside other characters, before 3.13
        yield Picture(display_name(pattern), error=f"expected a pattern of files, got {error}")
        return
    visited: set[tuple[int, int]] = set()
    walked: set[Path] = set()
    is_empty = True
    for path in paths:
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        is_empty = False
        if walked.isdisjoint(path.parents) and not exclusion.contains(path):
            if path.is_dir():
                walked.add(path)
            yield from _expand(path, exclusion, visited)
    if is_empty:
        yield Picture(display_name(pattern), error="expected files that match, got none")


def _expand(path: Path, exclusion: _Exclusion, visited: set[tuple[int, int]]) -> Iterator[Picture]:
    """Yield the pictures in a file or folder.

    Parameters
    ----------
    path : pathlib.Path
    exclusion : _Exclusion
    visited : set of (device, inode)
        Of the folders that were visited; is updated.
    """
    name = display_name(path)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            identity = status.st_dev, status.st_ino
            if identity not in visited:
                visited.add(identity)
                for entry in sorted(os.listdir(path)):  # noqa: PTH208  # half the memory of paths
                    child = path / entry
                    if not entry.startswith(".") and not exclusion.contains(child):
                        yield from _expand(child, exclusion, visited)
            return
    except OSError as error:
        yield Picture(name, error=error_message(error))
        return
    if not stat.S_ISREG(status.st_mode):  # a pipe or a device may never end
        yield Picture(name, error="expected a regular file, got a pipe, socket or device")
    elif (open_archive := archives.reader(path)) is not None:
        yield from open_archive(path)
    else:
        yield Picture(
            name, path=path.absolute(), size=status.st_size, modified_ns=status.st_mtime_ns
        )
