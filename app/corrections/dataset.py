"""A folder of corrections as a labelled data set: written, and read back.

    0/ID.png ... 9/ID.png, not-a-digit/ID.png    the drawings, rendered
    corrections.jsonl                            the drawings as they were sent, with their labels

A line of the file is the body of a request to ``POST /corrections``, so strokes stay strokes, and
an import gives the same drawings to the byte. Without the file, the pictures are read.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TextIO

import numpy as np
from PIL import Image
from starlette.datastructures import QueryParams

from app.corrections import schemas
from app.corrections.labelling import label_prediction
from app.corrections.record import Correction
from app.corrections.service import CorrectionService
from app.http.problems import InvalidRequest, Problem, UnknownCorrection
from app.parsing import images
from app.parsing.correction_request import (
    NON_DIGIT,
    CorrectionRequest,
    Label,
    parse_json_correction,
)
from app.parsing.drawing import PixelDrawing
from app.parsing.json_body import parse_json
from app.settings import Settings
from model.evaluation.sets.image_folder import CORRECTIONS_FILE, LABELS, NON_DIGITS_FOLDER
from model.serialization.model_file import Model

_LABELS: dict[str, Label] = {**{name: int(name) for name in LABELS}, NON_DIGITS_FOLDER: NON_DIGIT}
_FOLDERS = {label: name for name, label in _LABELS.items()}


@dataclass(frozen=True)
class Imported:
    """Result of importing one drawing of a folder.

    Attributes
    ----------
    source : str
        The file, and the line of `corrections.jsonl`.
    correction : Correction or None
        The correction that was added; None if it was known, or could not be read.
    error : str or None
        Why it could not be read.
    """

    source: str
    correction: Correction | None = None
    error: str | None = None


def export_corrections(service: CorrectionService, folder: Path, settings: Settings) -> int:
    """Write the accepted corrections to a new or empty folder; return their number.

    Raises
    ------
    ValueError
        If it is a file, or the folder holds something.
    """
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"{folder}: expected a new or empty folder, got a file")
    if folder.is_dir() and any(folder.iterdir()):
        raise ValueError(f"{folder}: expected a new or empty folder, got one that holds something")
    ids = [correction.id for correction in service.all("accepted")]
    folder.mkdir(parents=True, exist_ok=True)
    # Inside, as the folder may be the current one or a mount, which cannot be replaced.
    with tempfile.TemporaryDirectory(dir=folder, prefix=".unfinished-") as unfinished:
        part = Path(unfinished)
        count = 0
        with (part / CORRECTIONS_FILE).open("w", encoding="utf-8", newline="\n") as lines:
            for correction_id in ids:
                with suppress(UnknownCorrection):  # deleted in the meantime
                    _export(service, correction_id, part, lines, settings.max_pixels)
                    count += 1
        for entry in part.iterdir():
            entry.rename(folder / entry.name)
    return count


def _export(
    service: CorrectionService, correction_id: str, folder: Path, lines: TextIO, max_pixels: int
) -> None:
    correction, sent = service.get(correction_id)
    detail = schemas.describe_in_detail(correction, sent, is_local=True)
    body = {**detail.drawing, "label": correction.label, "note": correction.note}
    drawing = parse_json_correction(body, QueryParams(), max_pixels).drawing
    if isinstance(drawing, PixelDrawing):
        paper = 255 - np.rint(255 * drawing.vector.reshape(28, 28)).astype(np.uint8)
        image = Image.fromarray(paper)
    else:
        image = drawing.load_image()
    path = folder / _FOLDERS[correction.label] / f"{correction.id}.png"
    path.parent.mkdir(exist_ok=True)
    image.save(path)
    lines.write(json.dumps(body) + "\n")


def import_corrections(
    service: CorrectionService, folder: Path, model: Model, settings: Settings
) -> Iterator[Imported]:
    """Add the corrections of a folder that are not known yet; yield the result of each.

    A correction is known if there is one of the same drawing with the same label, in any state. One
    that contradicts another is pending; others are accepted.

    Raises
    ------
    ValueError
        If the folder has neither the file nor a folder of a label.
    app.http.problems.CorrectionsFull, app.http.problems.DatabaseUnavailable
    """
    file = folder / CORRECTIONS_FILE
    for source, parse in _lines(file, settings) if file.is_file() else _pictures(folder, settings):
        try:
            new = label_prediction(model, parse())
        except (OSError, Problem) as error:
            yield Imported(source, error=_message(error))
        else:
            yield Imported(source, service.add_unless_known(new))


Parse = Callable[[], CorrectionRequest]


def _lines(file: Path, settings: Settings) -> Iterator[tuple[str, Parse]]:
    """Yield each line, of at most the size of a request, and a function that parses it."""
    limit = settings.max_body_bytes

    def parse(line: bytes) -> CorrectionRequest:
        if len(line) > limit:
            raise InvalidRequest(f"expected a line of at most {limit:,} bytes, got more")
        return parse_json_correction(parse_json(line), QueryParams(), settings.max_pixels)

    with file.open("rb") as lines:
        number = 0
        while line := lines.readline(limit + 1):
            number += 1
            rest = line
            while len(rest) > limit and not rest.endswith(b"\n"):  # skip what is too long
                rest = lines.readline(limit + 1)
            if line.strip():
                yield f"{file}, line {number}", partial(parse, line)


def _pictures(folder: Path, settings: Settings) -> Iterator[tuple[str, Parse]]:
    """Yield each file of the folders of labels, and a function that reads it."""
    entries = sorted(folder.iterdir())
    if not any(entry.is_dir() and entry.name in _LABELS for entry in entries):
        names = ", ".join(entry.name for entry in entries[:5]) or "nothing"
        raise ValueError(
            f"{folder}: expected {CORRECTIONS_FILE}, or folders 0 to 9 and {NON_DIGITS_FOLDER}, "
            f"got {names}"
        )
    for entry in entries:
        if entry.is_dir() and entry.name in _LABELS:
            for path in sorted(entry.iterdir()):
                yield str(path), partial(_read_picture, path, _LABELS[entry.name], settings)
        else:
            yield str(entry), partial(_reject_stray, entry)


def _read_picture(path: Path, label: Label, settings: Settings) -> CorrectionRequest:
    if not path.is_file():
        raise InvalidRequest("expected an image, got no file")
    limit = settings.max_body_bytes
    with path.open("rb") as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise InvalidRequest(f"expected an image of at most {limit:,} bytes, got more")
    drawing = images.parse(content, (), settings.max_pixels)
    return CorrectionRequest(drawing, "image", content, label, "")


def _reject_stray(entry: Path) -> CorrectionRequest:
    names = f"0 to 9 and {NON_DIGITS_FOLDER}"
    raise InvalidRequest(f"expected folders {names}, got {entry.name!a}")


def _message(error: OSError | Problem) -> str:
    if isinstance(error, OSError):
        return f"expected a readable file, got {error.strerror}"
    return error.detail
