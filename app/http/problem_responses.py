"""A problem to the reply that tells of it: the one place that knows whose shape an error has."""

from starlette.responses import Response
from starlette.types import Scope

from app import metrics
from app.http import problems
from app.http.problems import Problem
from app.inference_protocol.response import failure

PROTOCOL = "/v2"
"""Below it errors have the shape of the Open Inference Protocol."""


def problem_response(scope: Scope, problem: Problem) -> Response:
    """Return the reply to the request of `scope` that tells of `problem`."""
    metrics.refused(problem.code)
    if is_protocol_path(scope):
        return failure(problem.status, problem.detail, problem.headers)
    return problems.response(problem, root_path(scope), request_id(scope))


def is_protocol_path(scope: Scope) -> bool:
    """Tell whether the address is one of the Open Inference Protocol."""
    path: str = scope["path"].removeprefix(root_path(scope))
    return path == PROTOCOL or path.startswith(f"{PROTOCOL}/")


def root_path(scope: Scope) -> str:
    """Return the path that a proxy serves this under; mounted applications see a longer one."""
    path: str = scope.get("app_root_path", scope.get("root_path", ""))
    return path


def request_id(scope: Scope) -> str | None:
    """Return the id of the request, if `app.middleware.access_log` gave it one."""
    found: str | None = scope.get("state", {}).get("request_id")
    return found
