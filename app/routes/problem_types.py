"""GET /problems and /problems/CODE: what a problem's `type` means, for browsers as a page."""

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from app.http.accept import VARY, prefers_html
from app.http.problems import PROBLEMS, NotFound, Problem, describe
from app.routes.dependencies import ServiceSettings
from app.web.templates import render_page

router = APIRouter(include_in_schema=False)


class ProblemType(BaseModel):
    """A type of error."""

    type: str
    title: str
    status: int
    description: str


@router.get("/problems")
async def list_problems(request: Request, settings: ServiceSettings) -> Response:
    """Return all types of errors."""
    types = [_describe(kind, settings.root_path) for kind in PROBLEMS.values()]
    if prefers_html(request.headers):
        return _page(request, types)
    return JSONResponse([each.model_dump() for each in types], headers=VARY)


@router.get("/problems/{code}")
async def show_problem(code: str, request: Request, settings: ServiceSettings) -> Response:
    """Return one type of error."""
    if code not in PROBLEMS:
        raise NotFound(f"expected one of {', '.join(PROBLEMS)}, got {code!a:.80}")
    described = _describe(PROBLEMS[code], settings.root_path)
    if prefers_html(request.headers):
        return _page(request, [described])
    return JSONResponse(described.model_dump(), headers=VARY)


def _page(request: Request, types: list[ProblemType]) -> Response:
    return render_page(request, "problem_types.html", {"types": types}, VARY)


def _describe(kind: type[Problem], root: str) -> ProblemType:
    return ProblemType(
        type=f"{root}/problems/{kind.code}",
        title=kind.title,
        status=kind.status,
        description=describe(kind),
    )
