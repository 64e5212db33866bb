"""Drawings to digits: preprocess, ask the model, and say how sure it is."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.intake.drawing import Drawing, Pixels
from app.problems import BlankDrawing
from model.preprocess import BlankDrawingError, Prepared, Stage, preprocess
from model.weights import Model

FAINTEST = 1 / 255
"""Less ink than this, one level of grey, in every pixel is none."""

CERTAIN = 0.5
"""The confidence that counts as certain, for a model whose metadata names no threshold."""

LARGEST_STAGE_PX = 280


@dataclass(frozen=True)
class Reading:
    """What a model made of one drawing.

    Attributes
    ----------
    probabilities : float64 array, shape (10,)
        Sums to 1.
    certain : bool
        Whether the model may be relied on here.
    prepared : Prepared
        What the model saw, and how it came about.
    """

    probabilities: NDArray[np.float64]
    certain: bool
    prepared: Prepared

    @property
    def digit(self) -> int:
        """The most probable digit."""
        return int(self.probabilities.argmax())

    @property
    def confidence(self) -> float:
        """The probability of `digit`."""
        return float(self.probabilities.max())


def read(model: Model, drawings: Sequence[Drawing]) -> list[Reading]:
    """Return the model's reading of each drawing.

    Raises
    ------
    app.problems.BlankDrawing
        If nothing is drawn in one of them.
    app.problems.UnreadableImage
        If the pixels of one cannot be decoded.
    """
    prepared = [prepare(drawing) for drawing in drawings]
    P = model.predict(np.stack([one.vector for one in prepared])).astype(np.float64)  # N x 10
    P /= P.sum(axis=1, keepdims=True)  # each row: the sum in float32 is 1 to 7 digits only
    return [Reading(p, certain(model, p), one) for p, one in zip(P, prepared, strict=True)]


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


def stage_png(stage: Stage) -> tuple[Image.Image, str]:
    """Return a stage as a picture, dark ink on white paper, and its PNG as a data: URL."""
    grey = np.rint(255 * (1 - np.clip(stage.image, 0, 1))).astype(np.uint8)
    image = Image.fromarray(grey)
    image.thumbnail((LARGEST_STAGE_PX, LARGEST_STAGE_PX))
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    return image, "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
