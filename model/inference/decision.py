"""Decision about drawings: the input, its probabilities, and whether the answer is accepted.

    images of a drawing -> choose_from_images    Choice: the input that the model reads best
    Choice of each      -> decide                Decision: probabilities, accepted or rejected

The service (`app.prediction`) and the evaluation (`model.evaluation.answers`) both decide here, so
that what is evaluated is what is served.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model.inference.acceptance import Acceptance, accept
from model.inference.input_selection import Choice, choose_input
from model.network import Predict
from model.preprocessing.pipeline import BlankDrawingError, Prepared, preprocess


@dataclass(frozen=True)
class Decision:
    """What a model decides about N drawings.

    Attributes
    ----------
    X : float32 array, shape (N, 784)
        The network's inputs.
    probabilities : float64 array, shape (N, 10)
        Each row sums to 1.
    digits_found : tuple of int
        Number of digits side by side in each drawing; unless it is one, there is no answer.
    can_be_certain : bool array, shape (N,)
        See `Choice.can_be_certain`.
    acceptance : Acceptance
        Of the probabilities, whatever else was found.
    """

    X: NDArray[np.float32]
    probabilities: NDArray[np.float64]
    digits_found: tuple[int, ...]
    can_be_certain: NDArray[np.bool_]
    acceptance: Acceptance

    @property
    def is_certain(self) -> NDArray[np.bool_]:
        """Whether each drawing is accepted as a single digit, shape (N,)."""
        is_certain: NDArray[np.bool_] = self.acceptance.is_accepted & self.can_be_certain
        return is_certain

    @property
    def scores(self) -> NDArray[np.float64]:
        """The scores that the rejection rule compares, -inf if it can accept none, shape (N,)."""
        return np.where(self.can_be_certain, self.acceptance.scores, -np.inf)

    @property
    def is_answered(self) -> NDArray[np.bool_]:
        """Whether each drawing has a digit as an answer, shape (N,)."""
        is_answered: NDArray[np.bool_] = np.array(self.digits_found) == 1
        return is_answered


def given_input(vector: NDArray[np.float32]) -> Choice:
    """Return the choice of an input that is given, shape (784,), without any preprocessing."""
    return Choice(Prepared.of_vectors(vector))


def blank_input() -> Choice:
    """Return the choice that stands for a blank drawing: no ink and no digit."""
    return Choice(Prepared.of_vectors(np.zeros(784, dtype=np.float32)), digits_found=0)


def choose_from_images(
    predict: Predict,
    metadata: Mapping[str, Any],
    load_image: Callable[[], Image.Image],
    load_last_frame: Callable[[], Image.Image | None] = lambda: None,
) -> Choice:
    """Return the input of a drawing, from the last frame if nothing is drawn in the first.

    Parameters
    ----------
    predict : callable
        From inputs, shape (N, 784), to probabilities, shape (N, 10).
    metadata : mapping
        Of the model, with its calibration.
    load_image : callable
        Returns the image, or the first frame of an animation.
    load_last_frame : callable, optional
        Returns the last frame of an animation, or None.

    Raises
    ------
    BlankDrawingError
        If nothing is drawn in either; says what is wrong with the first.
    """
    try:
        return choose_input(predict, metadata, preprocess(load_image()))
    except BlankDrawingError:
        with suppress(BlankDrawingError):
            if last_frame := load_last_frame():
                return choose_input(predict, metadata, preprocess(last_frame))
        raise


def decide(predict: Predict, metadata: Mapping[str, Any], choices: Iterable[Choice]) -> Decision:
    """Return what a model decides about drawings, at least one.

    Parameters
    ----------
    predict : callable
        From inputs, shape (N, 784), to probabilities, shape (N, 10).
    metadata : mapping
        Of the model, with its calibration.
    choices : iterable of Choice
        Taken one at a time and not kept: stages take a megabyte or more, a vector 3 kilobytes.
    """
    vectors: list[NDArray[np.float32]] = []
    digits_found: list[int] = []
    can_be_certain: list[bool] = []
    for choice in choices:
        vectors.append(choice.prepared.vector)
        digits_found.append(choice.digits_found)
        can_be_certain.append(choice.can_be_certain)
    X = np.array(vectors)  # N x 784
    return _decide(predict, metadata, X, tuple(digits_found), np.array(can_be_certain))


def decide_given(predict: Predict, metadata: Mapping[str, Any], X: NDArray[np.float32]) -> Decision:
    """Return what a model decides about inputs that are given, shape (N, 784).

    As `decide` does for the `given_input` of each, of which none is made here: for a single one
    they would cost as much as the evidence score.
    """
    return _decide(predict, metadata, X, (1,) * len(X), np.ones(len(X), dtype=bool))


def _decide(
    predict: Predict,
    metadata: Mapping[str, Any],
    X: NDArray[np.float32],
    digits_found: tuple[int, ...],
    can_be_certain: NDArray[np.bool_],
) -> Decision:
    P = predict(X)  # N x 10
    return Decision(X, P, digits_found, can_be_certain, accept(predict, X, P, metadata))
