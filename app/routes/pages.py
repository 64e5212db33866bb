"""GET /, GET /inside and GET /train: the pages to draw, to inspect the network, and to train."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from app.parsing.predict_query import ModelName
from app.registry import Registry
from app.routes.dependencies import LoadedModels
from app.web.backprop_steps import steps
from app.web.questions import QUESTIONS
from model.serialization.model_file import Model

router = APIRouter(include_in_schema=False)


@router.get("/")
async def index(request: Request, models: LoadedModels) -> Response:
    """Return the drawing page."""
    return _page(request, "index.html", _networks(models))


@router.get("/inside")
async def inside(request: Request, models: LoadedModels) -> Response:
    """Return the page of the forward and backward pass."""
    return _page(request, "inside.html", _networks(models) | _steps_context(models.get(None)))


@router.get("/inside/walk")
async def walk(request: Request, models: LoadedModels, model: ModelName = None) -> Response:
    """Return the backpropagation steps of that page, for another model."""
    return _page(request, "inside_walk.html", _steps_context(models.get(model)))


def _networks(models: Registry) -> dict[str, Any]:
    """Return the entries of the model picker, so that the page does not move when they load."""
    return {
        "networks": list(models.models.values()),
        "labels": models.labels,
        "default_name": models.default,
    }


def _steps_context(model: Model) -> dict[str, Any]:
    return {
        "sizes": model.sizes,
        "parameters": model.parameters,
        "steps": steps(model.sizes),
        "questions": QUESTIONS,
    }


@router.get("/train")
async def train(request: Request) -> Response:
    """Return the page of the training lab, which loads its data from /lab."""
    return _page(request, "train.html", {})


def _page(request: Request, template: str, context: dict[str, Any]) -> Response:
    pages: Jinja2Templates = request.app.state.pages
    headers = {"Cache-Control": "no-cache"}
    return pages.TemplateResponse(request, template, context, headers=headers)
