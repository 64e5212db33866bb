"""Drawings to digits: preprocess, ask the model, and say how sure it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.intake.drawing import Drawing, Pixels
from app.problems import BlankDrawing
from app.stage_pictures import StagePicture, picture
from model.preprocess import BlankDrawingError, Prepared, preprocess
from model.weights import Model

FAINTEST = 1 / 255
"""Less ink than this, one level of grey, in every pixel is none."""

CERTAIN = 0.5
"""The confidence that counts as certain, for a model whose metadata names no threshold."""


@dataclass(frozen=True)
class Reading:
    """What a model made of one drawing.

    Attributes
    ----------
    probabilities : float64 array, shape (10,)
        Sums to 1.
    certain : bool
        Whether the model may be relied on here.
    vector : float32 array, shape (784,)
        What the model saw.
    stages : tuple of StagePicture
        How that came about; empty if nobody asked, or the drawing came as `Pixels`.
    """

    probabilities: NDArray[np.float64]
    certain: bool
    vector: NDArray[np.float32]
    stages: tuple[StagePicture, ...]

    @property
    def digit(self) -> int:
        """The most probable digit."""
        return int(self.probabilities.argmax())

    @property
    def confidence(self) -> float:
        """The probability of `digit`."""
        return float(self.probabilities.max())


def read(model: Model, drawings: Sequence[Drawing], with_stages: bool = False) -> list[Reading]:
    """Return the model's reading of each drawing.

    Raises
    ------
    app.problems.BlankDrawing
        If nothing is drawn in one of them.
    app.problems.UnreadableImage
        If the pixels of one cannot be decoded.
    """
    # One drawing at a time: a picture's stages take a megabyte or more, a vector 3 kilobytes.
    vectors: list[NDArray[np.float32]] = []
    stages: list[tuple[StagePicture, ...]] = []
    for drawing in drawings:
        prepared = prepare(drawing)
        vectors.append(prepared.vector)
        stages.append(tuple(map(picture, prepared.stages)) if with_stages else ())
    P = model.predict(np.stack(vectors)).astype(np.float64)  # N x 10
    P /= P.sum(axis=1, keepdims=True)  # each row: the sum in float32 is 1 to 7 digits only
    return [
        Reading(p, certain(model, p), vector, pictures)
        for p, vector, pictures in zip(P, vectors, stages, strict=True)
    ]


def certain(model: Model, p: NDArray[np.float64]) -> bool:
    """Tell whether the model may be relied on where it gives the probabilities `p`."""
    rule: dict[str, Any] = model.metadata.get("certainty", {})
    return bool(p.max() >= rule.get("threshold", CERTAIN))


def prepare(drawing: Drawing) -> Prepared:
    """Return the network's input for one drawing; `Pixels` are that already.

    Raises
    ------
    app.problems.BlankDrawing
        If nothing is drawn.
    app.problems.UnreadableImage
        If its pixels cannot be decoded.
    """
    if isinstance(drawing, Pixels):
        if drawing.vector.max() < FAINTEST:
            raise BlankDrawing.at(drawing.place, "expected a drawn digit, got 784 pixels of paper")
        return Prepared(drawing.vector, ())
    try:
        return preprocess(drawing.picture())
    except BlankDrawingError as error:
        raise BlankDrawing.at(drawing.place, str(error)) from error
