"""Folders ``0`` to ``9`` of pictures; the folder's name is the label."""

import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from model.evaluation.sets.labelled import EvaluationDataError, Labelled, Problem
from model.preprocessing.pipeline import BlankDrawingError, preprocess

LABELS = tuple(str(digit) for digit in range(10))
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
READABLE = "PNG, JPEG, WebP, GIF or BMP"


def read(folder: Path) -> Labelled:
    """Read every picture as the service would.

    What stands in no folder of a label, and what cannot be read, is left out and reported.

    Raises
    ------
    EvaluationDataError
        If there is no folder of a label, or not one readable picture in them.
    """
    entries = sorted(folder.iterdir())
    labelled = [entry for entry in entries if entry.is_dir() and entry.name in LABELS]
    if not labelled:
        names = ", ".join(entry.name for entry in entries[:5]) or "nothing"
        raise EvaluationDataError(
            f"{folder}: expected folders 0 to 9 with pictures of these digits, got {names}"
        )
    problems = [_stray(entry) for entry in entries if entry not in labelled]
    images, labels = [], []
    for parent in labelled:
        for path in sorted(parent.iterdir()):
            try:
                images.append(_vector(path))
            except EvaluationDataError as error:
                problems.append(Problem(str(path), str(error)))
            else:
                labels.append(int(parent.name))
    if not images:
        reason = f"{problems[0].file}: {problems[0].reason}" if problems else "empty folders"
        raise EvaluationDataError(
            f"{folder}: expected at least one readable picture, got none ({reason})"
        )
    return Labelled(np.array(images), np.array(labels, dtype=np.uint8), tuple(problems))


def _stray(entry: Path) -> Problem:
    kind = "folder" if entry.is_dir() else "file"
    return Problem(str(entry), f"expected folders 0 to 9, got a {kind} that says no digit")


def _vector(path: Path) -> NDArray[np.float32]:
    if not path.is_file():
        raise EvaluationDataError("expected a picture, got a folder")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.simplefilter("ignore", UserWarning)  # about metadata that is not used
            with Image.open(path, formats=FORMATS) as image:
                return preprocess(image).vector
    except BlankDrawingError as error:
        raise EvaluationDataError(str(error)) from error
    except UnidentifiedImageError:
        raise EvaluationDataError(f"expected a picture ({READABLE}), got another file") from None
    except Exception as error:  # damaged pictures raise a dozen kinds of exception
        raise EvaluationDataError(f"expected a picture ({READABLE}), got {error}") from error
