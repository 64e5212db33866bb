"""GET /, GET /inside and GET /train: to draw on, to look into the network, and to train one."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from app.parsing.predict_query import ModelName
from app.registry import Registry
from app.routes.dependencies import LoadedModels
from app.web.backprop_steps import steps
from model.serialization.model_file import Model

router = APIRouter(include_in_schema=False)


@router.get("/")
async def index(request: Request, models: LoadedModels) -> Response:
    """Return the page to draw on."""
    return _page(request, "index.html", _names(models))


@router.get("/inside")
async def inside(request: Request, models: LoadedModels) -> Response:
    """Return the page that shows the way forward and backward through the network."""
    return _page(request, "inside.html", _names(models) | _walk(models.get(None)))


@router.get("/inside/walk")
async def walk(request: Request, models: LoadedModels, model: ModelName = None) -> Response:
    """Return the part of that page that tells the way backward, for another network."""
    return _page(request, "inside_walk.html", _walk(models.get(model)))


def _names(models: Registry) -> dict[str, Any]:
    """Return what stands in the list of networks, before the page asks for it: nothing moves."""
    return {"names": list(models.models), "default_name": models.default}


def _walk(model: Model) -> dict[str, Any]:
    return {"sizes": model.sizes, "parameters": model.parameters, "steps": steps(model.sizes)}


@router.get("/train")
async def train(request: Request) -> Response:
    """Return the training lab; what it shows it asks of the addresses under /lab."""
    return _page(request, "train.html", {})


def _page(request: Request, template: str, context: dict[str, Any]) -> Response:
    pages: Jinja2Templates = request.app.state.pages
    headers = {"Cache-Control": "no-cache"}
    return pages.TemplateResponse(request, template, context, headers=headers)
