"""One's own digits as further training images: folders as `inkling corrections export` writes them.

They are subfolders of `digits` in the folder of the data sets. A run keeps the name and the SHA-256
of what it began with, so that it resumes with the same images or not at all.
"""

import hashlib
import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.concurrency import threads
from app.http.problems import InvalidRequest
from model.data.cache import DataDir, cache_folder, data_folder
from model.data.data_file import DatasetError
from model.evaluation.sets import image_folder
from model.evaluation.sets.labelled import EvaluationDataError
from model.training.labelled_images import LabelledImages
from model.training.training_data import TrainingData

FOLDER = "digits"
SOURCE = "own digits"
"""Name among the sources of the training images, and of their hash in the model's metadata."""

MAX_IMAGES = 5000
"""Number of images of one folder: the request waits while they are read, some hundred a second."""

_NAME = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}"

FolderName = Annotated[str, StringConstraints(pattern=f"^{_NAME}$")]


class OwnDigits(BaseModel):
    """A folder of labelled images that are training images as well."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    folder: FolderName = Field(description="name of a folder in `digits` in the data folder")
    images: int | None = Field(
        default=None, ge=0, description="number of its digits, which the service counts"
    )
    sha256: str | None = Field(
        default=None, description="of its digits and labels; another one is an error"
    )


def list_folders(data_dir: DataDir) -> list[str]:
    """Return the names of the folders that a run can name and that can be read."""
    names: set[str] = set()
    for parent in _parents(data_dir):
        with suppress(OSError):
            names |= {path.name for path in parent.iterdir() if path.is_dir()}
    return sorted(filter(re.compile(_NAME).fullmatch, names))


def describe(own: OwnDigits, data_dir: DataDir) -> OwnDigits:
    """Return the description in full.

    Raises
    ------
    InvalidRequest
        If there are no such digits.
    """
    try:
        return load(own, data_dir)[0]
    except DatasetError as error:
        raise InvalidRequest.for_field(("body", "own_digits"), str(error)) from error


def load(own: OwnDigits, data_dir: DataDir) -> tuple[OwnDigits, LabelledImages]:
    """Read a folder; return its description in full, and its digits as training images.

    Images that cannot be read are passed over, as by `inkling evaluate --on`.

    Raises
    ------
    DatasetError
        If there is no such folder, it has no digits or too many, or other digits than described.
    """
    path = next((p / own.folder for p in _parents(data_dir) if (p / own.folder).is_dir()), None)
    if path is None:
        names = ", ".join(list_folders(data_dir)) or "none yet"
        raise DatasetError(
            f"expected a folder in {FOLDER}/ in the data folder ({names}), got {own.folder!r}"
        )
    files = [
        (label, file)
        for label, name in enumerate(image_folder.LABELS)
        for file in sorted((path / name).glob("*"))
    ]
    _expect_number(len(files), own.folder)  # before any is read
    vectors, labels = [], []
    for label, file in files:
        threads.check_cancelled()
        with suppress(EvaluationDataError):
            vectors.append(image_folder.read_input(file).vector)
            labels.append(label)
    _expect_number(len(labels), own.folder)
    pixels = np.rint(255 * np.array(vectors)).astype(np.uint8)  # (N, 784)
    images = LabelledImages(pixels, np.array(labels, dtype=np.uint8))
    sha256 = hashlib.sha256(images.images.tobytes() + images.labels.tobytes()).hexdigest()
    found = OwnDigits(folder=own.folder, images=len(images), sha256=sha256)
    if own.sha256 not in {None, sha256}:
        raise DatasetError(
            f"expected digits and labels with the SHA-256 {own.sha256} in {FOLDER}/{own.folder}, "
            f"got {sha256}: they have changed since"
        )
    return found, images


def _expect_number(count: int, folder: str) -> None:
    if not 0 < count <= MAX_IMAGES:
        raise DatasetError(
            f"expected 1 to {MAX_IMAGES:,} readable images in the folders 0 to 9 of "
            f"{FOLDER}/{folder}, got {count:,}"
        )


def add(data: TrainingData, own: OwnDigits, images: LabelledImages) -> TrainingData:
    """Return training data in which each of one's own digits comes once in an epoch as well."""
    return replace(
        data,
        sources={**data.sources, SOURCE: images},
        per_epoch={**data.per_epoch, SOURCE: len(images)},
        hashes={**data.hashes, SOURCE: own.sha256 or ""},
    )


def _parents(data_dir: DataDir) -> list[Path]:
    """Return the folders `digits` of the user's data folder and of the cache."""
    folders = (data_folder(data_dir), cache_folder())
    return [folder / FOLDER for folder in folders if folder is not None]
