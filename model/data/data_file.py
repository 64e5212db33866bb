"""What one file of a data set must be: its size, its hash, and how a download of it is unpacked."""

import gzip
import hashlib
import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass

CHUNK_BYTES = 1 << 20


class DatasetError(ValueError):
    """A data file is absent, damaged, or not the file that its name says.

    The message is one sentence that names the file and says what was expected and what was found.
    """


Progress = Callable[[str, int, int | None], None]
"""Called while a file downloads: its name, the bytes so far, the bytes in all when known."""


@dataclass(frozen=True)
class DataFile:
    """One file of a data set, as it is after decompression.

    Attributes
    ----------
    folder : str
        The data set, and the folder that its files are kept in.
    name : str
        File name without ``.gz``.
    size : int
        Bytes after decompression. Nothing is ever decompressed further than this.
    sha256 : str
        SHA-256 of the decompressed bytes, 64 hexadecimal digits.
    mirrors : tuple of str
        Addresses to download from, tried in order.
    unpack : callable
        Turns what a mirror sends into the decompressed bytes, given the most bytes it may return.
        Raises a `ValueError` if it cannot.
    diagnose : callable or None
        Looks into bytes that have the wrong hash and raises a `DatasetError` that says where they
        are wrong, if it can tell.
    """

    folder: str
    name: str
    size: int
    sha256: str
    mirrors: tuple[str, ...]
    unpack: Callable[[bytes, int], bytes]
    diagnose: Callable[[bytes, str], object] | None = None

    def verify(self, content: bytes, source: str) -> None:
        """Check that `content` is this file; `source` is the path or address that the error names.

        Raises
        ------
        DatasetError
            If the size or the hash differs.
        """
        digest = hashlib.sha256(content).hexdigest()
        if digest == self.sha256:
            return
        if self.diagnose:
            self.diagnose(content, source)
        if len(content) > self.size:
            raise DatasetError(f"{source}: expected {self.size} bytes, got more")
        if len(content) < self.size:
            raise DatasetError(f"{source}: expected {self.size} bytes, got {len(content)}")
        raise DatasetError(f"{source}: expected SHA-256 {self.sha256}, got {digest}")


def gunzip(packed: bytes, limit: int) -> bytes:
    """Return the first `limit` decompressed bytes of a gzip file.

    Raises
    ------
    ValueError
        If `packed` is not gzip, is damaged or ends early before `limit` bytes have come.
    """
    content = bytearray()
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as stream:
            while len(content) < limit:
                chunk = stream.read(min(CHUNK_BYTES, limit - len(content)))
                if not chunk:
                    break
                content += chunk
    except EOFError as exc:
        raise ValueError(f"the gzip stream ends early, after {len(content)} bytes") from exc
    except (gzip.BadGzipFile, zlib.error) as exc:
        raise ValueError(f"a damaged gzip stream after {len(content)} bytes ({exc})") from exc
    return bytes(content)
