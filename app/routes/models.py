"""GET /models, GET /models/NAME and its weights."""

import threading
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from app.concurrency import threads
from app.explanation.explain import encode_weights
from app.explanation.parameters import ARRAYS_DESCRIPTION
from app.explanation.schemas import ModelWeights
from app.http.array_encoding import ArrayFormat, array_response
from app.lab.trained_models import ModelDescription
from app.openapi.responses import error_responses
from app.openapi.schemas import ModelDetail, Models, ModelSummary
from app.registry import Registry
from app.routes.dependencies import LoadedModels
from model.serialization.model_file import Model

router = APIRouter(tags=["models"])

UNKNOWN = error_responses({404: "There is no such model; the detail lists the models"})

MAX_ENCODED = 2
"""Encoded weights that are kept; the larger of the bundled models takes 31 MB and 0.1 s."""

_encoded: dict[tuple[str, str, ArrayFormat], bytes] = {}
_encoding = threading.Lock()


@router.get("/models", summary="List all models")
async def list_models(models: LoadedModels) -> Models:
    """Return the layers, number of parameters and scores of each model.

    Models that have learnt corrections come next, the newest first, then those of the lab.
    """
    summaries = [ModelSummary(**_summary(model, models)) for model in models.models.values()]
    if models.learnt is not None:
        learnt = models.learnt.all()
        summaries += [ModelSummary(**_summary(model, models)) for model in learnt]
    if models.lab is not None:
        trained = await threads.run_io(models.lab.summaries)
        summaries += [ModelSummary(**_describe(summary)) for summary in trained]
    return Models(models=summaries, default=models.default_name)


@router.get("/models/{name}", summary="Get a model", responses=UNKNOWN)
async def show_model(name: str, models: LoadedModels) -> ModelDetail:
    """Return one model, with its training recipe and data."""
    model = models.get(name)
    metadata = model.metadata
    return ModelDetail(
        **_summary(model, models),
        recipe=metadata.get("recipe", {}),
        data=metadata.get("data", {}),
        seed=metadata.get("seed"),
        preprocessing=metadata.get("preprocessing"),
    )


@router.get(
    "/models/{name}/weights",
    summary="Get the weights of a model",
    response_class=Response,
    responses={
        200: {"model": ModelWeights},
        304: {"description": "Unchanged: If-None-Match lists their `ETag`"},
        **UNKNOWN,
        **error_responses({422: "arrays is neither lists nor base64"}),
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
    headers = {"ETag": tag, "Cache-Control": "no-cache"}  # revalidate, but fetch only new weights
    if _matches(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    content = await threads.run_in_thread(_encoded_weights, model, arrays)
    return Response(content, 200, headers, "application/json")


def _encoded_weights(model: Model, arrays: ArrayFormat) -> bytes:
    """Return the body of the reply, encoded once and cached."""
    key = (model.name, model.version, arrays)
    with _encoding:
        content = _encoded.get(key)
        if content is None:
            content = bytes(array_response(encode_weights(model, arrays)).body)
            while len(_encoded) >= MAX_ENCODED:
                del _encoded[next(iter(_encoded))]  # the oldest
            _encoded[key] = content
        return content


def _matches(header: str, tag: str) -> bool:
    """Return whether an If-None-Match lists `tag` (RFC 9110, 13.1.2)."""
    tags = [name.strip().removeprefix("W/") for name in header.split(",")]
    return tag in tags or tags == ["*"]


def _summary(model: Model, models: Registry) -> dict[str, Any]:
    source = "shipped" if model.name in models.models else "lab"
    if models.learnt is not None and models.learnt.get(model.name) is model:
        source = "corrections"
    described = _describe(model, source) | {"default": model.name == models.default_name}
    return described | {"label": models.labels.get(model.name, described["label"])}


def _describe(model: Model | ModelDescription, source: str = "lab") -> dict[str, Any]:
    metadata = model.metadata
    return {
        "name": model.name,
        "version": model.version,
        "default": False,
        "source": source,
        "label": metadata.get("title", model.name),
        "title": metadata.get("title", model.name),
        "description": metadata.get("description", ""),
        "sizes": metadata["sizes"],
        "activations": metadata["activations"],
        "parameters": model.parameters,
        "scores": metadata.get("scores", {}),
        "date": metadata.get("date"),
    }
