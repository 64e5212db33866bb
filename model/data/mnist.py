"""MNIST: 70,000 scanned digits of 28 x 28 pixels (LeCun, Cortes and Burges; CC BY-SA 3.0).

The files are in the IDX format: big-endian 32-bit integers for a magic number and for the length
of each axis, then the bytes (http://yann.lecun.com/exdb/mnist/ as archived).
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.data.cache import DataDir, fetch
from model.data.data_file import DataFile, DownloadProgress, gunzip

Split = Literal["train", "test"]

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)


def _file(name: str, size: int, sha256: str) -> DataFile:
    mirrors = tuple(f"{mirror}{name}.gz" for mirror in MIRRORS)
    return DataFile("mnist", name, size, sha256, mirrors, gunzip)


TRAIN_IMAGES = _file(
    "train-images-idx3-ubyte",
    47_040_016,
    "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
)
TRAIN_LABELS = _file(
    "train-labels-idx1-ubyte",
    60_008,
    "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
)
TEST_IMAGES = _file(
    "t10k-images-idx3-ubyte",
    7_840_016,
    "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
)
TEST_LABELS = _file(
    "t10k-labels-idx1-ubyte",
    10_008,
    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
)
SPLITS: dict[str, tuple[DataFile, DataFile]] = {
    "train": (TRAIN_IMAGES, TRAIN_LABELS),
    "test": (TEST_IMAGES, TEST_LABELS),
}
HASHES = {split: {file.name: file.sha256 for file in files} for split, files in SPLITS.items()}
"""SHA-256 of each file, by split and name; trained weights record those of their training data."""

FILES = (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)

IMAGES_HEADER_BYTES = 16
LABELS_HEADER_BYTES = 8


def load(
    split: Split,
    data_dir: DataDir = None,
    progress: DownloadProgress | None = None,
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Load the images and labels of one split.

    Parameters
    ----------
    split : {"train", "test"}
        60,000 training or 10,000 test digits.
    data_dir, progress
        As in `model.data.cache.fetch`.

    Returns
    -------
    images : uint8 array, shape (N, 28, 28)
        0 background to 255 ink. Read-only.
    labels : uint8 array, shape (N,)
        0 to 9. Read-only.

    Raises
    ------
    ValueError
        If `split` is neither of them.
    DatasetError
        If a file is missing or damaged.
    """
    if split not in SPLITS:
        raise ValueError(f"expected train or test as split, got {split!r}")
    images_file, labels_file = SPLITS[split]
    _, images = fetch(images_file, data_dir, progress)
    _, labels = fetch(labels_file, data_dir, progress)
    # The hash has verified the headers already.
    return (
        np.frombuffer(images, np.uint8, offset=IMAGES_HEADER_BYTES).reshape(-1, 28, 28),
        np.frombuffer(labels, np.uint8, offset=LABELS_HEADER_BYTES),
    )
