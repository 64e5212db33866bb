"""Where data files are: a folder that the user names, the cache folder, and else the mirrors.

The folder is the argument `data_dir`, or else what the environment variable ``INKLING_DATA_DIR``
names. For a file FILE of the data set SET these are tried in order, there and then in the cache:
``SET/FILE.gz``, ``SET/FILE``, ``FILE.gz``, ``FILE``. Whatever is found is verified by its hash each
time it is read. A bad file in the user's folder is an error, for it is not ours to repair; a bad
file in the cache is replaced.
"""

import os
from pathlib import Path

import platformdirs

from model.data.data_file import DataFile, DatasetError, Progress, gunzip
from model.data.download import download
from model.serialization import atomic_write

ENVIRONMENT = "INKLING_DATA_DIR"


def cache_folder() -> Path:
    """Return the folder that downloads go to, inside the user's cache."""
    return platformdirs.user_cache_path("inkling", appauthor=False)


def data_folder(data_dir: str | os.PathLike[str] | None = None) -> Path | None:
    """Return the folder that the user named, by argument or else by environment, or None."""
    named = data_dir or os.environ.get(ENVIRONMENT)
    return Path(named).expanduser() if named else None


def find_local(file: DataFile, data_dir: str | os.PathLike[str] | None = None) -> Path | None:
    """Return where `file` is on this machine, unverified, or None if it is not here."""
    folder = data_folder(data_dir)
    return (folder and _find(file, folder)) or _find(file, cache_folder())


def fetch(
    file: DataFile,
    data_dir: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> tuple[Path, bytes]:
    """Find or download `file`.

    Parameters
    ----------
    file : DataFile
        What to look for.
    data_dir : path, optional
        Where to look first, instead of in ``INKLING_DATA_DIR``.
    progress : callable, optional
        Told about a download; see `model.data.data_file.Progress`.

    Returns
    -------
    tuple of (pathlib.Path, bytes)
        Where the file is, and its verified, decompressed content.

    Raises
    ------
    DatasetError
        If the file in the user's folder is not what it should be, or if the file is on neither
        this machine nor any mirror that answers.
    """
    folder = data_folder(data_dir)
    if folder and (path := _find(file, folder)):
        return path, _read(file, path)
    problem = f"{file.name} is not on this machine"
    found = _find(file, cache_folder())
    if found:
        try:
            return found, _read(file, found)
        except DatasetError as exc:
            problem = f"{file.name} is damaged ({exc})"
    cached = cache_folder() / file.folder / file.name
    try:
        content = download(file, progress)
    except DatasetError as exc:
        raise DatasetError(
            f"{problem} and could not be downloaded: put it at {cached}.gz, or into a folder that "
            f"--data-dir or {ENVIRONMENT} names ({exc})"
        ) from exc
    atomic_write.write(cached, content)
    if found and found != cached:
        found.unlink()  # it would be found before the good one
    return cached, content


def _find(file: DataFile, folder: Path) -> Path | None:
    """Return the first place in `folder` that has `file`."""
    for parent in (folder / file.folder, folder):
        for name in (f"{file.name}.gz", file.name):
            if (parent / name).is_file():
                return parent / name
    return None


def _read(file: DataFile, path: Path) -> bytes:
    """Return the verified, decompressed content of `file` from `path`."""
    limit = file.size + 1  # one byte more, so that a longer file is seen to be longer
    try:
        with path.open("rb") as stream:
            content = stream.read(limit)
        if path.suffix == ".gz":
            content = gunzip(content, limit)
    except OSError as exc:
        raise DatasetError(f"{path}: expected a readable file, got {exc.strerror or exc}") from exc
    except ValueError as exc:
        raise DatasetError(f"{path}: expected {file.size} bytes, got {exc}") from exc
    file.verify(content, str(path))
    return content
