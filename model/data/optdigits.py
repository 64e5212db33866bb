"""Optical Recognition of Handwritten Digits: 1,797 scanned digits, 32 x 32 bits, not stretched.

E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, doi 10.24432/C50P49; CC BY 4.0. This is
the part of writers of their own (``windep``), as original bitmaps. After a header, a digit is 32
lines of 32 bits and a line with its label.
"""

import re
from functools import partial

import numpy as np

from model.data.archives import zip_member
from model.data.bitmaps import Bitmaps
from model.data.cache import DataDir, fetch
from model.data.data_file import DataFile, DatasetError, DownloadProgress

ARCHIVE = (
    "https://archive.ics.uci.edu/static/public/80/optical+recognition+of+handwritten+digits.zip"
)
MEMBER = "optdigits-orig.windep.Z"
SIDE = 32

_DIGIT = re.compile(rb"((?:[01]{32}\r?\n){32}) ([0-9])\r?\n")


PIXELS = DataFile(
    folder="optdigits",
    name="optdigits-orig.windep",
    size=1_903_353,
    sha256="c09ab8735d588fdf980724f10a5072c0b757037dc80b448b2f6a10392751c9d6",
    mirrors=(ARCHIVE,),
    unpack=partial(zip_member, MEMBER),
    max_packed_bytes=16 << 20,  # the archive has the other parts as well
)
FILES = (PIXELS,)


def load(data_dir: DataDir = None, progress: DownloadProgress | None = None) -> Bitmaps:
    """Load all digits in the order of the file; the images are 32 x 32.

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
        If it holds fewer digits than its header announces, or none.
    """
    announced = re.search(rb"^ndigit = (\d+)", content, re.MULTILINE)
    digits = _DIGIT.findall(content)
    if not announced or not digits or len(digits) != int(announced[1]):
        raise DatasetError(
            f"{source}: expected a header with the number of digits and as many digits of "
            f"32 x 32 bits, got {len(digits)}"
        )
    bits = np.array([list(b"".join(rows.split())) for rows, _ in digits], np.uint8) - ord("0")
    labels = np.array([int(label) for _, label in digits], np.uint8)
    return Bitmaps(255 * bits.reshape(-1, SIDE, SIDE), labels)
