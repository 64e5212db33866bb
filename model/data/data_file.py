"""Description of a data file: its size, hash and mirrors, and how a download is unpacked."""

import gzip
import hashlib
import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass

CHUNK_BYTES = 1 << 20


class DatasetError(ValueError):
    """A data file is missing, damaged, or not the file that its name says.

    The message names the file, the expected size, hash or form, and the actual one.
    """


DownloadProgress = Callable[[str, int, int | None], None]
"""Called while a file downloads: its name, the bytes received, and the total if known."""


@dataclass(frozen=True)
class DataFile:
    """One file of a data set, as it is after decompression.

    Attributes
    ----------
    folder : str
        The name of the data set and of the folder that its files are stored in.
    name : str
        File name without ``.gz``.
    size : int
        Bytes after decompression; decompression stops there.
    sha256 : str
        SHA-256 of the decompressed bytes, 64 hexadecimal digits.
    mirrors : tuple of str
        URLs to download from, tried in order.
    unpack : callable
        ``unpack(body, limit)`` returns the first `limit` decompressed bytes of a mirror's response,
        or raises a `ValueError`.
    diagnose : callable or None
        ``diagnose(content, source)`` is called when the hash differs, and raises a `DatasetError`
        that locates the damage, if it can.
    max_packed_bytes : int
        Size of the largest response of a mirror, for archives that hold other files as well; 0 for
        the size of this file and a little more.
    """

    folder: str
    name: str
    size: int
    sha256: str
    mirrors: tuple[str, ...]
    unpack: Callable[[bytes, int], bytes]
    diagnose: Callable[[bytes, str], object] | None = None
    max_packed_bytes: int = 0

    def verify(self, content: bytes, source: str) -> None:
        """Verify that `content` is this file.

        Parameters
        ----------
        content : bytes
            Decompressed.
        source : str
            The path or URL that an error names.

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
        If `packed` is not gzip, is damaged, or ends early before `limit` bytes.
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
