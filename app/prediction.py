"""Drawings to digits: preprocess, ask the model, and say how sure it is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.http.problems import BlankDrawing
from app.parsing.drawing import Drawing, PixelDrawing
from app.stage_pictures import StagePicture, picture
from model.inference.calibration import digits_found, is_accepted
from model.preprocessing.pipeline import BlankDrawingError, Prepared, preprocess
from model.serialization.model_file import Model

FAINTEST = 1 / 255
"""Less ink than this, one level of grey, in every pixel is none."""


@dataclass(frozen=True)
class Reading:
    """What a model made of one drawing.

    Attributes
    ----------
    probabilities : float64 array, shape (10,)
        Sums to 1.
    certain : bool
        Whether the model may be relied on here.
    digits_found : int
        How many digits stand side by side; with more than one, there is no single answer.
    vector : float32 array, shape (784,)
        What the model saw.
    stages : tuple of StagePicture
        How that came about; empty if nobody asked, or the drawing came as `PixelDrawing`.
    """

    probabilities: NDArray[np.float64]
    certain: bool
    digits_found: int
    vector: NDArray[np.float32]
    stages: tuple[StagePicture, ...]

    @property
    def digit(self) -> int | None:
        """The most probable digit, if there is one digit."""
        return int(self.probabilities.argmax()) if self.digits_found == 1 else None

    @property
    def confidence(self) -> float | None:
        """The probability of `digit`."""
        return float(self.probabilities.max()) if self.digits_found == 1 else None


def read(model: Model, drawings: Sequence[Drawing], with_stages: bool = False) -> list[Reading]:
    """Return the model's reading of each drawing.

    Raises
    ------
    app.http.problems.BlankDrawing
        If nothing is drawn in one of them.
    app.http.problems.UnreadableImage
        If the pixels of one cannot be decoded.
    """
    # One drawing at a time: a picture's stages take a megabyte or more, a vector 3 kilobytes.
    vectors: list[NDArray[np.float32]] = []
    stages: list[tuple[StagePicture, ...]] = []
    counts: list[int] = []
    for drawing in drawings:
        prepared = prepare(drawing)
        vectors.append(prepared.vector)
        stages.append(tuple(map(picture, prepared.stages)) if with_stages else ())
        counts.append(digits_found(model.predict, prepared.segment_vectors, model.metadata))
    P = model.predict(np.stack(vectors))  # N x 10
    sure = is_accepted(P, model.metadata)
    return [
        Reading(p, bool(yes) and count == 1, count, vector, pictures)
        for p, yes, count, vector, pictures in zip(P, sure, counts, vectors, stages, strict=True)
    ]


def prepare(drawing: Drawing) -> Prepared:
    """Return the network's input for one drawing; `PixelDrawing` are that already.

    Raises
    ------
    app.http.problems.BlankDrawing
        If nothing is drawn.
    app.http.problems.UnreadableImage
        If its pixels cannot be decoded.
    """
    if isinstance(drawing, PixelDrawing):
        if drawing.vector.max() < FAINTEST:
            raise BlankDrawing.for_field(
                drawing.path, "expected a drawn digit, got 784 pixels of paper"
            )
        return Prepared(drawing.vector, ())
    try:
        return preprocess(drawing.load_image())
    except BlankDrawingError as error:
        raise BlankDrawing.for_field(drawing.path, str(error)) from error
