"""Labelled images from folders ``0`` to ``9``, whose names are the labels."""

import warnings
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from model.evaluation.sets.labelled import EvaluationDataError, LabelledDrawings, SkippedFile
from model.preprocessing.pipeline import BlankDrawingError, Prepared, preprocess

LABELS = tuple(str(digit) for digit in range(10))
NON_DIGITS_FOLDER = "not-a-digit"
CORRECTIONS_FILE = "corrections.jsonl"
"""Beside the digits in exported corrections; no digits, so they are passed over."""

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
READABLE = "PNG, JPEG, WebP, GIF or BMP"


def read(folder: Path) -> LabelledDrawings:
    """Read and preprocess every image as the service does.

    Entries outside the folders 0 to 9, and files that cannot be read, are skipped and reported;
    those of exported corrections that are no digits, `NON_DIGITS_FOLDER` and `CORRECTIONS_FILE`,
    are skipped.

    Raises
    ------
    EvaluationDataError
        If there is no folder 0 to 9, or no readable image in them.
    """
    entries = sorted(folder.iterdir())
    label_folders = [entry for entry in entries if entry.is_dir() and entry.name in LABELS]
    if not label_folders:
        names = ", ".join(entry.name for entry in entries[:5]) or "nothing"
        raise EvaluationDataError(
            f"{folder}: expected folders 0 to 9 with images of these digits, got {names}"
        )
    known = [*LABELS, NON_DIGITS_FOLDER, CORRECTIONS_FILE]
    skipped = [_skip_stray(entry) for entry in entries if entry.name not in known]
    inputs, labels = [], []
    for folder_of_label in label_folders:
        for path in sorted(folder_of_label.iterdir()):
            try:
                inputs.append(read_input(path))
            except EvaluationDataError as error:
                skipped.append(SkippedFile(str(path), str(error)))
            else:
                labels.append(int(folder_of_label.name))
    if not inputs:
        reason = f"{skipped[0].file}: {skipped[0].reason}" if skipped else "empty folders"
        raise EvaluationDataError(
            f"{folder}: expected at least one readable image, got none ({reason})"
        )
    return LabelledDrawings(inputs, np.array(labels, dtype=np.uint8), tuple(skipped))


def _skip_stray(entry: Path) -> SkippedFile:
    kind = "folder" if entry.is_dir() else "file"
    return SkippedFile(str(entry), f"expected folders 0 to 9, got a {kind} with another name")


def read_input(path: Path) -> Prepared:
    """Read and preprocess one image.

    Raises
    ------
    EvaluationDataError
        If it cannot be read, or is blank.
    """
    if not path.is_file():
        raise EvaluationDataError("expected an image, got a folder")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.simplefilter("ignore", UserWarning)  # about metadata that is not used
            with Image.open(path, formats=FORMATS) as image:
                return preprocess(image)
    except BlankDrawingError as error:
        raise EvaluationDataError(str(error)) from error
    except UnidentifiedImageError:
        raise EvaluationDataError(f"expected an image ({READABLE}), got another file") from None
    except Exception as error:  # damaged images raise a dozen kinds of exception
        raise EvaluationDataError(f"expected an image ({READABLE}), got {error}") from error
