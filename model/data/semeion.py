"""Semeion: 1,593 digits by about 80 persons, 16 x 16 bits, stretched to fill the square.

Semeion Research Center of Sciences of Communication and Tattile; UCI Machine Learning Repository,
doi 10.24432/C5SC8V; CC BY 4.0. A line of the file is a digit: 256 pixels, then the label.
"""

from functools import partial

import numpy as np

from model.data.archives import zip_member
from model.data.bitmaps import Bitmaps
from model.data.cache import DataDir, fetch
from model.data.data_file import DataFile, DatasetError, DownloadProgress

ARCHIVE = "https://archive.ics.uci.edu/static/public/178/semeion+handwritten+digit.zip"
MEMBER = "semeion.data"
SIDE = 16


PIXELS = DataFile(
    folder="semeion",
    name="semeion.data",
    size=2_861_028,
    sha256="25a59ea6a06d89e89b0b2e3c7f6f2fcd516c9798a065eee02492e249eecaddac",
    mirrors=(ARCHIVE,),
    unpack=partial(zip_member, MEMBER),
)
FILES = (PIXELS,)


def load(data_dir: DataDir = None, progress: DownloadProgress | None = None) -> Bitmaps:
    """Load all digits in the order of the file; the images are 16 x 16.

    Parameters
    ----------
    data_dir, progress
        As in `model.data.cache.fetch`.

    Raises
    ------
    DatasetError
        If the file is missing or damaged.
    """
    path, content = fetch(PIXELS, data_dir, progress)
    return parse(content, str(path))


def parse(content: bytes, source: str) -> Bitmaps:
    """Parse the content of the file; `source` is named by errors.

    Raises
    ------
    DatasetError
        If a line does not have 256 bits and a label.
    """
    try:
        numbers = np.array([line.split() for line in content.splitlines() if line.strip()], float)
    except ValueError as exc:
        raise DatasetError(f"{source}: expected 256 bits and a label a line, got {exc}") from exc
    if numbers.ndim != 2 or numbers.shape[1] != SIDE * SIDE + 1:
        raise DatasetError(f"{source}: expected 256 bits and a label a line, got other lines")
    bits, labels = numbers[:, :-1], numbers[:, -1]
    if not np.isin(bits, (0, 1)).all() or not np.isin(labels, range(10)).all():
        raise DatasetError(f"{source}: expected 256 bits and a label a line, got other values")
    pixels = 255 * bits.astype(np.uint8)
    return Bitmaps(pixels.reshape(-1, SIDE, SIDE), labels.astype(np.uint8))
