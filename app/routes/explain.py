"""POST /explain and POST /explain/check: every number of a pass, and one of them measured."""

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response

from app import parsing
from app.concurrency import threads
from app.explanation import check_entry
from app.explanation import explain as overview
from app.explanation.parameters import CHECK, EXPLAIN, TRUE_DIGIT, TRUE_DIGIT_NEEDED
from app.explanation.schemas import Explanation, MeasuredEntry
from app.http import array_encoding
from app.openapi import request_bodies
from app.parsing.drawing import ImageDrawing
from app.parsing.explain_request import ExplainRequest
from app.parsing.parameters import Parameter
from app.registry import Registry
from app.routes.dependencies import LoadedModels, ServiceSettings
from app.routes.predict import PROBLEMS
from app.settings import Settings
from model.serialization.model_file import Model

router = APIRouter(tags=["explain"])

MAX_INLINE_NUMBERS = 2_000_000
"""Up to so many numbers are computed and encoded in a few milliseconds."""


@router.post(
    "/explain",
    summary="Explain what the network computes for a drawing",
    response_class=Response,
    responses={**PROBLEMS, 200: {"model": Explanation}},
    openapi_extra={
        "parameters": [parameter.openapi() for parameter in (TRUE_DIGIT, *EXPLAIN)],
        "requestBody": request_bodies.question(
            EXPLAIN, TRUE_DIGIT, {"learning_rate": 0.5, "steps": 3}
        ),
    },
)
async def explain(request: Request, models: LoadedModels, settings: ServiceSettings) -> Response:
    """Send a drawing as to /predict, or `instances` of up to 16, each with its `label`.

    The reply holds every array of the forward pass and, with labels, of the backward pass. In JSON
    the parameters may also stand beside the drawing.
    """
    return await _answer(request, models, settings, EXPLAIN, TRUE_DIGIT, overview.explain)


@router.post(
    "/explain/check",
    summary="Measure one entry of a gradient",
    response_class=Response,
    responses={**PROBLEMS, 200: {"model": MeasuredEntry}},
    openapi_extra={
        "parameters": [parameter.openapi() for parameter in (TRUE_DIGIT_NEEDED, *CHECK)],
        "requestBody": request_bodies.question(
            CHECK, TRUE_DIGIT_NEEDED, {"matrix": "W2", "row": 3, "column": 4}
        ),
    },
)
async def check(request: Request, models: LoadedModels, settings: ServiceSettings) -> Response:
    """Compare a derivative with the slope of the loss when its weight is moved up and down."""
    return await _answer(request, models, settings, CHECK, TRUE_DIGIT_NEEDED, check_entry.check)


async def _answer(
    request: Request,
    models: Registry,
    settings: Settings,
    parameters: Sequence[Parameter],
    label: Parameter,
    compute: Callable[[Model, ExplainRequest], dict[str, Any]],
) -> Response:
    body = await request.body()

    def respond(question: ExplainRequest) -> Response:
        return array_encoding.response(compute(models.get(question.given["model"]), question))

    return await threads.parse_and_compute(
        body,
        parse=lambda: parsing.parse_explain_request(
            request.headers, request.query_params, body, parameters, label, settings.max_pixels
        ),
        is_expensive=lambda question: _is_expensive(models, question),
        compute=respond,
    )


def _is_expensive(models: Registry, question: ExplainRequest) -> bool:
    given, drawings = question.given.values, question.drawings
    pixels = sum(drawing.pixel_count for drawing in drawings if isinstance(drawing, ImageDrawing))
    numbers = models.get(given["model"]).parameters * (1 + given.get("steps", 0))
    return (
        len(drawings) > 1
        or pixels > threads.MAX_INLINE_PX
        or numbers > MAX_INLINE_NUMBERS
        or given.get("arrays") == "lists"
    )
