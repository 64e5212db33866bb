"""GET /problems/CODE: the meaning of a problem's `type`."""

from fastapi import APIRouter
from pydantic import BaseModel

from app.http.problems import PROBLEMS, NotFound, Problem, describe
from app.routes.dependencies import ServiceSettings

router = APIRouter(include_in_schema=False)


class ProblemType(BaseModel):
    """A type of error."""

    type: str
    title: str
    status: int
    description: str


@router.get("/problems")
async def list_problems(settings: ServiceSettings) -> list[ProblemType]:
    """Return all types of errors."""
    return [_describe(kind, settings.root_path) for kind in PROBLEMS.values()]


@router.get("/problems/{code}")
async def show_problem(code: str, settings: ServiceSettings) -> ProblemType:
    """Return one type of error."""
    if code not in PROBLEMS:
        raise NotFound(f"expected one of {', '.join(PROBLEMS)}, got {code!a:.80}")
    return _describe(PROBLEMS[code], settings.root_path)


def _describe(kind: type[Problem], root: str) -> ProblemType:
    return ProblemType(
        type=f"{root}/problems/{kind.code}",
        title=kind.title,
        status=kind.status,
        description=describe(kind),
    )
