"""A few digits of a data set, read on this machine alone and without holding the rest.

Unlike `model.data.cache.fetch`, nothing here downloads or repairs. That is for a service,
which may neither grow by a data set nor fetch one because somebody looked at a page.
"""

import gzip
import hashlib
import os
import zlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.data import mnist, pendigits, unipen
from model.data.cache import find_local
from model.data.data_file import DataFile, DatasetError
from model.data.unipen import Sample

Source = Literal["mnist_test", "mnist_train", "pendigits"]
Digit = NDArray[np.uint8] | Sample

FILES: Mapping[Source, DataFile] = {
    "mnist_test": mnist.TEST_IMAGES,
    "mnist_train": mnist.TRAIN_IMAGES,
    "pendigits": pendigits.STROKES,
}

IMAGE_BYTES = 28 * 28
_CHUNK_BYTES = 2**18


class DatasetMissingError(DatasetError):
    """The data set is not on this machine."""


def find(source: Source, data_dir: str | os.PathLike[str] | None = None) -> Path:
    """Return where the file of a data set is, unverified.

    Raises
    ------
    DatasetMissingError
        If it is not on this machine.
    """
    path = find_local(FILES[source], data_dir)
    if path is None:
        data_set = FILES[source].folder
        raise DatasetMissingError(
            f"the data set {data_set} is not on this machine; fetch it with: "
            f"inkling data fetch {data_set}"
        )
    return path


def read(source: Source, path: Path, indices: Collection[int]) -> dict[int, Digit]:
    """Return the digits at `indices`, as far as there are such, by their index.

    Parameters
    ----------
    source : str
    path : path
        As `find` says.
    indices : collection of int
        In the order of the file.

    Returns
    -------
    dict
        Of MNIST arrays of uint8, shape (28, 28), 0 paper to 255 ink; of pen strokes each a
        `model.data.unipen.Sample`.

    Raises
    ------
    DatasetError
        If the file cannot be read, or is not what it should be.
    """
    file = FILES[source]
    if source == "pendigits":
        samples = unipen.parse(b"".join(_verified(file, path)), str(path), pendigits.BOX)
        return {i: samples[i] for i in indices if i < len(samples)}
    return _images(_verified(file, path), indices)


def content(file: DataFile, path: Path) -> bytes:
    """Return all of a small file, decompressed and verified.

    Raises
    ------
    DatasetError
        If it cannot be read, or is not what it should be.
    """
    return b"".join(_verified(file, path))


def _images(chunks: Iterator[bytes], indices: Collection[int]) -> dict[int, Digit]:
    """Pick images out of an IDX file as it passes by."""
    wanted = iter(sorted(indices))
    index = next(wanted, None)
    found: dict[int, Digit] = {}
    rest, start = b"", -mnist.IMAGES_HEADER_BYTES  # of `rest`, counted from the first image
    for chunk in chunks:
        rest += chunk
        while index is not None and start + len(rest) >= (index + 1) * IMAGE_BYTES:
            offset = index * IMAGE_BYTES - start
            image = np.frombuffer(rest[offset : offset + IMAGE_BYTES], np.uint8)
            found[index] = image.reshape(28, 28)
            index = next(wanted, None)
        kept = 0 if index is None else max(0, start + len(rest) - index * IMAGE_BYTES)
        start += len(rest) - kept
        rest = rest[len(rest) - kept :]
    return found


def _verified(file: DataFile, path: Path) -> Iterator[bytes]:
    """Yield the decompressed content of `file`, and raise at its end if it was not that."""
    digest, size = hashlib.sha256(), 0
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            while size <= file.size and (chunk := stream.read(_CHUNK_BYTES)):
                digest.update(chunk)
                size += len(chunk)
                yield chunk
    except (OSError, EOFError, zlib.error) as exc:
        reason = getattr(exc, "strerror", None) or exc
        raise DatasetError(f"{path}: expected a readable file, got {reason}") from exc
    if digest.hexdigest() != file.sha256:
        raise DatasetError(
            f"{path}: expected SHA-256 {file.sha256}, got another; remove it, and "
            f"fetch it with: inkling data fetch {file.folder}"
        )
