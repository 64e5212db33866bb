"""Partial read of a data set: a few digits, without downloading it or holding it in memory.

For the service, which must neither load nor download a whole data set because someone opens a page,
as `model.data.cache.fetch` would.
"""

import gzip
import hashlib
import zlib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.data import mnist, pendigits, unipen
from model.data.cache import DataDir, find_local, read_verified
from model.data.data_file import DataFile, DatasetError
from model.data.unipen import Sample

Source = Literal["mnist_test", "mnist_train", "pendigits"]
Digit = NDArray[np.uint8] | Sample

FILES: Mapping[Source, DataFile] = {
    "mnist_test": mnist.TEST_IMAGES,
    "mnist_train": mnist.TRAIN_IMAGES,
    "pendigits": pendigits.STROKES,
}

SOURCES: Mapping[str, Source] = {source: source for source in FILES}
"""Data sets that can be read in part, by name."""

IMAGE_BYTES = 28 * 28
_CHUNK_BYTES = 2**18


class DatasetMissingError(DatasetError):
    """The data set is not on this machine."""


def find_file(source: Source, data_dir: DataDir = None) -> Path:
    """Return the path of a data set's file, not verified.

    Parameters
    ----------
    source : {"mnist_test", "mnist_train", "pendigits"}
    data_dir : path, optional
        As in `model.data.cache.find_local`.

    Raises
    ------
    DatasetMissingError
        If it is not on this machine.
    """
    path = find_local(FILES[source], data_dir)
    if path is None:
        data_set = FILES[source].folder
        raise DatasetMissingError(
            f"The data set {data_set} was not found on this machine; download it with: "
            f"inkling data fetch {data_set}"
        )
    return path


def read_digits(source: Source, path: Path, indices: Collection[int]) -> dict[int, Digit]:
    """Return the digits at `indices` by index; those beyond the end of the file are left out.

    Parameters
    ----------
    source : {"mnist_test", "mnist_train", "pendigits"}
    path : pathlib.Path
        As `find_file` returns it.
    indices : collection of int
        Positions in the file, 0 the first.

    Returns
    -------
    dict
        From index to digit: for MNIST a uint8 array of shape (28, 28), 0 background to 255 ink;
        for pen strokes a `model.data.unipen.Sample`.

    Raises
    ------
    DatasetError
        If the file cannot be read, or its hash differs.
    """
    file = FILES[source]
    if source == "pendigits":
        samples = unipen.parse(read_verified(file, path), str(path), pendigits.BOX)
        return {i: samples[i] for i in indices if i < len(samples)}
    return _pick_images(_verified_chunks(file, path), indices)


def _pick_images(chunks: Iterator[bytes], indices: Collection[int]) -> dict[int, Digit]:
    """Return the images at `indices` of an IDX file that arrives in chunks."""
    remaining = iter(sorted(indices))
    index = next(remaining, None)
    images: dict[int, Digit] = {}
    buffer, start = b"", -mnist.IMAGES_HEADER_BYTES  # of the buffer, relative to the first image
    for chunk in chunks:
        buffer += chunk
        while index is not None and start + len(buffer) >= (index + 1) * IMAGE_BYTES:
            offset = index * IMAGE_BYTES - start
            image = np.frombuffer(buffer[offset : offset + IMAGE_BYTES], np.uint8)
            images[index] = image.reshape(28, 28)
            index = next(remaining, None)
        tail_size = 0 if index is None else max(0, start + len(buffer) - index * IMAGE_BYTES)
        start += len(buffer) - tail_size
        buffer = buffer[len(buffer) - tail_size :]
    return images


def _verified_chunks(file: DataFile, path: Path) -> Iterator[bytes]:
    """Yield the decompressed content of `file`, and raise at the end if its hash differs."""
    digest, size = hashlib.sha256(), 0
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            while size <= file.size and (chunk := stream.read(_CHUNK_BYTES)):
                digest.update(chunk)
                size += len(chunk)
                yield chunk
    except (OSError, EOFError, zlib.error) as exc:
        reason = getattr(exc, "strerror", None) or exc
        raise DatasetError(f"{path} cannot be read: {reason}") from exc
    if digest.hexdigest() != file.sha256:
        raise DatasetError(
            f"{path}: expected SHA-256 {file.sha256}, got a different file; remove it and "
            f"download it with: inkling data fetch {file.folder}"
        )
