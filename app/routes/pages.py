"""GET /, /sheet, /inside and /train: the pages to draw, read numbers, look inside and train."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.concurrency import threads
from app.corrections import access
from app.http.loopback import is_local
from app.lab import access as lab_access
from app.lab import own_digits
from app.middleware.security_headers import framed_policy
from app.parsing.predict_query import ModelName
from app.registry import Registry
from app.routes.dependencies import LatestSweeps, LoadedModels
from app.settings import Settings
from app.web.backprop_steps import steps
from app.web.code_suggestions import CodeSuggestions
from app.web.questions import QUESTIONS
from app.web.step_texts import StepTexts
from app.web.templates import render_page
from model.explanation.conventions.convention import (
    INKLING,
    PRESETS,
    Convention,
    parse_convention,
)
from model.serialization.model_file import Model

router = APIRouter(include_in_schema=False)


@router.get("/")
async def index(request: Request, models: LoadedModels) -> Response:
    """Return the drawing page."""
    return render_page(request, "index.html", _networks(models) | _corrections(request))


@router.get("/sheet")
async def sheet(request: Request, models: LoadedModels) -> Response:
    """Return the page that reads the numbers of a picture."""
    return render_page(request, "sheet.html", _networks(models))


@router.get("/inside")
async def inside(request: Request, models: LoadedModels) -> Response:
    """Return the page of the forward and backward pass."""
    context = _steps_context(models.get(None), _convention(request))
    return render_page(request, "inside.html", _networks(models) | context | _frames(request))


@router.get("/inside/embed")
async def embed(request: Request, models: LoadedModels) -> Response:
    """Return one step of that page, for a frame in a page of the setting `frame_ancestors`."""
    context = _steps_context(models.get(None), _convention(request)) | {"embedded": True}
    reply = render_page(request, "inside.html", _networks(models) | context)
    origins = request.app.state.settings.frame_ancestors
    reply.headers["Content-Security-Policy"] = framed_policy(origins)
    return reply


@router.get("/inside/walk")
async def walk(request: Request, models: LoadedModels, model: ModelName = None) -> Response:
    """Return the backpropagation steps of that page, for another model."""
    context = _steps_context(models.get(model), _convention(request))
    return render_page(request, "inside_walk.html", context)


def _convention(request: Request) -> Convention:
    """Return the convention in the address, or this project's if it is none."""
    try:
        return parse_convention(request.query_params.get("convention", str(INKLING)))
    except ValueError:
        return INKLING


def _frames(request: Request) -> dict[str, Any]:
    """Return whether the page offers code for frames."""
    return {"frames": bool(request.app.state.settings.frame_ancestors)}


def _corrections(request: Request) -> dict[str, Any]:
    """Return where corrections are kept, if this request may send any."""
    if access.denial_reason(request, request.app.state.settings) is not None:
        return {"corrections": None}
    local = is_local(request)
    path = request.app.state.corrections.path
    return {"corrections": {"is_local": local, "file": path if local else None}}


async def _own_digits(request: Request) -> list[str]:
    """Return the folders of own digits that a run may learn, if this request may start one."""
    settings: Settings = request.app.state.settings
    if lab_access.denial_reason(request, settings) is not None:
        return []
    return await threads.run_io(own_digits.list_folders, settings.data_dir)


def _networks(models: Registry) -> dict[str, Any]:
    """Return the entries of the model picker, so that the page does not move when they load."""
    return {
        "networks": list(models.models.values()),
        "labels": models.labels,
        "default_name": models.default_name,
    }


def _steps_context(model: Model, convention: Convention) -> dict[str, Any]:
    return {
        "sizes": model.sizes,
        "parameters": model.parameters,
        "convention": convention,
        "steps": steps(model.sizes, convention),
        "step_texts": StepTexts(model.sizes, convention),
        "code_suggestions": CodeSuggestions(model.sizes, convention),
        "questions": QUESTIONS,
        "presets": PRESETS,
    }


@router.get("/train")
async def train(request: Request, sweeps: LatestSweeps) -> Response:
    """Return the page of the training lab, which loads its data from /lab."""
    context = {"own_digits": await _own_digits(request), "sweeps": sweeps}
    return render_page(request, "train.html", context)
