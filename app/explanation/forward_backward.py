"""One pass through the network for the drawings of a question."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.http.problems import FieldError, InvalidRequest
from app.parsing.explain_request import LABEL, ExplainRequest
from app.prediction import to_input
from model.explanation import common_mistakes
from model.explanation.named_arrays import NotFiniteError, exact, of_backward, of_forward
from model.network import Array, Trace, cross_entropy, forward, one_hot
from model.serialization.model_file import Model


@dataclass(frozen=True)
class Pass:
    """What the network computed for a batch.

    Attributes
    ----------
    weights : list of float64 arrays
    X : float64 array, shape (N, 784)
    trace : Trace
    Y : float64 array of shape (N, 10), or None
        The labels; without them there is no backward pass.
    named : dict of float64 arrays
        Every array of the passes, as `model.explanation.named_arrays` names it.
    """

    weights: list[Array]
    X: Array
    trace: Trace
    Y: Array | None
    named: dict[str, Array]

    @property
    def loss(self) -> float | None:
        """The mean loss of the batch, if there are labels."""
        return None if self.Y is None else float(cross_entropy(self.trace.z[-1], self.Y))


def run(model: Model, question: ExplainRequest) -> Pass:
    """Run the network forward, and backward if there are labels.

    Raises
    ------
    app.http.problems.Problem
        If a drawing is blank or damaged, or the question does not suit the model.
    """
    _verify(model, question)
    weights = exact(model.weights)
    X = np.stack([to_input(drawing).vector for drawing in question.drawings]).astype(np.float64)
    trace = forward(weights, X)
    with finite(question, "model"):
        named = of_forward(trace)
        if question.labels is None:
            return Pass(weights, X, trace, None, named)
        Y = one_hot(np.array(question.labels), model.sizes[-1], np.float64)
        return Pass(weights, X, trace, Y, named | of_backward(weights, trace, Y))


@contextmanager
def finite(question: ExplainRequest, cause: str) -> Iterator[None]:
    """Turn numbers that cannot be sent into the problem with the parameter that is their cause."""
    try:
        yield
    except NotFiniteError as error:
        raise InvalidRequest.for_field(question.given.path(cause), str(error)) from error


def _verify(model: Model, question: ExplainRequest) -> None:
    """Look whether the parameters belong together, and to this model."""
    given = question.given
    errors: list[FieldError] = []
    asked: dict[str, Any] = {name: given.values.get(name) for name in ("steps", "mistake")}
    if question.labels is None:
        errors += [
            FieldError(given.path(name), f"expected a {LABEL} for each drawing too, got none")
            for name, value in asked.items()
            if value
        ]
    if asked["mistake"]:
        try:
            common_mistakes.layer(model.weights)
        except ValueError as error:
            errors.append(FieldError(given.path("mistake"), str(error)))
    if errors:
        raise InvalidRequest.for_fields(errors)
