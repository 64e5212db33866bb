"""Lookup of data files: a folder named by the user, then the cache folder, then the mirrors.

The user's folder is the argument `data_dir`, or else the environment variable ``INKLING_DATA_DIR``.
A file FILE of the data set SET is looked for as ``SET/FILE.gz``, ``SET/FILE``, ``FILE.gz`` and
``FILE``, in the user's folder and then in the cache. Each time it is read, it is verified by its
hash. A damaged file in the user's folder is an error, since it is not ours to replace; a damaged
file in the cache is downloaded again.
"""

import os
from pathlib import Path

import platformdirs

from model.data.data_file import DataFile, DatasetError, DownloadProgress, gunzip
from model.data.download import download
from model.serialization import atomic_write

DATA_DIR_VARIABLE = "INKLING_DATA_DIR"

DataDir = str | os.PathLike[str] | None
"""The user's folder; None for that of the environment variable."""


def cache_folder() -> Path:
    """Return the folder inside the user's cache that downloads go to."""
    return platformdirs.user_cache_path("inkling", appauthor=False)


def data_folder(data_dir: DataDir = None) -> Path | None:
    """Return the user's folder, by argument or else by environment variable; None if unset."""
    folder = data_dir or os.environ.get(DATA_DIR_VARIABLE)
    return Path(folder).expanduser() if folder else None


def find_local(file: DataFile, data_dir: DataDir = None) -> Path | None:
    """Return the path of `file` on this machine, not verified, or None if it is not found.

    Parameters
    ----------
    file : DataFile
    data_dir : path, optional
        The folder to look in first, instead of ``INKLING_DATA_DIR``.
    """
    folder = data_folder(data_dir)
    return (folder and _find(file, folder)) or _find(file, cache_folder())


def fetch(
    file: DataFile,
    data_dir: DataDir = None,
    progress: DownloadProgress | None = None,
) -> tuple[Path, bytes]:
    """Find or download a file.

    Parameters
    ----------
    file : DataFile
    data_dir : path, optional
        The folder to look in first, instead of ``INKLING_DATA_DIR``.
    progress : callable, optional
        Called during a download; see `model.data.data_file.DownloadProgress`.

    Returns
    -------
    path : pathlib.Path
    content : bytes
        Verified and decompressed.

    Raises
    ------
    DatasetError
        If the file in the user's folder is damaged, or if the file is neither on this machine nor
        on any mirror that responds.
    OSError
        If the cache folder cannot be written.
    """
    folder = data_folder(data_dir)
    if folder and (path := _find(file, folder)):
        return path, read_verified(file, path)
    problem = f"{file.name} was not found on this machine"
    cached_path = _find(file, cache_folder())
    if cached_path:
        try:
            return cached_path, read_verified(file, cached_path)
        except DatasetError as exc:
            problem = f"{file.name} is damaged ({exc})"
    target = cache_folder() / file.folder / file.name
    atomic_write.check(target)
    try:
        content = download(file, progress)
    except DatasetError as exc:
        raise DatasetError(
            f"{problem} and could not be downloaded ({exc}); save it as {target}.gz, or in a "
            f"folder given by --data-dir or {DATA_DIR_VARIABLE}"
        ) from exc
    atomic_write.write(target, content)
    if cached_path and cached_path != target:
        cached_path.unlink()  # the damaged file would be found before the good one
    return target, content


def read_verified(file: DataFile, path: Path) -> bytes:
    """Return the decompressed content of a file on this machine.

    Parameters
    ----------
    file : DataFile
    path : pathlib.Path
        As `find_local` returns it; ``.gz`` is decompressed.

    Raises
    ------
    DatasetError
        If it cannot be read, or its size or hash differs.
    """
    limit = file.size + 1  # one byte more, to detect a longer file
    try:
        with path.open("rb") as stream:
            content = stream.read(limit)
        if path.suffix == ".gz":
            content = gunzip(content, limit)
    except OSError as exc:
        raise DatasetError(f"{path} cannot be read: {exc.strerror or exc}") from exc
    except ValueError as exc:
        raise DatasetError(f"{path}: expected {file.size} bytes, got {exc}") from exc
    file.verify(content, str(path))
    return content


def _find(file: DataFile, folder: Path) -> Path | None:
    """Return the first path in `folder` that `file` may have and that exists."""
    for parent in (folder / file.folder, folder):
        for name in (f"{file.name}.gz", file.name):
            if (parent / name).is_file():
                return parent / name
    return None
