"""GET /sweeps, /lab/sweeps and /lab/sweeps/NAME: results of hyperparameter sweeps."""

from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.concurrency import threads
from app.http.problems import SweepNotFound
from app.lab.access import denial_reason
from app.openapi.responses import error_responses
from app.routes.dependencies import AllowedLab, ServiceSettings
from app.routes.lab import DISABLED
from app.sweep import folder, schemas, view
from app.web.templates import render_page

router = APIRouter(tags=["lab"])


@router.get("/sweeps", include_in_schema=False)
async def show_sweeps(
    request: Request, settings: ServiceSettings, sweep: str | None = None
) -> Response:
    """Return the page of the results: all sweeps, and one of them in detail, by default the newest.

    The access is that of the lab, as the results are of training on this machine.
    """
    context: dict[str, object] = {"reason": denial_reason(request, settings)}
    if context["reason"] is None:
        listed = (await threads.run_io(folder.list_sweeps, settings.sweeps_dir)).sweeps
        context |= {"sweeps": listed, "folder": settings.sweeps_dir.name or "."}
        readable = [summary.name for summary in listed if summary.problem is None]
        name = sweep or next(iter(readable), None)
        if name is not None:
            result = await _load(settings.sweeps_dir, name)
            context |= {"name": name, "result": result, "view": view.sweep_view(result)}
    return render_page(request, "sweeps.html", context)


@router.get("/lab/sweeps", summary="List all sweeps", responses=DISABLED)
async def list_sweeps(_lab: AllowedLab, settings: ServiceSettings) -> folder.Sweeps:
    """List the results that `inkling sweep` has written, newest first."""
    return await threads.run_io(folder.list_sweeps, settings.sweeps_dir)


@router.get(
    "/lab/sweeps/{name}",
    summary="Get the result of a sweep",
    response_model=schemas.SweepResult,
    responses=DISABLED | error_responses({404: "There is no such sweep, or it cannot be read"}),
)
async def show_sweep(
    name: Annotated[str, Path(description="of a sweep, as /lab/sweeps lists it")],
    _lab: AllowedLab,
    settings: ServiceSettings,
) -> Response:
    """Return each trial with its curve, and each setting with mean and deviation, best first."""
    result = await _load(settings.sweeps_dir, name)
    content = await threads.run_in_thread(result.model_dump_json)
    return Response(content, media_type="application/json", headers={"Cache-Control": "no-cache"})


async def _load(sweeps_dir: FilePath, name: str) -> schemas.SweepResult:
    try:
        return await threads.run_io(folder.load_sweep, sweeps_dir, name)
    except folder.SweepResultError as error:
        raise SweepNotFound(str(error)) from error
