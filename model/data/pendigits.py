"""Pen-Based Recognition of Handwritten Digits: 7,494 digits by 30 writers, as pen strokes.

E. Alpaydin and F. Alimoglu, UCI Machine Learning Repository, doi 10.24432/C5MG6K; CC BY 4.0. The
original file is in the UNIPEN format (Guyon et al., "UNIPEN project of on-line data exchange and
recognizer benchmarks", 1994); `model.data.unipen` parses it.
"""

from functools import partial

from model.data import unipen
from model.data.archives import zip_member
from model.data.cache import DataDir, fetch
from model.data.data_file import DataFile, DownloadProgress
from model.data.unipen import Sample

ARCHIVE = (
    "https://archive.ics.uci.edu/static/public/81/pen+based+recognition+of+handwritten+digits.zip"
)
MEMBER = "pendigits-orig.tra.Z"
BOX = 500.0
"""Side of the tablet's box in its own units, with y pointing up."""


def _diagnose(content: bytes, source: str) -> None:
    """Raise an error that gives line and writer, if `content` does not parse."""
    unipen.parse(content, source, BOX)


STROKES = DataFile(
    folder="pendigits",
    name="pendigits-orig.tra",
    size=3_641_673,
    sha256="a66225d68d7d68591e62944df1ad33b3f5aa608e2df2505844b41f5568a80da4",
    mirrors=(ARCHIVE,),
    unpack=partial(zip_member, MEMBER),
    diagnose=_diagnose,
)
FILES = (STROKES,)

HASHES = {file.name: file.sha256 for file in FILES}
"""SHA-256 of its file by name; trained weights record that of their training data."""


def load(data_dir: DataDir = None, progress: DownloadProgress | None = None) -> list[Sample]:
    """Load all digits in the order of the file.

    Parameters
    ----------
    data_dir, progress
        As in `model.data.cache.fetch`.

    Raises
    ------
    DatasetError
        If the file is missing or damaged; the message gives line and writer if they are known.
    """
    path, content = fetch(STROKES, data_dir, progress)
    return unipen.parse(content, str(path), BOX)
