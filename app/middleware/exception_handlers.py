"""Exception handlers: every error of a route becomes a response of `app.http.problem_responses`."""

from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Match, Mount
from starlette.templating import Jinja2Templates

from app.http import problems, validation
from app.http.accept import VARY, prefers_html
from app.http.problem_responses import (
    error_response,
    is_protocol_path,
    plain_response,
    problem_response,
    request_id,
)
from app.middleware import security_headers

PAGE = "error.html"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def add_exception_handlers(app: FastAPI, pages: Jinja2Templates) -> None:
    """Report errors as problems; a browser that asks for an unknown page gets an HTML page."""

    def respond(request: Request, problem: problems.Problem) -> Response:
        has_page = problem.status == 404 and request.method == "GET"
        if not has_page or is_protocol_path(request.scope):
            return problem_response(request.scope, problem)
        if prefers_html(request.headers):
            context = {"status": 404, "title": problem.title, "detail": problem.detail}
            return pages.TemplateResponse(request, PAGE, context, status_code=404, headers=VARY)
        response = problem_response(request.scope, problem)
        response.headers.update(VARY)
        return response

    async def on_problem(request: Request, error: Any) -> Response:
        return respond(request, error)

    async def on_http_exception(request: Request, error: Any) -> Response:
        path = request.url.path
        if error.status_code == 404:
            return respond(request, problems.NotFound(f"Nothing is served at {path!a:.200}."))
        if error.status_code == 405:
            return respond(request, _method_not_allowed(request))
        if error.status_code == 204:  # no error, and without a body
            return Response(status_code=204)
        if error.status_code == 413:
            # app.middleware.body_limit replaces it.
            return PlainTextResponse(status_code=413)
        if is_protocol_path(request.scope):
            return error_response(error.status_code, str(error.detail), error.headers)
        return plain_response(error.status_code, str(error.detail), error.headers)

    async def on_invalid(request: Request, error: Any) -> Response:
        errors = validation.field_errors(error)
        return respond(request, problems.InvalidRequest.for_fields(errors))

    async def on_disconnect(_request: Request, _error: Any) -> Response:
        return Response(status_code=400)  # for the log: the client is gone

    async def on_fault(request: Request, _error: Any) -> Response:
        # The server logs the traceback; this response bypasses all middleware.
        response = respond(
            request, problems.InternalError("Unexpected error; see the log of the service.")
        )
        response.headers.update(security_headers.HEADERS)
        response.headers["X-Request-ID"] = request_id(request.scope) or ""
        return response

    app.add_exception_handler(problems.Problem, on_problem)
    app.add_exception_handler(HTTPException, on_http_exception)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(ClientDisconnect, on_disconnect)
    app.add_exception_handler(Exception, on_fault)


def _method_not_allowed(request: Request) -> problems.MethodNotAllowed:
    allowed = ", ".join(_allowed_methods(request))
    detail = f"expected {allowed} at {request.url.path!a:.200}, got {request.method!a:.40}"
    return problems.MethodNotAllowed(detail, headers={"Allow": allowed})


def _allowed_methods(request: Request) -> list[str]:
    """Return the methods that any route has at the address; static files have GET."""
    routes = [route for route in request.app.routes if not isinstance(route, Mount)]
    allowed = [
        method
        for method in METHODS
        if any(
            route.matches({**request.scope, "method": method})[0] == Match.FULL for route in routes
        )
    ] or ["GET"]
    if "GET" in allowed:
        allowed.insert(1, "HEAD")  # see app.middleware.request
    return allowed
