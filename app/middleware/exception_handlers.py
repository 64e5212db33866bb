"""Every exception that leaves a route, translated into the one JSON shape of `app.http.problems`.

Only below /v2 errors have another shape: that of the protocol that is spoken there.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Match, Mount
from starlette.templating import Jinja2Templates

from app.http import problems, validation
from app.http.problem_responses import is_protocol_path, problem_response, request_id
from app.inference_protocol.response import failure
from app.middleware import security_headers

PAGE = "error.html"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def install(app: FastAPI, pages: Jinja2Templates) -> None:
    """Make `app` answer every error with problem+json, and a lost browser with a page."""

    def answer(request: Request, problem: problems.Problem) -> Response:
        browser = request.method == "GET" and "text/html" in request.headers.get("accept", "")
        if problem.status == 404 and browser and not is_protocol_path(request.scope):
            context = {"status": 404, "title": problem.title, "detail": problem.detail}
            return pages.TemplateResponse(request, PAGE, context, status_code=404)
        return problem_response(request.scope, problem)

    async def on_problem(request: Request, error: Any) -> Response:
        return answer(request, error)

    async def on_http_exception(request: Request, error: Any) -> Response:
        path = request.url.path
        if error.status_code == 404:
            return answer(
                request, problems.NotFound(f"expected a known address, got {path!a:.200}")
            )
        if error.status_code == 405:
            return answer(request, _method_not_allowed(request))
        if is_protocol_path(request.scope):
            return failure(error.status_code, str(error.detail), error.headers)
        return problems.plain_response(error.status_code, str(error.detail), error.headers)

    async def on_invalid(request: Request, error: Any) -> Response:
        errors = validation.field_errors(error.errors())
        return answer(request, problems.InvalidRequest.for_fields(errors))

    async def on_disconnect(_request: Request, _error: Any) -> Response:
        return Response(status_code=400)  # nobody is there to read it

    async def on_fault(request: Request, _error: Any) -> Response:
        # The server writes the traceback to its log; the reply passes no middleware any more.
        reply = answer(
            request, problems.InternalError("an unexpected error, see the service's log")
        )
        reply.headers.update(security_headers.HEADERS)
        reply.headers["X-Request-ID"] = request_id(request.scope) or ""
        return reply

    app.add_exception_handler(problems.Problem, on_problem)
    app.add_exception_handler(HTTPException, on_http_exception)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(ClientDisconnect, on_disconnect)
    app.add_exception_handler(Exception, on_fault)


def _method_not_allowed(request: Request) -> problems.MethodNotAllowed:
    listed = ", ".join(_methods(request))
    detail = f"expected {listed} at {request.url.path!a:.200}, got {request.method!a:.40}"
    return problems.MethodNotAllowed(detail, headers={"Allow": listed})


def _methods(request: Request) -> list[str]:
    """Return the methods that the address answers, of whichever route; files answer GET."""
    routes = [route for route in request.app.routes if not isinstance(route, Mount)]
    found = [
        method
        for method in METHODS
        if any(
            route.matches({**request.scope, "method": method})[0] == Match.FULL for route in routes
        )
    ] or ["GET"]
    if "GET" in found:
        found.insert(1, "HEAD")  # see app.security
    return found
