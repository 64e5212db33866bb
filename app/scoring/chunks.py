"""Chunks of pictures that are scored, and kept, together."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.scoring.picture import Picture

MAX_CHUNK_BYTES = 2**23
"""A chunk ends with the picture that exceeds it, so its memory is bounded."""


@dataclass(frozen=True)
class Chunk:
    """Pictures that one worker scores in one go.

    Attributes
    ----------
    key : str
        Hash of their names and contents, and of the options.
    pictures : tuple of Picture
    """

    key: str
    pictures: tuple[Picture, ...]


def split(pictures: Iterable[Picture], size: int, options: str) -> Iterator[Chunk]:
    """Yield chunks of up to `size` pictures; the number of workers does not change them.

    Parameters
    ----------
    pictures : iterable of Picture
    size : int
    options : str
        All else that the rows depend on.
    """
    chunk: list[Picture] = []
    size_bytes = 0
    for picture in pictures:
        chunk.append(picture)
        size_bytes += len(picture.content or b"")
        if len(chunk) == size or size_bytes > MAX_CHUNK_BYTES:
            yield _chunk(chunk, options)
            chunk, size_bytes = [], 0
    if chunk:
        yield _chunk(chunk, options)


def _chunk(pictures: list[Picture], options: str) -> Chunk:
    identity = json.dumps([options, *(picture.identity for picture in pictures)])
    return Chunk(hashlib.sha256(identity.encode()).hexdigest()[:32], tuple(pictures))
