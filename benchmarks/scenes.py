"""Digits among lines, frames and borders: the cost of the choice of the ink.

The pictures are the constructed scenes of `inkling evaluate --on scenes`.
"""

import io
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import numpy as np
from PIL import Image

from benchmarks.rounds import ratios, run_rounds
from benchmarks.subject import MissingError
from benchmarks.table import Goal, Row, Spread, Table, format_short
from model.data.data_file import DatasetError
from model.evaluation.sets import held_out
from model.evaluation.sets.scenes import SCENES
from model.inference.input_selection import choose_input
from model.preprocessing.pipeline import BlankDrawingError, preprocess
from model.serialization import model_file

PICTURES, ROUNDS = 16, 5
MAX_RATIO = 2.5


def measure(*, quick: bool) -> list[Table]:
    try:
        digits = held_out.read("pendigits", None).digits
    except DatasetError as error:
        raise MissingError(str(error)) from error
    count = 2 if quick else PICTURES
    samples = [digits[i] for i in np.linspace(0, len(digits) - 1, count).astype(np.intp)]
    model = model_file.load(model_file.find_model("wide"))

    def classify_once(data: bytes) -> None:
        model.predict(preprocess(_open(data)).vector[np.newaxis])

    def choose(data: bytes) -> None:
        choose_input(model.predict, model.metadata, preprocess(_open(data)))

    table = Table(
        "Digits among lines and frames",
        f"Milliseconds of processor time for a picture (mean of {count}) with `wide`: PNG decoded, "
        "preprocessed as drawn and classified once, and with all readings that its lines, frames "
        "and borders call for. Ratio: all readings over one.",
        ["scene", "as drawn", "all readings"],
        "ratio",
    )
    for scene in SCENES.values():
        pictures = [_to_png(scene.picture(samples, index)) for index in range(count)]
        subjects = {
            name: partial(_milliseconds, read, pictures)
            for name, read in (("once", classify_once), ("all", choose))
        }
        figures = run_rounds(subjects, 1 if quick else ROUNDS, missing={})
        once, all_readings = figures["once"], figures["all"]
        medians = [format_short(Spread.of(times).median) for times in (once, all_readings)]
        goal = Goal(maximum=MAX_RATIO)
        table.rows.append(Row([scene.title, *medians], ratios(all_readings, once), goal))
    return [table]


def _milliseconds(read: Callable[[bytes], None], pictures: list[bytes]) -> float:
    """Return the mean processor time of a picture."""
    start = time.process_time()
    for data in pictures:
        with suppress(BlankDrawingError):  # a page without a digit
            read(data)
    return 1e3 * (time.process_time() - start) / len(pictures)


def _to_png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def _open(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))
