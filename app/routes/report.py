"""GET /report and what belongs to it: how well each model reads, for people who look."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from app.concurrency import threads
from app.http.problems import DrawingNotFound, NotFound, ReportNotFound
from app.report import schema, view
from app.report.schema import EvaluatedSet, Report, ReportError
from app.report.seeds import read_spreads
from app.report.thumbnails import Drawings
from app.routes.dependencies import LoadedModels, ServiceSettings
from app.routes.models import UNKNOWN
from model.data.data_file import DatasetError
from model.data.partial_read import DatasetMissingError
from model.evaluation import sets

router = APIRouter()

A_DAY = {"Cache-Control": "public, max-age=86400"}

CellName = Annotated[str | None, Query(pattern="^[0-9],[0-9]$")]


@router.get("/report", include_in_schema=False)
async def show_report(
    request: Request,
    models: LoadedModels,
    settings: ServiceSettings,
    model: str | None = None,
    of: Annotated[str | None, Query(alias="set")] = None,
    cell: CellName = None,
) -> Response:
    """Return the page about one model: all its sets, and one of them in detail."""
    loaded = models.get(model)
    context: dict[str, object] = {
        "models": list(models.models.values()),
        "model": loaded,
        "command": schema.COMMAND,
    }
    try:
        found = await _read(settings.reports_dir, loaded.name)
        spreads = await threads.run(True, read_spreads, settings.reports_dir, loaded.name)
    except ReportError as error:
        context["problem"] = str(error)
    else:
        if found is not None:
            chosen = _chosen(found, of)
            missing = _missing(request.app.state.drawings, chosen)
            context |= {"report": found, "view": view, "chosen": chosen, "missing": missing}
            context["spreads"] = spreads
            context["pixels"] = _in_pixels(chosen)
            context["cell"] = _cell(chosen, cell)
    pages: Jinja2Templates = request.app.state.pages
    headers = {"Cache-Control": "no-cache"}
    return pages.TemplateResponse(request, "report.html", context, headers=headers)


@router.get(
    "/models/{name}/report",
    tags=["models"],
    summary="The report of a model",
    response_model=Report,
    responses=UNKNOWN,
)
async def model_report(name: str, models: LoadedModels, settings: ServiceSettings) -> Response:
    """Tell what the model reached on each set of drawings, as the evaluation wrote it."""
    name = models.get(name).name
    await _expect(settings.reports_dir, name)
    content = await threads.run(True, (settings.reports_dir / f"{name}.json").read_bytes)
    return Response(content, media_type="application/json", headers={"Cache-Control": "no-cache"})


@router.get("/report/drawings/{model}/{of}/{index}.png", include_in_schema=False)
async def drawing(
    request: Request,
    model: str,
    of: str,
    index: int,
    models: LoadedModels,
    settings: ServiceSettings,
) -> Response:
    """Return a drawing that a report points at, small."""
    found = await _expect(settings.reports_dir, models.get(model).name)
    drawings: Drawings = request.app.state.drawings
    if index in found.taken(of):
        content = await drawings.no_digit(of, index)
        if content is None:
            raise DrawingNotFound(f"expected a drawing that can be made again, got {index} of {of}")
        return Response(content, media_type="image/png", headers=A_DAY)
    chosen = _chosen(found, of)
    wanted = chosen.indices
    try:
        content = (
            await drawings.png(chosen.name, chosen.source, index, wanted)
            if index in wanted
            else None
        )
    except DatasetError as error:
        raise DrawingNotFound(str(error)) from error
    if content is None:
        raise DrawingNotFound(f"expected a drawing that the report points at, got {index} of {of}")
    return Response(content, media_type="image/png", headers=A_DAY)


async def _read(folder: Path, name: str) -> Report | None:
    return await threads.run(True, schema.read, folder, name)


async def _expect(folder: Path, name: str) -> Report:
    try:
        found = await _read(folder, name)
    except ReportError as error:
        raise ReportNotFound(str(error)) from error
    if found is None:
        raise ReportNotFound(f"there is no report of {name} yet: `{schema.COMMAND}` writes it")
    return found


def _chosen(found: Report, key: str | None) -> EvaluatedSet:
    chosen = found.first if key is None else found.find(key)
    if chosen is None:
        keys = ", ".join(each.key for each in found.sets)
        raise NotFound(f"expected a set of {keys}, got {key!a:.80}")
    return chosen


def _cell(chosen: EvaluatedSet, key: str | None) -> view.CellView:
    if key is None:
        return view.most_confused(chosen)
    return view.cell(chosen, int(key[0]), int(key[2]))


def _missing(drawings: Drawings, chosen: EvaluatedSet) -> str:
    """Return why the drawings cannot be shown, or nothing if it seems that they can."""
    try:
        drawings.find(chosen.source)
    except DatasetMissingError as error:
        return str(error)
    return ""


def _in_pixels(chosen: EvaluatedSet) -> bool:
    known = sets.SETS.get(chosen.name)
    return known is not None and known.pixels
