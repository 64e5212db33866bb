"""Reply of /explain/check-mine: submitted code, evaluated, compared and diagnosed."""

from app.explanation.forward_backward import require_finite, run_pass
from app.explanation.parameters import CheckMineParameters
from app.explanation.schemas import CheckedLines
from app.http.problems import InvalidRequest
from app.parsing.explain_request import ExplainRequest
from model.explanation.conventions.convention import parse_convention
from model.explanation.submitted_code.check import check
from model.explanation.submitted_code.syntax import LineError
from model.serialization.model_file import Model


def check_submitted_code(
    model: Model, request: ExplainRequest[CheckMineParameters]
) -> CheckedLines:
    """Return the body of the reply.

    Raises
    ------
    app.http.problems.Problem
        If a drawing is blank or damaged, a line does not parse, or the lines ask for too much.
    """
    computed = run_pass(model, request)
    try:
        with require_finite(request, "model"):
            results = check(
                request.parameters.lines,
                computed.weights,
                computed.X,
                computed.targets,
                convention=parse_convention(request.parameters.convention),
            )
    except LineError as error:
        raise InvalidRequest.for_field(request.path("lines"), str(error)) from error
    return CheckedLines.model_validate({"results": results}, from_attributes=True)
