"""Members of archives as mirrors offer them: zip, and tar compressed by gzip."""

import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable

from model.data import lzw


def zip_member(member: str, packed: bytes, limit: int) -> bytes:
    """Return the first `limit` bytes of a member of a zip archive.

    A member whose name ends in ``.Z`` is decompressed, see `model.data.lzw`.

    Raises
    ------
    ValueError
        If `packed` is not a zip archive, is damaged, or has no such member.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive, archive.open(member) as stream:
            content = stream.read(limit)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError) as exc:
        raise ValueError(f"expected a zip archive with {member}, got {exc}") from exc
    return lzw.decompress(content, limit) if member.endswith(".Z") else content


def tar_members(packed: bytes, is_needed: Callable[[str], bool], limit: int) -> dict[str, bytes]:
    """Return the files of a ``.tar.gz`` of a repository, by path without its top folder.

    Parameters
    ----------
    packed : bytes
    is_needed : callable
        From the path of a file to whether it is returned.
    limit : int
        Reading stops with an error when the files have more bytes than this.

    Raises
    ------
    ValueError
        If `packed` is not such an archive, is damaged, or its files are too large.
    """
    files: dict[str, bytes] = {}
    size = 0
    try:
        with tarfile.open(fileobj=io.BytesIO(packed), mode="r:gz") as archive:
            for entry in archive:
                path = entry.name.partition("/")[2]
                if not entry.isfile() or not is_needed(path):
                    continue
                size += entry.size
                if size > limit:
                    raise ValueError(f"expected files of at most {limit} bytes, got more")
                stream = archive.extractfile(entry)
                files[path] = stream.read() if stream else b""
    except (tarfile.TarError, OSError, EOFError, zlib.error) as exc:
        raise ValueError(f"expected a .tar.gz archive, got {exc}") from exc
    return files
