"""UNIPEN train_r01_v07, category 1a: isolated digits by some 120 writers, on tablets of all kinds.

International Unipen Foundation, Zenodo, doi 10.5281/zenodo.1195803; CC BY 4.0. Used are 13 of its
donors, in the corrected edition https://github.com/GreenCappuccino/train_r01_v07; the file is a
tar archive of their segment files, ``data/1a/DONOR``, and the data files that these include. A
download of the repository is packed again into exactly the same archive, byte for byte, so one hash
verifies all files.
"""

import io
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.data import unipen_segments
from model.data.archives import tar_members
from model.data.cache import DataDir, fetch
from model.data.data_file import DataFile, DatasetError, DownloadProgress
from model.data.miscut_digits import is_miscut

DONORS = (
    *("aga", "apa", "apb", "app", "art", "cea", "ceb"),
    *("gmd", "ibm", "lou", "pri", "syn", "val"),
)

COMMIT = "552a4d440bc94bb34710650c0826be7deb986f7c"
ARCHIVE = f"https://github.com/GreenCappuccino/train_r01_v07/archive/{COMMIT}.tar.gz"

_TEXTS = ("CDROM-README", "LICENSE", "README.md")
_TIMESTAMP = 1767225600
"""Modification time of every entry of the archive: 2026-01-01."""

_INCLUDE = re.compile(rb"^\.INCLUDE\s+(\S+)", re.MULTILINE)
_MAX_PACKED_BYTES = 512 << 20
_MAX_UNPACKED_BYTES = 2 << 30


@dataclass(frozen=True, eq=False)
class WrittenDigit:
    """One digit by one writer.

    Attributes
    ----------
    strokes : tuple of arrays of float64, shape (n, 2)
        The points x, y of each stroke in drawing order, y pointing down, in the tablet's units.
    label : int
        0 to 9.
    donor : str
        Name of the donor, see `DONORS`.
    writer : str
        Donor and writer, such as ``ibm/04``.
    """

    strokes: tuple[NDArray[np.float64], ...]
    label: int
    donor: str
    writer: str


def _unpack(packed: bytes, limit: int) -> bytes:
    """Return the archive of `DONORS`, made from one of the whole repository."""
    files = tar_members(packed, _may_be_needed, _MAX_UNPACKED_BYTES)
    names = {name for name in files if not name.startswith("include/")}
    for name in tuple(names):
        names |= {f"include/{path.decode()}" for path in _INCLUDE.findall(files[name])}
    return pack({name: files[name] for name in names & files.keys()})[:limit]


def _may_be_needed(path: str) -> bool:
    folders = [f"{parent}/{donor}/" for donor in DONORS for parent in ("data/1a", "include")]
    return path in _TEXTS or path.startswith(tuple(folders))


def pack(files: dict[str, bytes]) -> bytes:
    """Return a tar archive of files by path, always the same for the same files."""
    folders = {"", *(name[:i] for name in files for i in _slashes(name))}
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name in sorted(folders | files.keys(), key=lambda name: f"./{name}" if name else "."):
            entry = tarfile.TarInfo(f"./{name}" if name else ".")
            entry.mtime, entry.uname, entry.gname = _TIMESTAMP, "root", "root"
            content = files.get(name)
            if content is None:
                entry.type, entry.mode = tarfile.DIRTYPE, 0o755
                archive.addfile(entry)
            else:
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def _slashes(path: str) -> list[int]:
    return [position for position, character in enumerate(path) if character == "/"]


STROKES = DataFile(
    folder="unipen",
    name="unipen-1a.tar",
    size=25_374_720,
    sha256="800d09039272a4ec344799fe7d603229759ffa32b2d4a033f62fe773ad7a09c7",
    mirrors=(ARCHIVE,),
    unpack=_unpack,
    max_packed_bytes=_MAX_PACKED_BYTES,
)
FILES = (STROKES,)


def load(data_dir: DataDir = None, progress: DownloadProgress | None = None) -> list[WrittenDigit]:
    """Load all digits that are cut correctly, see `model.data.miscut_digits`.

    Parameters
    ----------
    data_dir, progress
        As in `model.data.cache.fetch`.

    Returns
    -------
    list of WrittenDigit
        In the order of the names of the files, and within a file in its order.

    Raises
    ------
    DatasetError
        If the file is missing or damaged.
    """
    path, content = fetch(STROKES, data_dir, progress)
    return [
        digit
        for digit in parse(content, str(path))
        if not is_miscut(digit.strokes, digit.label, digit.donor)
    ]


def parse(content: bytes, source: str) -> Iterator[WrittenDigit]:
    """Yield all digits of the archive.

    Raises
    ------
    DatasetError
        If it is not a tar archive, or a file that is included is missing.
    """
    try:
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            texts = {
                entry.name.removeprefix("./"): stream.read().decode("latin-1")
                for entry in archive
                if (stream := archive.extractfile(entry))
            }
    except tarfile.TarError as exc:
        raise DatasetError(f"{source}: expected a tar archive, got {exc}") from exc
    for name in sorted(texts):
        if name.startswith("data/1a/"):
            yield from _digits(name, texts, f"{source}, {name}")


def _digits(name: str, texts: dict[str, str], source: str) -> Iterator[WrittenDigit]:
    """Yield the digits of one segment file."""
    segments = unipen_segments.parse_segments(texts[name])
    included = unipen_segments.included_file(texts[name])
    text = texts.get(f"include/{included}")
    if text is None:
        raise DatasetError(f"{source}: expected to find the file that it includes, {included}")
    donor = name.split("/")[2]
    writer = f"{donor}/{_person(donor, unipen_segments.writer_id(text) or name)}"
    components = unipen_segments.parse_components(text)
    for segment in segments:
        strokes = unipen_segments.strokes_of(segment, components, source)
        if strokes:
            yield WrittenDigit(strokes, segment.label, donor, writer)


def _person(donor: str, writer: str) -> str:
    """Return the identifier of a person; ``ibm`` puts the number of the session before it."""
    return writer.rpartition("-")[2] if donor == "ibm" else writer
