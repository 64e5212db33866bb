"""/v2: the Open Inference Protocol, for clients of inference servers."""

from fastapi import APIRouter, Request
from starlette.responses import Response

import app as package
from app.concurrency import threads
from app.http.problem_responses import PROTOCOL
from app.inference_protocol import binary, response
from app.inference_protocol.metadata import SERVER_NAME, describe
from app.inference_protocol.request import parse_inference_request
from app.inference_protocol.schemas import (
    Failure,
    Inference,
    Inferred,
    Live,
    ModelMetadata,
    ModelReady,
    Ready,
    Server,
)
from app.openapi import request_bodies
from app.openapi.responses import Responses, error_responses
from app.parsing.content_type import reject_content_encoding
from app.routes.dependencies import LoadedModels
from model.serialization.model_file import Model

router = APIRouter(prefix=PROTOCOL, tags=["open inference protocol"])

NOT_READY = error_responses({503: "The models are not loaded"}, Failure)
UNKNOWN = NOT_READY | error_responses({404: "There is no such model or version"}, Failure)
REJECTED = UNKNOWN | error_responses(
    {
        400: "The request is not valid; says where, expected and got",
        408: "The body took too long to come",
        413: "The body is too large",
        415: "The body is compressed",
    },
    Failure,
)
JSON_OR_RAW: Responses = {
    200: {
        "model": Inferred,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": request_bodies.schema_of(Inference)},
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


@router.get("", summary="Get the metadata of the server")
@router.get("/", include_in_schema=False)
async def server() -> Server:
    """Name, version and extensions of the server."""
    return Server(name=SERVER_NAME, version=package.__version__, extensions=["binary_tensor_data"])


@router.get("/health/live", summary="Check that the process is alive")
async def live() -> Live:
    """Reply as long as the process is alive."""
    return Live()


@router.get("/health/ready", summary="Check that all models are loaded", responses=NOT_READY)
async def ready(_models: LoadedModels) -> Ready:
    """Reply once all weights are loaded and verified."""
    return Ready()


@router.get("/models/{name}", summary="Get the metadata of a model", responses=UNKNOWN)
async def metadata(name: str, models: LoadedModels) -> ModelMetadata:
    """Input and output tensors; -1 stands for the batch, 1 to 1024."""
    return describe(models.get(name))


@router.get(
    "/models/{name}/versions/{version}",
    summary="Get the metadata of a version of a model",
    responses=UNKNOWN,
)
async def version_metadata(name: str, version: str, models: LoadedModels) -> ModelMetadata:
    """Input and output tensors; -1 stands for the batch, 1 to 1024."""
    return describe(models.get(name, version))


@router.get("/models/{name}/ready", summary="Check that a model is ready", responses=UNKNOWN)
async def model_ready(name: str, models: LoadedModels) -> ModelReady:
    """Reply if the model is loaded."""
    return ModelReady(name=models.get(name).name)


@router.get(
    "/models/{name}/versions/{version}/ready",
    summary="Check that a version of a model is ready",
    responses=UNKNOWN,
)
async def version_ready(name: str, version: str, models: LoadedModels) -> ModelReady:
    """Reply if the model is loaded in that version."""
    return ModelReady(name=models.get(name, version).name)


@router.post(
    "/models/{name}/infer",
    summary="Classify pixels",
    responses=JSON_OR_RAW | REJECTED,
    response_class=Response,
    openapi_extra=BODY,
)
async def infer(request: Request, name: str, models: LoadedModels) -> Response:
    """Send `pixels`, FP32 from 0 to 1 or UINT8, of shape [N, 784] or [N, 28, 28].

    The answer has `probabilities`, FP32 [N, 10], and `digit`, INT64 [N]. Tensors are JSON, or raw
    bytes behind it with the header `Inference-Header-Content-Length`.
    """
    return await _infer(request, models.get(name))


@router.post(
    "/models/{name}/versions/{version}/infer",
    summary="Classify pixels with a version of a model",
    responses=JSON_OR_RAW | REJECTED,
    response_class=Response,
    openapi_extra=BODY,
)
async def version_infer(
    request: Request, name: str, version: str, models: LoadedModels
) -> Response:
    """Send the same as without a version; any version but the loaded one is 404."""
    return await _infer(request, models.get(name, version))


async def _infer(request: Request, model: Model) -> Response:
    reject_content_encoding(request.headers)
    body = await request.body()
    return await threads.parse_and_compute(
        request,
        body,
        parse=lambda: parse_inference_request(body, request.headers.get(binary.LENGTH_HEADER)),
        is_expensive=lambda parsed: response.is_expensive(model, parsed),
        compute=lambda parsed: response.infer(model, parsed),
    )
