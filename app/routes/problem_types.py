"""GET /problems/CODE: what a problem's `type` means."""

from fastapi import APIRouter
from pydantic import BaseModel

from app.http.problems import PROBLEMS, NotFound, Problem, describe
from app.routes.dependencies import ServiceSettings

router = APIRouter(include_in_schema=False)


class ProblemType(BaseModel):
    """A kind of error."""

    type: str
    title: str
    status: int
    description: str


@router.get("/problems")
async def list_problems(settings: ServiceSettings) -> list[ProblemType]:
    """Return every kind of error that there is."""
    return [_described(kind, settings.root_path) for kind in PROBLEMS.values()]


@router.get("/problems/{code}")
async def show_problem(code: str, settings: ServiceSettings) -> ProblemType:
    """Return one kind of error."""
    if code not in PROBLEMS:
        raise NotFound(f"expected one of {', '.join(PROBLEMS)}, got {code!a:.80}")
    return _described(PROBLEMS[code], settings.root_path)


def _described(kind: type[Problem], root: str) -> ProblemType:
    return ProblemType(
        type=f"{root}/problems/{kind.code}",
        title=kind.title,
        status=kind.status,
        description=describe(kind),
    )
