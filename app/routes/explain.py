"""POST /explain and POST /explain/check: every number of a pass, and one of them measured."""

from collections.abc import Callable
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
from app.parsing.drawing import Sketch
from app.parsing.explain_request import Question
from app.registry import Registry
from app.routes.dependencies import LoadedModels, ServiceSettings
from app.routes.predict import PROBLEMS
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
    question = await parsing.question(request, settings, EXPLAIN, TRUE_DIGIT)
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
    question = await parsing.question(request, settings, CHECK, TRUE_DIGIT_NEEDED)
    return await _answer(models, question, check_entry.check)


async def _answer(
    models: Registry, question: Question, answer: Callable[[Model, Question], dict[str, Any]]
) -> Response:
    model = models.get(question.given["model"])
    return await threads.run(_heavy(model, question), _replied, model, question, answer)


def _replied(
    model: Model, question: Question, answer: Callable[[Model, Question], dict[str, Any]]
) -> Response:
    return array_encoding.response(answer(model, question))


def _heavy(model: Model, question: Question) -> bool:
    given, drawings = question.given.values, question.drawings
    cost_px = sum(d.cost_px for d in drawings if isinstance(d, Sketch))
    numbers = model.parameters * (1 + given.get("steps", 0))
    in_lists = given.get("arrays") == "lists"
    return len(drawings) > 1 or cost_px > threads.INLINE_PX or numbers > INLINE_NUMBERS or in_lists
