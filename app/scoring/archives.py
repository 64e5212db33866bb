"""Readers of pictures in tar archives, which are not unpacked, and in tables of Parquet."""

import bz2
import gzip
import io
import lzma
import tarfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, cast

from app.scoring.parquet import import_parquet
from app.scoring.picture import MAX_FILE_BYTES, Picture, display_name

_TAR_SUFFIXES = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
_PARQUET_SUFFIX = ".parquet"
_IMAGE_COLUMN = "image"
_ROWS_PER_BATCH = 16

_COMPRESSIONS: dict[bytes, Callable[[IO[bytes]], Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\0": lzma.open,
}
_DAMAGED = (tarfile.TarError, EOFError, OSError, ValueError, zlib.error, lzma.LZMAError)


def reader(path: Path) -> Callable[[Path], Iterator[Picture]] | None:
    """Return the function that reads an archive or a table, by its suffix; None for others."""
    name = path.name.lower()
    if name.endswith(_TAR_SUFFIXES):
        return read_tar
    return read_parquet if name.endswith(_PARQUET_SUFFIX) else None


def read_tar(path: Path) -> Iterator[Picture]:
    """Yield each file of a tar archive as it comes, except hidden ones, folders and links.

    A picture with an error comes last if the archive is damaged or truncated.
    """
    name = display_name(path)
    try:
        with path.open("rb") as file:
            head = file.read(6)
            file.seek(0)
            unpack = next((f for magic, f in _COMPRESSIONS.items() if head.startswith(magic)), None)
            yield from _members(name, unpack(file) if unpack else file)
    except _DAMAGED as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else None
        yield Picture(
            name,
            error=f"expected a whole tar archive, got {reason or 'one damaged or truncated'}; "
            "the files before the damage are listed",
        )


def _members(name: str, file: IO[bytes]) -> Iterator[Picture]:
    blocks = _LastRead(file)
    with tarfile.open(fileobj=cast("IO[bytes]", blocks), mode="r:") as archive:
        while (member := archive.next()) is not None:
            archive.members.clear()  # type: ignore[attr-defined]  # it keeps a kilobyte for each
            if not member.isreg() or Path(member.name).name.startswith("."):
                continue
            content = archive.extractfile(member)
            assert content is not None  # noqa: S101  # a regular file
            yield Picture(
                f"{name}/{display_name(member.name)}", content=content.read(MAX_FILE_BYTES + 1)
            )
    if blocks.last != bytes(tarfile.BLOCKSIZE):
        raise tarfile.ReadError("expected an end of archive")


class _LastRead(io.RawIOBase):
    """A file that remembers the last block.

    tarfile takes a damaged or missing header for the end of the archive, which is a block of zeros.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.last = b""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next `size` bytes."""
        self.last = self._file.read(size)
        return self.last

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Set the position."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return the position."""
        return self._file.tell()


def read_parquet(path: Path) -> Iterator[Picture]:
    """Yield the picture of each row, from the column `image` or the only one with bytes.

    The column holds the bytes of image files, or structs with a field `bytes`, as in the data sets
    of Hugging Face.

    Raises
    ------
    app.extras.MissingExtraError
        If pyarrow is not installed.
    """
    pyarrow, parquet = import_parquet()
    name = display_name(path)
    row = 0
    try:
        with parquet.ParquetFile(path, pre_buffer=False, buffer_size=2**20) as table:
            column = _image_column(pyarrow, table.schema_arrow)
            for batch in table.iter_batches(_ROWS_PER_BATCH, columns=[column]):
                values = batch.column(0)
                if pyarrow.types.is_struct(values.type):
                    values = values.field("bytes")
                for value in values:
                    content = value.as_py()
                    missing = None if content is not None else "expected an image, got no value"
                    yield Picture(f"{name}/{row}", content=content, error=missing)
                    row += 1
    except (OSError, ValueError, pyarrow.ArrowException) as error:
        yield Picture(name, error=f"expected a Parquet file with a column of images, got {error}")


def _image_column(pyarrow: Any, schema: Any) -> str:
    """Return the name of the column, to be selected with all its fields.

    Raises
    ------
    ValueError
        If there is none, or several of which none is called `image`.
    """
    names = [field.name for field in schema if _holds_bytes(pyarrow, field.type)]
    if _IMAGE_COLUMN in names:
        return _IMAGE_COLUMN
    if len(names) != 1:
        columns = ", ".join(schema.names) or "none"
        raise ValueError(f"{len(names)} columns of bytes, none called image, among {columns}")
    return str(names[0])


def _holds_bytes(pyarrow: Any, kind: Any) -> bool:
    if pyarrow.types.is_struct(kind):
        index = kind.get_field_index("bytes")
        return index >= 0 and _holds_bytes(pyarrow, kind.field(index).type)
    return bool(pyarrow.types.is_binary(kind) or pyarrow.types.is_large_binary(kind))
