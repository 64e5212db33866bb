"""POST /explain: every array of a pass, steps of descent, and a mistake made on purpose."""

from typing import Any

import numpy as np

from app.explanation.check_entry import EPSILON, measured
from app.explanation.forward_backward import Pass, finite, run
from app.http import array_encoding
from app.parsing.explain_request import ExplainRequest
from model.explanation import common_mistakes
from model.explanation.common_mistakes import Variant
from model.explanation.gradient_descent import descend
from model.explanation.named_arrays import verify
from model.serialization.model_file import Model


def explain(model: Model, question: ExplainRequest) -> dict[str, Any]:
    """Return the body of the reply.

    Raises
    ------
    app.http.problems.Problem
        If a drawing is blank or damaged, or the question does not suit the model.
    """
    given = question.given
    done = run(model, question)
    return {
        "model": {"name": model.name, "version": model.version},
        "sizes": model.sizes,
        "batch": len(done.X),
        "digit": done.trace.P.argmax(axis=1).tolist(),
        "labels": question.labels,
        "loss": done.loss,
        "arrays": {
            name: array_encoding.encoded(array, given["arrays"])
            for name, array in done.named.items()
        },
        "step": _step(done, question) if given["steps"] else None,
        "mistake": _mistake(done, question) if given["mistake"] else None,
    }


def weights(model: Model, form: str) -> dict[str, Any]:
    """Return the body of a reply with a model's weights."""
    return {
        "model": {"name": model.name, "version": model.version},
        "arrays": {
            f"W{k}": array_encoding.encoded(W, form) for k, W in enumerate(model.weights, 1)
        },
    }


def _step(done: Pass, question: ExplainRequest) -> dict[str, Any]:
    rate, steps = question.given["learning_rate"], question.given["steps"]
    if done.Y is None:
        raise ValueError("expected a pass with labels, got one without")
    with finite(question, "learning_rate"):
        descent = descend(done.weights, done.X, done.Y, rate, steps)
    return {
        "learning_rate": rate,
        "steps": steps,
        "losses": descent.losses,
        "probabilities": [P.tolist() for P in descent.probabilities],
    }


def _mistake(done: Pass, question: ExplainRequest) -> dict[str, Any]:
    name, rate = question.given["mistake"], question.given["learning_rate"]
    k = common_mistakes.layer(done.weights)
    right = done.named[f"dW{k}"]

    def described(variant: Variant) -> dict[str, Any]:
        with finite(question, "model"):
            verify(variant.arrays)
        found = None
        if variant.fits:
            wrong = variant.arrays[f"dW{k}"]
            worst = np.abs(wrong - right).argmax()
            row, column = (int(i) for i in np.unravel_index(worst, right.shape))
            found = measured(done, k - 1, (row, column), wrong, EPSILON)
        return {
            "name": variant.name,
            "line": variant.line,
            "operands": [{"name": n, "shape": list(shape)} for n, shape in variant.operands],
            "fits": variant.fits,
            "message": variant.message,
            "arrays": {
                n: array_encoding.encoded(array, question.given["arrays"])
                for n, array in variant.arrays.items()
            },
            "check": found,
        }

    variants = common_mistakes.make(name, done.weights, done.named, rate)
    return {"name": name, "layer": k, "variants": [described(variant) for variant in variants]}
