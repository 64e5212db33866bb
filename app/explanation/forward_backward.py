"""Forward and backward pass through the network for the drawings of a request."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from app.explanation.parameters import CheckMineParameters, CheckParameters, ExplainParameters
from app.http.problems import FieldError, InvalidRequest
from app.parsing.explain_request import LABEL, ExplainRequest
from app.prediction.predict import to_input
from model.explanation import common_mistakes
from model.explanation.named_arrays import (
    NotFiniteError,
    backward_arrays,
    forward_arrays,
    to_float64,
)
from model.network import Array, Trace, cross_entropy, forward, one_hot
from model.serialization.model_file import Model

AnyExplainRequest = (
    ExplainRequest[ExplainParameters]
    | ExplainRequest[CheckParameters]
    | ExplainRequest[CheckMineParameters]
)


@dataclass(frozen=True)
class ForwardBackward:
    """The arrays that the network computed for a batch.

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
        """The mean loss of the batch; None without labels."""
        return None if self.Y is None else float(cross_entropy(self.trace.z[-1], self.Y))

    @property
    def targets(self) -> Array:
        """`Y`, where the request was validated to have labels."""
        assert self.Y is not None  # noqa: S101  # by `RequiredLabel` or `_check_parameters`
        return self.Y


def run_pass(model: Model, request: AnyExplainRequest) -> ForwardBackward:
    """Run the network forward, and backward if there are labels.

    Raises
    ------
    app.http.problems.Problem
        If a drawing is blank or damaged, or the parameters do not suit the model.
    """
    _check_parameters(model, request)
    weights = to_float64(model.weights)
    inputs = [to_input(model, drawing).prepared.vector for drawing in request.drawings]
    X = np.stack(inputs).astype(np.float64)
    trace = forward(weights, X)
    with require_finite(request, "model"):
        named = forward_arrays(trace)
        if request.labels is None:
            return ForwardBackward(weights, X, trace, None, named)
        Y = one_hot(np.array(request.labels), model.sizes[-1], np.float64)
        return ForwardBackward(weights, X, trace, Y, named | backward_arrays(weights, trace, Y))


@contextmanager
def require_finite(request: AnyExplainRequest, parameter: str) -> Iterator[None]:
    """Translate NotFiniteError into an error of the parameter that is its cause."""
    try:
        yield
    except NotFiniteError as error:
        raise InvalidRequest.for_field(request.path(parameter), str(error)) from error


def _check_parameters(model: Model, request: AnyExplainRequest) -> None:
    """Check that the parameters fit together, and suit the model."""
    errors: list[FieldError] = []
    if request.labels is None:
        errors += [
            FieldError(request.path(name), f"requires a {LABEL} for each drawing")
            for name in ("steps", "mistake")
            if getattr(request.parameters, name, None)
        ]
    if getattr(request.parameters, "mistake", None):
        try:
            common_mistakes.layer_of_mistake(model.weights)
        except ValueError as error:
            errors.append(FieldError(request.path("mistake"), str(error)))
    if errors:
        raise InvalidRequest.for_fields(errors)
