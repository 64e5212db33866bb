"""POST /explain/check: one entry of a gradient beside the measured slope of the loss."""

from typing import Any

import numpy as np

from app.explanation.forward_backward import Pass, run
from app.http.problems import FieldError, InvalidRequest
from app.parsing.explain_request import ExplainRequest
from model.explanation import common_mistakes
from model.explanation.finite_difference import compare
from model.network import Array
from model.serialization.model_file import Model

EPSILON = 1e-5
"""How far a weight is moved unless it is said: the best there is in float64."""


def check(model: Model, question: ExplainRequest) -> dict[str, Any]:
    """Return the body of the reply.

    Raises
    ------
    app.http.problems.Problem
        If a drawing is blank or damaged, or there is no such entry.
    """
    given = question.given
    k, place = _asked(model, question)
    done = run(model, question)
    gradient = _wrong(done, question, k) if given["mistake"] else done.named[f"dW{k + 1}"]
    return measured(done, k, place, gradient, given["epsilon"])


def measured(
    done: Pass, k: int, place: tuple[int, int], gradient: Array, epsilon: float
) -> dict[str, Any]:
    """Return an entry of a gradient of ``weights[k]``, right or wrong, with its measurement."""
    if done.Y is None:
        raise ValueError("expected a pass with labels, got one without")
    analytic = float(np.broadcast_to(gradient, done.weights[k].shape)[place])
    entry = compare(done.weights, done.X, done.Y, k, place, analytic, epsilon)
    return {
        "matrix": f"W{k + 1}",
        "row": place[0],
        "column": place[1],
        "epsilon": epsilon,
        "analytic": entry.analytic,
        "numeric": entry.numeric,
        "difference": entry.difference,
        "relative": entry.relative,
        "loss_above": entry.loss_above,
        "loss_below": entry.loss_below,
    }


def _asked(model: Model, question: ExplainRequest) -> tuple[int, tuple[int, int]]:
    """Return which matrix, counted from 0, and which entry of it."""
    given = question.given
    names = [f"W{k}" for k in range(1, len(model.weights) + 1)]
    if given["matrix"] not in names:
        message = f"expected {' or '.join(names)}, got {given['matrix']!a:.40}"
        raise InvalidRequest.for_field(given.path("matrix"), message)
    k = names.index(given["matrix"])
    rows, columns = model.weights[k].shape
    errors = [
        FieldError(
            given.path(name),
            f"expected a {name} of {names[k]} ({rows} x {columns}), 0 to {size - 1}, got {value}",
        )
        for name, size, value in (
            ("row", rows, given["row"]),
            ("column", columns, given["column"]),
        )
        if value >= size
    ]
    if errors:
        raise InvalidRequest.for_fields(errors)
    return k, (given["row"], given["column"])


def _wrong(done: Pass, question: ExplainRequest, k: int) -> Array:
    """Return the gradient of the mistake that was asked for, in a variant that runs."""
    given = question.given
    spoilt = common_mistakes.layer(done.weights)
    if k + 1 != spoilt:
        message = f"expected W{spoilt}, whose gradient the mistake spoils, got W{k + 1}"
        raise InvalidRequest.for_field(given.path("matrix"), message)
    for variant in common_mistakes.make(given["mistake"], done.weights, done.named, rate=1.0):
        if variant.fits:
            return variant.arrays[f"dW{spoilt}"]
    message = (
        f"expected a batch in which all lines run, got one of {len(done.X)}: {variant.message}"
    )
    raise InvalidRequest.for_field(given.path("mistake"), message)
