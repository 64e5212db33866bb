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

INLINE_NUMBERS = 2_000_000
"""So many are computed and encoded in a few milliseconds."""


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
    question = await _parse(request, settings, EXPLAIN, TRUE_DIGIT)
    return await _answer(models, question, overview.explain)


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
    question = await _parse(request, settings, CHECK, TRUE_DIGIT_NEEDED)
    return await _answer(models, question, check_entry.check)


async def _parse(
    request: Request, settings: Settings, parameters: Sequence[Parameter], label: Parameter
) -> ExplainRequest:
    body = await request.body()
    return await threads.run(
        len(body) > threads.INLINE_BYTES,
        parsing.parse_explain_request,
        request.headers,
        request.query_params,
        body,
        parameters,
        label,
        settings.max_pixels,
    )


async def _answer(
    models: Registry,
    question: ExplainRequest,
    answer: Callable[[Model, ExplainRequest], dict[str, Any]],
) -> Response:
    model = models.get(question.given["model"])
    return await threads.run(_heavy(model, question), _replied, model, question, answer)


def _replied(
    model: Model,
    question: ExplainRequest,
    answer: Callable[[Model, ExplainRequest], dict[str, Any]],
) -> Response:
    return array_encoding.response(answer(model, question))


def _heavy(model: Model, question: ExplainRequest) -> bool:
    given, drawings = question.given.values, question.drawings
    pixel_count = sum(d.pixel_count for d in drawings if isinstance(d, ImageDrawing))
    numbers = model.parameters * (1 + given.get("steps", 0))
    in_lists = given.get("arrays") == "lists"
    return (
        len(drawings) > 1 or pixel_count > threads.INLINE_PX or numbers > INLINE_NUMBERS or in_lists
    )
