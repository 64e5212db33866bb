"""Responses for problems: problem+json, or the Open Inference Protocol's errors below /v2."""

import http
import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response
from starlette.types import Scope

from app import metrics
from app.http.problems import Problem, format_path

MEDIA_TYPE = "application/problem+json"

PROTOCOL = "/v2"
"""Below it errors have the shape of the Open Inference Protocol."""


def problem_response(scope: Scope, problem: Problem) -> Response:
    """Return the response that reports `problem`; count it, and name it to the access log."""
    metrics.count_rejection(problem.code)
    scope.setdefault("state", {})["problem"] = problem.code
    if is_protocol_path(scope):
        return error_response(problem.status, problem.detail, problem.headers)
    return problem_json(problem, root_path(scope), request_id(scope))


def problem_json(problem: Problem, root: str = "", request_id: str | None = None) -> Response:
    """Return a problem in the shape of RFC 9457, "Problem Details for HTTP APIs".

    Its extensions are `errors`, where fields of the request are invalid, those of the problem's
    type, and `request_id`.

    Parameters
    ----------
    problem : Problem
    root : str
        The path prefix of a proxy, for the problem's `type`.
    request_id : str, optional
        The ID of the request in the log.
    """
    body: dict[str, Any] = {
        "type": root + problem.type,
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.errors:
        body["errors"] = [
            {"loc": format_path(error.path), "message": error.message} for error in problem.errors
        ]
    body |= problem.extensions
    if request_id is not None:
        body["request_id"] = request_id
    return _json_response(body, problem.headers)


def plain_response(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return an error of a status that has no problem type here (RFC 9457, 4.2.1)."""
    title = http.HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return _json_response(body, headers)


def _json_response(body: dict[str, Any], headers: Mapping[str, str] | None) -> Response:
    # ASCII, because a client may have sent halves of surrogate pairs, which UTF-8 cannot carry.
    return Response(json.dumps(body), body["status"], headers, MEDIA_TYPE)


def error_response(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return an error of the Open Inference Protocol, which has no 422 and calls it 400."""
    content = json.dumps({"error": message})
    return Response(content, 400 if status == 422 else status, headers, "application/json")


def is_protocol_path(scope: Scope) -> bool:
    """Return whether the request is one of the Open Inference Protocol."""
    path = route_path(scope)
    return path == PROTOCOL or path.startswith(f"{PROTOCOL}/")


def root_path(scope: Scope) -> str:
    """Return the path that a proxy serves the application under.

    Starlette's ``root_path`` is longer inside of a mounted application.
    """
    path: str = scope.get("app_root_path", scope.get("root_path", ""))
    return path


def route_path(scope: Scope) -> str:
    """Return the path of a request without the path of the proxy."""
    path: str = scope["path"]
    return path.removeprefix(root_path(scope))


def request_id(scope: Scope) -> str | None:
    """Return the request's ID, if `app.middleware.request` has run."""
    identifier: str | None = scope.get("state", {}).get("request_id")
    return identifier
