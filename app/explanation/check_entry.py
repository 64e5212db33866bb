"""Reply of /explain/check: one entry of a gradient and its finite difference."""

from typing import Any

import numpy as np

from app.explanation.forward_backward import ForwardBackward, run_pass
from app.explanation.parameters import CheckParameters
from app.http.problems import FieldError, InvalidRequest
from app.http.validation import describe_value
from app.parsing.explain_request import ExplainRequest
from model.explanation import common_mistakes
from model.explanation.common_mistakes import MistakeName
from model.explanation.finite_difference import compare
from model.network import Array
from model.serialization.model_file import Model

CheckRequest = ExplainRequest[CheckParameters]


def check_entry(model: Model, request: CheckRequest) -> dict[str, Any]:
    """Return the body of the reply.

    Raises
    ------
    app.http.problems.Problem
        If a drawing is blank or damaged, or the entry does not exist.
    """
    k, index = _entry(model, request)
    computed = run_pass(model, request)
    gradient = computed.named[f"dW{k + 1}"]
    if request.parameters.mistake:
        gradient = _wrong_gradient(request.parameters.mistake, computed, request, k)
    return compare_entry(computed, k, index, gradient, request.parameters.epsilon)


def compare_entry(
    computed: ForwardBackward, k: int, index: tuple[int, int], gradient: Array, epsilon: float
) -> dict[str, Any]:
    """Return an entry of a gradient of ``weights[k]``, right or wrong, with its measurement."""
    analytic = float(np.broadcast_to(gradient, computed.weights[k].shape)[index])
    entry = compare(computed.weights, computed.X, computed.targets, k, index, analytic, epsilon)
    return {
        "matrix": f"W{k + 1}",
        "row": index[0],
        "column": index[1],
        "epsilon": epsilon,
        "analytic": entry.analytic,
        "numeric": entry.numeric,
        "difference": entry.difference,
        "relative": entry.relative,
        "loss_above": entry.loss_above,
        "loss_below": entry.loss_below,
    }


def broadcasts_to(array: Array, shape: tuple[int, ...]) -> bool:
    """Return whether numpy broadcasts an array to a shape."""
    return len(array.shape) == len(shape) and all(
        got in {1, expected} for got, expected in zip(array.shape, shape, strict=True)
    )


def _entry(model: Model, request: CheckRequest) -> tuple[int, tuple[int, int]]:
    """Return the index of the matrix, from 0, and the row and column in it."""
    parameters = request.parameters
    names = [f"W{k}" for k in range(1, len(model.weights) + 1)]
    if parameters.matrix not in names:
        message = f"expected {' or '.join(names)}, got {parameters.matrix!a:.40}"
        raise InvalidRequest.for_field(request.path("matrix"), message)
    k = names.index(parameters.matrix)
    rows, columns = model.weights[k].shape
    errors = [
        FieldError(
            request.path(name),
            f"expected a {name} of {names[k]} ({rows} x {columns}), 0 to {size - 1}, "
            f"got {describe_value(value)}",
        )
        for name, size, value in (
            ("row", rows, parameters.row),
            ("column", columns, parameters.column),
        )
        if value >= size
    ]
    if errors:
        raise InvalidRequest.for_fields(errors)
    return k, (parameters.row, parameters.column)


def _wrong_gradient(
    mistake: MistakeName, computed: ForwardBackward, request: CheckRequest, k: int
) -> Array:
    """Return the gradient of ``weights[k]`` under a mistake, in the first variant that has it."""
    layer = common_mistakes.layer_of_mistake(computed.weights)
    if k + 1 > layer:
        changed = " or ".join(f"W{j}" for j in range(1, layer + 1))
        message = f"expected {changed}, whose gradient the mistake changes, got W{k + 1}"
        raise InvalidRequest.for_field(request.path("matrix"), message)
    variants = common_mistakes.run_mistake(mistake, computed.weights, computed.named, rate=1.0)
    for variant in variants:
        gradient = variant.arrays.get(f"dW{k + 1}")
        if gradient is not None and broadcasts_to(gradient, computed.weights[k].shape):
            return gradient
    message = (
        f"expected a batch in which all lines up to dW{k + 1} run and it fits W{k + 1}, "
        f"got one of {len(computed.X)}: {variants[-1].message}"
    )
    raise InvalidRequest.for_field(request.path("mistake"), message)
