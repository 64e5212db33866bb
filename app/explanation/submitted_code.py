"""Reply of /explain/check-mine: submitted code, evaluated, compared and diagnosed."""

import dataclasses
import math
from typing import Any

from app.explanation.forward_backward import require_finite, run_pass
from app.explanation.parameters import CheckMineParameters
from app.http.problems import InvalidRequest
from app.parsing.explain_request import ExplainRequest
from model.explanation.conventions.convention import parse_convention
from model.explanation.submitted_code.check import check
from model.explanation.submitted_code.syntax import LineError
from model.serialization.model_file import Model


def check_submitted_code(
    model: Model, request: ExplainRequest[CheckMineParameters]
) -> dict[str, Any]:
    """Return the body of the reply.

    Raises
    ------
    app.http.problems.Problem
        If a drawing is blank or damaged, a line does not parse, or the lines ask for too much.
    """
    computed = run_pass(model, request)
    if computed.Y is None:
        raise ValueError("expected a pass with labels, got one without")
    try:
        with require_finite(request, "model"):
            results = check(
                request.parameters.lines,
                computed.weights,
                computed.X,
                computed.Y,
                convention=parse_convention(request.parameters.convention),
            )
    except LineError as error:
        raise InvalidRequest.for_field(request.path("lines"), str(error)) from error
    return {"results": [encode(result) for result in results]}


def encode(value: Any) -> Any:
    """Return dataclasses as objects, and numbers that are not finite as null, as JSON has none."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            item.name: encode(getattr(value, item.name))
            for item in dataclasses.fields(value)
            if item.repr  # all but the array itself
        }
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
