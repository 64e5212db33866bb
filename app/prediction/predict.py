"""Predictions: from the bytes of a request to probabilities.

    headers, body -> app.parsing                   Drawing: checked, not yet decoded
                  -> Drawing.load_image            pixels
                  -> model.inference.decision      Choice: the input that the model reads best
                                                   Decision: probabilities, certain or not
                  -> PredictionResult

`app.routes.predict` decides whether this runs in a thread. A `PixelDrawing` holds the 784 inputs
already.
"""

import base64
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.concurrency import threads
from app.concurrency.memory import DECODED_IMAGES
from app.http.problems import BlankDrawing
from app.parsing.drawing import Drawing, PixelDrawing
from model.inference.decision import choose_from_images, decide, decide_given, given_input
from model.inference.input_selection import Choice
from model.preprocessing.pipeline import BlankDrawingError, Stage
from model.serialization.model_file import Model

MIN_INK = 1 / 255
"""A `PixelDrawing` with less ink than this, one level of gray, is blank."""

MAX_STAGE_PX = 280


@dataclass(frozen=True)
class StageImage:
    """A stage of preprocessing as an image for a page: dark ink on white paper.

    Attributes
    ----------
    name, title : str
        As in `model.preprocessing.pipeline.Stage`.
    width, height : int
        In pixels, at most `MAX_STAGE_PX`.
    url : str
        A PNG as a data: URL.
    """

    name: str
    title: str
    width: int
    height: int
    url: str


@dataclass(frozen=True)
class PredictionResult:
    """The output of a model for one drawing.

    Attributes
    ----------
    probabilities : list of 10 float
        They sum to 1.
    certain : bool
        Whether the model accepts the drawing as a single digit.
    digits_found : int
        Number of digits side by side; with more than one, there is no single answer.
    vector : float32 array, shape (784,)
        The network's input.
    stages : tuple of StageImage
        The steps that led to the input; empty if not requested, or for a `PixelDrawing`.
    """

    probabilities: list[float]
    certain: bool
    digits_found: int
    vector: NDArray[np.float32]
    stages: tuple[StageImage, ...]

    @property
    def digit(self) -> int | None:
        """The most probable digit, if there is one digit."""
        if self.digits_found != 1:
            return None
        return self.probabilities.index(max(self.probabilities))

    @property
    def confidence(self) -> float | None:
        """The probability of `digit`."""
        return max(self.probabilities) if self.digits_found == 1 else None


def predict(
    model: Model, drawings: Sequence[Drawing], with_stages: bool = False
) -> list[PredictionResult]:
    """Return the model's prediction for each drawing.

    Raises
    ------
    app.http.problems.BlankDrawing
        If nothing is drawn in one of them.
    app.http.problems.UnreadableImage
        If the pixels of one cannot be decoded.
    """
    stages: list[tuple[StageImage, ...]] = [()] * len(drawings)

    def choices() -> Iterator[Choice]:
        for k, drawing in enumerate(drawings):
            choice = to_input(model, drawing)
            if with_stages:
                stages[k] = tuple(map(_stage_image, choice.prepared.stages))
            yield choice

    given = [drawing for drawing in drawings if isinstance(drawing, PixelDrawing)]
    if len(given) == len(drawings):
        X = np.array([_given_vector(drawing) for drawing in given])  # N x 784
        decision = decide_given(model.predict, model.metadata, X)
    else:
        decision = decide(model.predict, model.metadata, choices())
    return [
        PredictionResult(p, certain, count, vector, images)
        for p, certain, count, vector, images in zip(
            decision.probabilities.tolist(),
            decision.is_certain.tolist(),
            decision.digits_found,
            decision.X,
            stages,
            strict=True,
        )
    ]


def to_input(model: Model, drawing: Drawing) -> Choice:
    """Return the network's input for one drawing; a `PixelDrawing` holds it already.

    Raises
    ------
    asyncio.CancelledError
        If the client has left in the meantime.
    app.http.problems.BlankDrawing
        If nothing is drawn.
    app.http.problems.UnreadableImage
        If its pixels cannot be decoded.
    """
    if isinstance(drawing, PixelDrawing):
        return given_input(_given_vector(drawing))
    threads.check_cancelled()
    try:
        with DECODED_IMAGES.reserve(drawing.decoded_bytes):
            return choose_from_images(
                model.predict, model.metadata, drawing.load_image, drawing.load_last_frame
            )
    except BlankDrawingError as error:
        raise BlankDrawing.for_field(drawing.path, str(error)) from error


def _given_vector(drawing: PixelDrawing) -> NDArray[np.float32]:
    if drawing.vector.max() < MIN_INK:
        raise BlankDrawing.for_field(drawing.path, "expected a drawn digit, got 784 blank pixels")
    return drawing.vector


def _stage_image(stage: Stage) -> StageImage:
    """Return a stage as an image, reduced if it is large."""
    gray = np.rint(255 * (1 - np.clip(stage.image, 0, 1))).astype(np.uint8)
    image = Image.fromarray(gray)
    image.thumbnail((MAX_STAGE_PX, MAX_STAGE_PX))
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    url = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
    return StageImage(stage.name, stage.title, image.width, image.height, url)
