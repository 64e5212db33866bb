"""Reply of /explain: every array of both passes, steps of gradient descent, a common mistake."""

from typing import Any

import numpy as np

from app.explanation.check_entry import broadcasts_to, compare_entry
from app.explanation.forward_backward import ForwardBackward, require_finite, run_pass
from app.explanation.parameters import DEFAULT_EPSILON, ExplainParameters
from app.http.array_encoding import ArrayFormat, encode_array
from app.parsing.explain_request import ExplainRequest
from model.explanation import common_mistakes
from model.explanation.adversarial_perturbation import smallest_perturbation
from model.explanation.common_mistakes import MistakeName, Variant
from model.explanation.gradient_descent import descend
from model.explanation.named_arrays import require_finite_arrays
from model.serialization.model_file import Model


def build_explanation(model: Model, request: ExplainRequest[ExplainParameters]) -> dict[str, Any]:
    """Return the body of the reply.

    Raises
    ------
    app.http.problems.Problem
        If a drawing is blank or damaged, or the parameters do not suit the model.
    """
    parameters = request.parameters
    computed = run_pass(model, request)
    return {
        "model": {"name": model.name, "version": model.version},
        "sizes": model.sizes,
        "batch": len(computed.X),
        "digit": computed.trace.P.argmax(axis=1).tolist(),  # most probable class of each row
        "labels": request.labels,
        "loss": computed.loss,
        "arrays": {
            name: encode_array(array, parameters.arrays) for name, array in computed.named.items()
        },
        "step": _gradient_steps(computed, request) if parameters.steps else None,
        "mistake": (
            _mistake(parameters.mistake, computed, request) if parameters.mistake else None
        ),
        "least_ink": _perturbations(computed, parameters.arrays) if parameters.least_ink else None,
    }


def _perturbations(computed: ForwardBackward, array_format: ArrayFormat) -> dict[str, Any]:
    perturbations = [smallest_perturbation(computed.weights, x) for x in computed.X]
    changes = [np.zeros(computed.X.shape[1]) if p is None else p.change for p in perturbations]
    return {
        "digit": [None if p is None else p.other for p in perturbations],
        "distance": [None if p is None else float(np.linalg.norm(p.change)) for p in perturbations],
        "change": encode_array(np.stack(changes), array_format),
    }


def encode_weights(model: Model, array_format: ArrayFormat) -> dict[str, Any]:
    """Return the body of a reply with a model's weights."""
    return {
        "model": {"name": model.name, "version": model.version},
        "arrays": {f"W{k}": encode_array(W, array_format) for k, W in enumerate(model.weights, 1)},
    }


def _gradient_steps(
    computed: ForwardBackward, request: ExplainRequest[ExplainParameters]
) -> dict[str, Any]:
    rate, steps = request.parameters.learning_rate, request.parameters.steps
    with require_finite(request, "learning_rate"):
        descent = descend(computed.weights, computed.X, computed.targets, rate, steps)
    return {
        "learning_rate": rate,
        "steps": steps,
        "losses": descent.losses,
        "probabilities": descent.probabilities,
    }


def _mistake(
    name: MistakeName, computed: ForwardBackward, request: ExplainRequest[ExplainParameters]
) -> dict[str, Any]:
    parameters = request.parameters
    k = common_mistakes.layer_of_mistake(computed.weights)
    dW = computed.named[f"dW{k}"]

    def encode(variant: Variant) -> dict[str, Any]:
        with require_finite(request, "model"):
            require_finite_arrays(variant.arrays)
        check = None
        wrong_dW = variant.arrays.get(f"dW{k}")
        if wrong_dW is not None and broadcasts_to(wrong_dW, dW.shape):
            worst = np.abs(wrong_dW - dW).argmax()
            row, column = (int(i) for i in np.unravel_index(worst, dW.shape))
            check = compare_entry(computed, k - 1, (row, column), wrong_dW, DEFAULT_EPSILON)
        return {
            "name": variant.name,
            "line": variant.line,
            "operands": [{"name": n, "shape": list(shape)} for n, shape in variant.operands],
            "fits": variant.fits,
            "message": variant.message,
            "arrays": {
                n: encode_array(variant.arrays[n], parameters.arrays)
                for n in (f"delta{k}", f"dW{k}")
                if n in variant.arrays
            },
            "check": check,
        }

    variants = common_mistakes.run_mistake(
        name, computed.weights, computed.named, parameters.learning_rate
    )
    return {"name": name, "layer": k, "variants": [encode(variant) for variant in variants]}
