"""GET /report, GET /models/NAME/report and the thumbnails: evaluation of the models that ship."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.concurrency import threads
from app.corrections import access
from app.corrections.learnt_models import LearntModels
from app.corrections.service import CorrectionService
from app.http.loopback import is_local
from app.http.problems import DatabaseUnavailable, DrawingNotFound, NotFound, ReportNotFound
from app.http.redaction import without_folders
from app.registry import Registry
from app.report import correction_accuracy, error_plot, loader, risk_plot, view
from app.report.thumbnails import Thumbnails
from app.routes.dependencies import LatestSweeps, LoadedModels, ServiceSettings
from app.routes.models import UNKNOWN
from app.settings import Settings
from app.web.templates import render_page
from model.data.data_file import DatasetError
from model.data.partial_read import SOURCES, DatasetMissingError
from model.evaluation import unseen_groups
from model.evaluation.report_schema import EvaluatedSet, Report, ReportError
from model.evaluation.sets import DIGIT_SETS

router = APIRouter()

CACHE_ONE_DAY = {"Cache-Control": "public, max-age=86400"}

CellKey = Annotated[str | None, Query(pattern="^[0-9],[0-9]$")]


@router.get("/report", include_in_schema=False)
async def show_report(
    request: Request,
    models: LoadedModels,
    settings: ServiceSettings,
    sweeps: LatestSweeps,
    model: str | None = None,
    set_key: Annotated[str | None, Query(alias="set")] = None,
    cell: CellKey = None,
) -> Response:
    """Return the report page of one model: all its sets, and one of them in detail.

    Without a name, it is the base model, also if a version that has learnt corrections is the
    default, as versions have no report.
    """
    loaded = models.get(models.default if model is None else model)
    context: dict[str, object] = {
        "models": list(models.models.values()),
        "model": loaded,
        "labels": models.labels,
        "label": models.labels.get(loaded.name, loaded.name),
        "command": loader.COMMAND,
        "view": view,
        "error_scale": error_plot.error_scale,
        "risk_plot": risk_plot.risk_plot,
        "sweeps": sweeps,
    }
    context |= await _correction_accuracy(request, models, settings)
    try:
        report = await _load(settings.reports_dir, loaded.name)
        spreads = await threads.run_in_thread(
            loader.load_seed_spreads, settings.reports_dir, loaded.name
        )
    except ReportError as error:
        context["problem"] = str(error)
    else:
        if report is not None:
            evaluated = _find_set(report, set_key)
            context |= {
                "report": report,
                "evaluated": evaluated,
                "missing": _missing_data(request.app.state.thumbnails, evaluated),
                "spreads": spreads,
                "unseen": await threads.run_in_thread(_unseen_groups, loaded.name),
                "coverages": unseen_groups.SHOWN_COVERAGES,
                "pixelated": _is_pixelated(evaluated),
                "cell": _find_cell(evaluated, cell),
            }
    return render_page(request, "report.html", context)


@router.get(
    "/models/{name}/report",
    tags=["models"],
    summary="Get the report of a model",
    response_model=Report,
    responses=UNKNOWN,
)
async def model_report(name: str, models: LoadedModels, settings: ServiceSettings) -> Response:
    """Return the evaluation report of a model: its metrics on each set of drawings."""
    name = models.get(name).name
    await _require_report(settings.reports_dir, name)
    content = await threads.run_in_thread((settings.reports_dir / f"{name}.json").read_bytes)
    return Response(content, media_type="application/json", headers={"Cache-Control": "no-cache"})


@router.get("/report/drawings/{model}/{set_key}/{index}.png", include_in_schema=False)
async def drawing(
    request: Request,
    model: str,
    set_key: str,
    index: int,
    models: LoadedModels,
    settings: ServiceSettings,
) -> Response:
    """Return a thumbnail of a drawing that a report refers to."""
    report = await _require_report(settings.reports_dir, models.get(model).name)
    thumbnails: Thumbnails = request.app.state.thumbnails
    if index in report.false_accept_indices(set_key):
        content = await thumbnails.non_digit(set_key, index)
        if content is None:
            raise DrawingNotFound(f"Drawing {index} of {set_key} cannot be rendered.")
        return Response(content, media_type="image/png", headers=CACHE_ONE_DAY)
    evaluated = _find_set(report, set_key)
    indices = evaluated.indices
    try:
        source = SOURCES.get(evaluated.source)
        content = (
            await thumbnails.digit(evaluated.name, source, index, indices)
            if source and index in indices
            else None
        )
    except DatasetError as error:
        raise DrawingNotFound(without_folders(error)) from error
    if content is None:
        raise DrawingNotFound(f"The report does not refer to drawing {index} of {set_key}.")
    return Response(content, media_type="image/png", headers=CACHE_ONE_DAY)


@router.get("/report/scenes/{model}/{scene}/{number}.webp", include_in_schema=False)
async def scene_picture(
    model: str, scene: str, number: int, models: LoadedModels, settings: ServiceSettings
) -> Response:
    """Return a picture of a scene from a report."""
    report = await _require_report(settings.reports_dir, models.get(model).name)
    example = report.find_scene_example(scene, number)
    if example is None:
        raise DrawingNotFound(f"The report has no picture {number} of the scene {scene}.")
    return Response(example.picture, media_type="image/webp", headers=CACHE_ONE_DAY)


@router.get("/report/numbers/{model}/{set_name}/{number}.webp", include_in_schema=False)
async def number_picture(
    model: str, set_name: str, number: int, models: LoadedModels, settings: ServiceSettings
) -> Response:
    """Return a picture of a number that a report says was misread."""
    report = await _require_report(settings.reports_dir, models.get(model).name)
    mistake = report.find_number_mistake(set_name, number)
    if mistake is None:
        raise DrawingNotFound(f"The report has no picture {number} of the numbers {set_name}.")
    return Response(mistake.picture, media_type="image/webp", headers=CACHE_ONE_DAY)


async def _correction_accuracy(
    request: Request, models: Registry, settings: Settings
) -> dict[str, object]:
    """Return the accuracy on corrections for requests that may list these, or why it is missing."""
    if access.denial_reason(request, settings) is not None or not is_local(request):
        return {"correction_accuracy": None}
    corrections: CorrectionService = request.app.state.corrections
    learnt: LearntModels = request.app.state.learnt
    await threads.run_io(learnt.refresh)  # a version that another process has just made, too
    try:
        inputs, versions = await threads.run_io(
            corrections.learnt_inputs, correction_accuracy.MAX_CORRECTIONS
        )
    except DatabaseUnavailable as problem:
        return {"correction_accuracy": None, "corrections_problem": problem.detail}
    measured = await threads.run_in_thread(correction_accuracy.measure, inputs, versions, models)
    return {
        "correction_accuracy": measured,
        "corrections_limit": correction_accuracy.MAX_CORRECTIONS,
    }


async def _load(folder: Path, name: str) -> Report | None:
    return await threads.run_in_thread(loader.load_report, folder, name)


async def _require_report(folder: Path, name: str) -> Report:
    try:
        report = await _load(folder, name)
    except ReportError as error:
        raise ReportNotFound(str(error)) from error
    if report is None:
        raise ReportNotFound(f"There is no report of {name} yet; `{loader.COMMAND}` writes it.")
    return report


def _unseen_groups(name: str) -> unseen_groups.Summary | None:
    """Return the results of the cross-validation of a recipe, or None if there are none."""
    folds = unseen_groups.read().get(name)
    return unseen_groups.summarize(folds) if folds else None


def _find_set(report: Report, key: str | None) -> EvaluatedSet:
    evaluated = report.default_set if key is None else report.find(key)
    if evaluated is None:
        keys = ", ".join(candidate.key for candidate in report.sets)
        raise NotFound(f"expected one of the sets {keys}, got {key!a:.80}")
    return evaluated


def _find_cell(evaluated: EvaluatedSet, key: str | None) -> view.CellView:
    if key is None:
        return view.most_confused(evaluated)
    return view.cell(evaluated, int(key[0]), int(key[2]))


def _missing_data(thumbnails: Thumbnails, evaluated: EvaluatedSet) -> str:
    """Return why the drawings cannot be shown, or an empty string if they probably can."""
    source = SOURCES.get(evaluated.source)
    if source is None:
        return "this page shows drawings of MNIST and of the pen digits only"
    try:
        thumbnails.find(source)
    except DatasetMissingError as error:
        return str(error)
    return ""


def _is_pixelated(evaluated: EvaluatedSet) -> bool:
    evaluation_set = DIGIT_SETS.get(evaluated.name)
    return evaluation_set is not None and evaluation_set.pixels
