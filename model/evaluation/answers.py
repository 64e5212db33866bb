"""Answers of a model to drawings as the service gives them, with the choice of input and rejection.

`app.prediction` decides about requests by the same functions. A drawing that counts as blank or as
several digits has no digit; its answer is never certain and never correct.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model import metrics
from model.inference.decision import (
    Decision,
    blank_input,
    choose_from_images,
    decide,
    decide_given,
)
from model.inference.input_selection import Choice, choose_input
from model.metrics import Images, Predictions
from model.preprocessing.pipeline import BlankDrawingError, Prepared
from model.serialization.model_file import Model


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
        choice = choose_from_images(model.predict, model.metadata, lambda: image)
    except BlankDrawingError:
        choice = blank_input()
    return _answer(model, choice)


def answer_input(model: Model, prepared: Prepared | None) -> Answer:
    """Return the answer to a preprocessed image; None stands for a blank one."""
    return _answer(model, _choose(model, prepared))


def predict_drawings(
    model: Model, inputs: Sequence[Prepared | None], labels: NDArray[np.uint8]
) -> Predictions:
    """Classify preprocessed drawings with labels; None stands for a blank drawing."""
    choices = (_choose(model, prepared) for prepared in inputs)
    return _label(model, decide(model.predict, model.metadata, choices), labels)


def predict_images(model: Model, images: Images, labels: NDArray[np.uint8]) -> Predictions:
    """Classify labelled inputs of the network, and apply the model's rejection rule."""
    X = metrics.to_inputs(images)
    return _label(model, decide_given(model.predict, model.metadata, X), labels)


def _answer(model: Model, choice: Choice) -> Answer:
    decision = decide(model.predict, model.metadata, [choice])
    P = decision.probabilities  # (1, 10)
    return Answer(
        digit=int(P[0].argmax()) if decision.is_answered[0] else None,
        confidence=float(P[0].max()),
        score=float(decision.scores[0]),
        is_certain=bool(decision.is_certain[0]),
    )


def _label(model: Model, decision: Decision, labels: NDArray[np.uint8]) -> Predictions:
    """Return a decision with labels and losses; those need the logits, so a second pass."""
    return replace(
        metrics.predict(model.weights, decision.X, labels),
        probabilities=decision.probabilities,
        is_certain=decision.is_certain,
        scores=decision.scores,
        answered=decision.is_answered,
    )


def _choose(model: Model, prepared: Prepared | None) -> Choice:
    if prepared is None:
        return blank_input()
    try:
        return choose_input(model.predict, model.metadata, prepared)
    except BlankDrawingError:
        return blank_input()
