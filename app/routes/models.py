"""GET /models and GET /models/NAME: what can be asked, and how it came about."""

from typing import Any

from fastapi import APIRouter

from app.registry import Registry
from app.routes.state import LoadedModels
from app.schemas import ModelDetail, Models, ModelSummary, ProblemDetails
from model.weights import Model

router = APIRouter(tags=["models"])

UNKNOWN: dict[int | str, dict[str, Any]] = {
    404: {
        "description": "There is no such model; names those that there are",
        "model": ProblemDetails,
    }
}


@router.get("/models", summary="All models")
async def list_models(models: LoadedModels) -> Models:
    """Tell the layers, number of parameters and scores of each model."""
    summaries = [ModelSummary(**_summary(model, models)) for model in models.models.values()]
    return Models(models=summaries, default=models.default)


@router.get("/models/{name}", summary="One model", responses=UNKNOWN)
async def show_model(name: str, models: LoadedModels) -> ModelDetail:
    """Tell the same of one model, with the recipe and the data that it learnt from."""
    model = models.get(name)
    given = model.metadata
    return ModelDetail(
        **_summary(model, models),
        recipe=given.get("recipe", {}),
        data=given.get("data", {}),
        seed=given.get("seed"),
        preprocessing=given.get("preprocessing"),
    )


def _summary(model: Model, models: Registry) -> dict[str, Any]:
    given = model.metadata
    return {
        "name": model.name,
        "version": model.version,
        "default": model.name == models.default,
        "title": given.get("title", model.name),
        "description": given.get("description", ""),
        "sizes": model.sizes,
        "activations": given["activations"],
        "parameters": model.parameters,
        "scores": given.get("scores", {}),
        "date": given.get("date"),
    }
