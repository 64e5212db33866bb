"""GET /models and GET /models/NAME: what can be asked, and how it came about."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from app.concurrency import threads
from app.explanation.explain import encode_weights
from app.explanation.parameters import ARRAYS_DESCRIPTION
from app.explanation.schemas import ModelWeights
from app.http.array_encoding import ArrayFormat, array_response
from app.lab import threads as lab_threads
from app.lab.run_models import Summary
from app.openapi.schemas import ModelDetail, Models, ModelSummary, ProblemDetails
from app.registry import Registry
from app.routes.dependencies import LoadedModels
from model.serialization.model_file import Model

router = APIRouter(tags=["models"])

UNKNOWN: dict[int | str, dict[str, Any]] = {
    404: {
        "description": "There is no such model; names those that there are",
        "model": ProblemDetails,
    }
}


@router.get("/models", summary="All models")
async def list_models(models: LoadedModels) -> Models:
    """Tell the layers, number of parameters and scores of each model.

    Those that were trained in the lab come last, the newest first.
    """
    summaries = [ModelSummary(**_summary(model, models)) for model in models.models.values()]
    if models.lab is not None:
        trained = await lab_threads.run(models.lab.summaries)
        summaries += [ModelSummary(**_described(each)) for each in trained]
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


@router.get(
    "/models/{name}/weights",
    summary="The weights of one model",
    response_class=Response,
    responses={
        200: {"model": ModelWeights},
        304: {"description": "They are those of the `ETag` that If-None-Match names"},
        **UNKNOWN,
        422: {"description": "arrays is neither lists nor base64", "model": ProblemDetails},
    },
)
async def show_weights(
    name: str,
    request: Request,
    models: LoadedModels,
    arrays: Annotated[ArrayFormat, Query(description=ARRAYS_DESCRIPTION)] = "lists",
) -> Response:
    """Send W1, W2, ... of shape (1 + inputs, outputs) each; row 0 is the bias."""
    model = models.get(name)
    tag = f'"{model.version}-{arrays}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}  # ask again, but fetch only what is new
    if _matches(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return await threads.run_in_thread(
        lambda: array_response(encode_weights(model, arrays), headers)
    )


def _matches(header: str, tag: str) -> bool:
    """Tell whether an If-None-Match names `tag`, as RFC 9110, 13.1.2, compares them."""
    named = [name.strip().removeprefix("W/") for name in header.split(",")]
    return tag in named or named == ["*"]


def _summary(model: Model, models: Registry) -> dict[str, Any]:
    summary = Summary(model.name, model.version, model.parameters, model.metadata)
    shipped = model.name in models.models
    described = _described(summary, "shipped" if shipped else "lab")
    return described | {"default": model.name == models.default}


def _described(summary: Summary, source: str = "lab") -> dict[str, Any]:
    given = summary.metadata
    return {
        "name": summary.name,
        "version": summary.version,
        "default": False,
        "source": source,
        "title": given.get("title", summary.name),
        "description": given.get("description", ""),
        "sizes": given["sizes"],
        "activations": given["activations"],
        "parameters": summary.parameters,
        "scores": given.get("scores", {}),
        "date": given.get("date"),
    }
