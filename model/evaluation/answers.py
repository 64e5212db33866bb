"""Answers of a model to drawings as the service gives them, with the choice of input and rejection.

`app.prediction` does the same for requests. A drawing that counts as blank or as several digits
has no digit; its answer is never certain and never correct.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model import metrics
from model.inference.acceptance import accept
from model.inference.input_selection import Choice, choose_input
from model.metrics import Images, Predictions
from model.preprocessing.pipeline import BlankDrawingError, Prepared, preprocess
from model.serialization.model_file import Model

_BLANK = np.zeros(784, dtype=np.float32)


@dataclass(frozen=True)
class Answer:
    """Answer to one drawing.

    Attributes
    ----------
    digit : int or None
        None if the drawing counts as blank or as several digits.
    confidence : float
        Probability of the digit, 0 to 1.
    score : float
        Score that the rejection rule compares with its threshold; -inf if it can accept none.
    is_certain : bool
    """

    digit: int | None
    confidence: float
    score: float
    is_certain: bool


def answer_image(model: Model, image: Image.Image) -> Answer:
    """Return the answer to an image."""
    try:
        prepared = preprocess(image)
    except BlankDrawingError:
        prepared = None
    return answer_input(model, prepared)


def answer_input(model: Model, prepared: Prepared | None) -> Answer:
    """Return the answer to a preprocessed image; None stands for a blank one."""
    choice = _choose(model, prepared)
    vector = _BLANK if choice is None else choice.prepared.vector
    X = vector[np.newaxis]  # (1, 784)
    P = model.predict(X)  # (1, 10)
    acceptance = accept(model.predict, X, P, model.metadata)
    has_digit = choice is not None and choice.digits_found == 1
    can_be_certain = choice is not None and choice.can_be_certain
    return Answer(
        digit=int(P[0].argmax()) if has_digit else None,
        confidence=float(P[0].max()),
        score=float(acceptance.scores[0]) if can_be_certain else -np.inf,
        is_certain=can_be_certain and bool(acceptance.is_accepted[0]),
    )


def predict_drawings(
    model: Model, inputs: Sequence[Prepared | None], labels: NDArray[np.uint8]
) -> Predictions:
    """Classify preprocessed drawings with labels; None stands for a blank drawing."""
    choices = [_choose(model, prepared) for prepared in inputs]
    X = np.stack([_BLANK if choice is None else choice.prepared.vector for choice in choices])
    predictions = metrics.predict(model.weights, X, labels)
    acceptance = accept(model.predict, X, predictions.probabilities, model.metadata)
    answered = np.array([choice is not None and choice.digits_found == 1 for choice in choices])
    can_be_certain = np.array([choice is not None and choice.can_be_certain for choice in choices])
    return replace(
        predictions,
        certain=acceptance.is_accepted & can_be_certain,
        scores=np.where(can_be_certain, acceptance.scores, -np.inf),
        answered=answered,
    )


def predict_images(model: Model, images: Images, labels: NDArray[np.uint8]) -> Predictions:
    """Classify labelled inputs of the network, and apply the model's rejection rule."""
    predictions = metrics.predict(model.weights, images, labels)
    X = metrics.to_inputs(images)
    acceptance = accept(model.predict, X, predictions.probabilities, model.metadata)
    return replace(predictions, certain=acceptance.is_accepted, scores=acceptance.scores)


def _choose(model: Model, prepared: Prepared | None) -> Choice | None:
    if prepared is None:
        return None
    try:
        return choose_input(model.predict, model.metadata, prepared)
    except BlankDrawingError:
        return None
