"""Responses for problems: problem+json, or the Open Inference Protocol's errors below /v2."""

import json
from collections.abc import Mapping

from starlette.responses import Response
from starlette.types import Scope

from app import metrics
from app.http import problems
from app.http.problems import Problem

PROTOCOL = "/v2"
"""Below it errors have the shape of the Open Inference Protocol."""


def problem_response(scope: Scope, problem: Problem) -> Response:
    """Return the response that reports `problem`, and count it in the metrics."""
    metrics.count_rejection(problem.code)
    if is_protocol_path(scope):
        return error_response(problem.status, problem.detail, problem.headers)
    return problems.response(problem, root_path(scope), request_id(scope))


def error_response(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return an error of the Open Inference Protocol, which has no 422 and calls it 400."""
    content = json.dumps({"error": message})
    return Response(content, 400 if status == 422 else status, headers, "application/json")


def is_protocol_path(scope: Scope) -> bool:
    """Tell whether the request is one of the Open Inference Protocol."""
    path: str = scope["path"].removeprefix(root_path(scope))
    return path == PROTOCOL or path.startswith(f"{PROTOCOL}/")


def root_path(scope: Scope) -> str:
    """Return the path that a proxy serves the application under.

    Starlette's ``root_path`` is longer inside of a mounted application.
    """
    path: str = scope.get("app_root_path", scope.get("root_path", ""))
    return path


def request_id(scope: Scope) -> str | None:
    """Return the request's ID, if `app.middleware.access_log` has run."""
    identifier: str | None = scope.get("state", {}).get("request_id")
    return identifier
