"""POST /explain and below: both passes, gradients checked, and training with a learner's lines."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from app import parsing
from app.concurrency import threads
from app.explanation.check_entry import check_entry
from app.explanation.explain import build_explanation
from app.explanation.forward_backward import AnyExplainRequest
from app.explanation.parameters import (
    AnyParameters,
    CheckMineParameters,
    CheckParameters,
    ExplainParameters,
    TrainMineParameters,
)
from app.explanation.schemas import CheckedLines, Explanation, MeasuredEntry, TrainedLines
from app.explanation.submitted_code import check_submitted_code
from app.explanation.submitted_code_training import train_submitted_code
from app.http.array_encoding import array_response
from app.http.validation import validate
from app.openapi import request_bodies
from app.parsing import content_type
from app.parsing.explain_request import ExplainRequest, OptionalLabel, RequiredLabel
from app.parsing.json_body import parse_json
from app.parsing.parameters import openapi_parameters
from app.registry import Registry
from app.routes.dependencies import LoadedModels, ServiceSettings
from app.routes.drawings import PROBLEMS, is_expensive
from app.settings import Settings
from model.explanation.adversarial_perturbation import MAX_PASSES
from model.serialization.model_file import Model

router = APIRouter(tags=["explain"])

MAX_INLINE_NUMBERS = 2_000_000
"""Largest reply that is computed on the event loop, which takes a few milliseconds."""

MIN_LARGE_NUMBERS = 200_000
"""Parameters of the smallest network whose gradients in lists take tens of megabytes."""

MAX_LARGE_REPLIES = 2
MAX_WAITING_LARGE_REPLIES = 4

MAX_WAITING_TRAININGS = 8
"""One is trained at a time, in about a second."""


@router.post(
    "/explain",
    summary="Explain the forward and backward pass",
    response_class=Response,
    responses={**PROBLEMS, 200: {"model": Explanation}},
    openapi_extra={
        "parameters": openapi_parameters(OptionalLabel) + openapi_parameters(ExplainParameters),
        "requestBody": request_bodies.explain(
            ExplainParameters, OptionalLabel, {"learning_rate": 0.5, "steps": 3}
        ),
    },
)
async def explain(request: Request, models: LoadedModels, settings: ServiceSettings) -> Response:
    """Send a drawing as to /predict, or `instances` of up to 16, each with its `label`.

    ```sh
    curl --data-binary @digit.png -H 'Content-Type: image/png' 'localhost:8000/explain?label=7'
    ```

    The reply holds every array of the forward pass and, with labels, of the backward pass. In JSON
    the parameters may also stand beside the drawing.
    """
    return await _respond(
        request, models, settings, ExplainParameters, OptionalLabel, build_explanation
    )


@router.post(
    "/explain/check",
    summary="Check an entry of a gradient",
    response_class=Response,
    responses={**PROBLEMS, 200: {"model": MeasuredEntry}},
    openapi_extra={
        "parameters": openapi_parameters(RequiredLabel) + openapi_parameters(CheckParameters),
        "requestBody": request_bodies.explain(
            CheckParameters, RequiredLabel, {"matrix": "W2", "row": 3, "column": 4}
        ),
    },
)
async def check(request: Request, models: LoadedModels, settings: ServiceSettings) -> Response:
    r"""Compare a derivative with the slope of the loss when its weight is moved up and down.

    ```sh
    curl --data-binary @digit.png -H 'Content-Type: image/png' \
      'localhost:8000/explain/check?label=7&matrix=W2&row=3&column=4'
    ```
    """
    return await _respond(request, models, settings, CheckParameters, RequiredLabel, check_entry)


@router.post(
    "/explain/check-mine",
    name="check_own_lines",  # part of the operation's ID in /openapi.json
    summary="Check your own lines for the gradients",
    response_class=Response,
    responses={**PROBLEMS, 200: {"model": CheckedLines}},
    openapi_extra={
        "parameters": openapi_parameters(RequiredLabel) + openapi_parameters(CheckMineParameters),
        "requestBody": request_bodies.explain(
            CheckMineParameters,
            RequiredLabel,
            {"lines": "dW2 = A1.T @ (P - Y) @ W3.T @ H2 * (1 - H2)"},
        ),
    },
)
async def check_code(request: Request, models: LoadedModels, settings: ServiceSettings) -> Response:
    r"""Evaluate lines in a part of NumPy's notation, compare them with the gradient, diagnose them.

    ```sh
    curl --data-binary @digit.png -H 'Content-Type: image/png' \
      'localhost:8000/explain/check-mine?label=7&lines=dW3=A2.T@delta3'
    ```
    """
    return await _respond(
        request, models, settings, CheckMineParameters, RequiredLabel, check_submitted_code
    )


@router.post(
    "/explain/train-mine",
    name="train_with_own_lines",
    summary="Train a network with your own lines",
    responses={**PROBLEMS, 200: {"model": TrainedLines}},
    response_class=Response,
    openapi_extra={
        "requestBody": request_bodies.json_body(
            TrainMineParameters, example={"lines": "dW2 = A1.T @ (P - Y) @ W3.T @ H2 * (1 - H2)"}
        )
    },
)
async def train_code(request: Request, models: LoadedModels) -> Response:
    r"""Train two networks for 300 steps on synthetic digits: by your lines, and by the right ones.

    Both begin with the same weights and see the same batches. Gradients that your lines do not
    compute are computed by the right lines. A gradient of another shape than its weights is
    subtracted as NumPy does it, which may broadcast it.

    ```sh
    curl localhost:8000/explain/train-mine \
      --json '{"lines": "delta2 = delta3 @ W3[1:].T"}'
    ```
    """
    content_type.negotiate_content_type(request.headers, (content_type.JSON,))
    body = await request.body()
    return await threads.parse_and_compute(
        request,
        body,
        parse=lambda: validate(TrainMineParameters, parse_json(body)),
        is_expensive=lambda _: True,
        compute=lambda parsed: array_response(
            train_submitted_code(models.get(parsed.model), parsed)
        ),
        slot=lambda _: request.app.state.trainings,
    )


async def _respond(
    request: Request,
    models: Registry,
    settings: Settings,
    parameters: type[AnyParameters],
    label: type[OptionalLabel],
    compute: Callable[[Model, ExplainRequest[AnyParameters]], dict[str, Any] | BaseModel],
) -> Response:
    body = await request.body()

    def model_of(parsed: ExplainRequest[AnyParameters]) -> Model:
        return models.get(parsed.parameters.model)

    return await threads.parse_and_compute(
        request,
        body,
        parse=lambda: parsing.parse_explain_request(
            request.headers, request.query_params, body, parameters, label, settings.max_pixels
        ),
        is_expensive=lambda parsed: _is_expensive(model_of(parsed), parsed),
        compute=lambda parsed: array_response(compute(model_of(parsed), parsed)),
        slot=lambda parsed: (
            request.app.state.large_replies
            if _lists_gradients(model_of(parsed), parsed)
            else nullcontext()
        ),
    )


def _lists_gradients(model: Model, request: AnyExplainRequest) -> bool:
    """Return whether the reply has a large network's gradients as lists."""
    is_listed = getattr(request.parameters, "arrays", None) == "lists"
    return is_listed and request.labels is not None and model.parameters > MIN_LARGE_NUMBERS


def _is_expensive(model: Model, request: AnyExplainRequest) -> bool:
    parameters = request.parameters
    passes = 1 + getattr(parameters, "steps", 0)
    passes += MAX_PASSES if getattr(parameters, "least_ink", False) else 0
    numbers = model.parameters * passes
    return (
        is_expensive(request.drawings)
        or isinstance(parameters, CheckMineParameters)
        or numbers > MAX_INLINE_NUMBERS
        or getattr(parameters, "arrays", None) == "lists"
    )
