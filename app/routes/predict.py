"""POST /predict and POST /predict/batch: drawings in, digits out."""

from collections.abc import Callable, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic_core import to_json
from starlette.datastructures import Headers

from app import metrics, parsing
from app.concurrency import threads
from app.openapi import request_bodies
from app.parsing import predict_query
from app.parsing.drawing import Drawing
from app.prediction.predict import PredictionResult
from app.prediction.predict import predict as predict_drawings
from app.prediction.schemas import Prediction, Predictions, to_document
from app.routes import dependencies
from app.routes.drawings import PROBLEMS, is_expensive, parse_single
from model.serialization.model_file import Model

router = APIRouter(tags=["predict"])


@router.post(
    "/predict",
    summary="Read a digit",
    response_class=Response,
    responses={**PROBLEMS, 200: {"model": Prediction}},
    openapi_extra={"parameters": predict_query.OPENAPI, "requestBody": request_bodies.drawing()},
)
async def predict(request: Request) -> Response:
    r"""Send an image file as the body or as the field `file` of a form, or JSON.

    ```sh
    curl --data-binary @digit.png -H 'Content-Type: image/png' localhost:8000/predict
    curl -F file=@digit.png localhost:8000/predict
    curl -H 'Content-Type: application/json' localhost:8000/predict \
      -d '{"strokes": [[[80, 70], [200, 70], [125, 220]]], "pen_width": 16}'
    ```

    `?model=` selects one of `GET /models`.
    """
    [document] = await _predict(request, parse_single)
    return _json(document)


@router.post(
    "/predict/batch",
    summary="Read a batch of digits",
    response_class=Response,
    responses={**PROBLEMS, 200: {"model": Predictions}},
    openapi_extra={"parameters": predict_query.OPENAPI, "requestBody": request_bodies.batch()},
)
async def predict_batch(request: Request) -> Response:
    """Send 1 to 1024 drawings in any of the JSON forms of /predict, mixed as you like."""
    documents = await _predict(request, parsing.parse_batch)
    return _json(b'{"predictions":[' + b",".join(documents) + b"]}")


async def _predict(
    request: Request, parse: Callable[[Headers, bytes, int], list[Drawing]]
) -> list[bytes]:
    """Return the predictions for the drawings in a request, each in JSON."""
    dependencies.check_parameters(request)
    query = predict_query.parse_query(request)
    model = dependencies.model(request, query.model)
    max_pixels = dependencies.settings(request).max_pixels
    with_stages = "stages" in query.included
    body = await request.body()

    def compute(drawings: Sequence[Drawing]) -> list[bytes]:
        # One at a time, and in a thread if there are several: with `input` they are megabytes.
        return [
            to_json(_document(model, result, query.included))
            for result in predict_drawings(model, drawings, with_stages)
        ]

    return await threads.parse_and_compute(
        request,
        body,
        parse=lambda: parse(request.headers, body, max_pixels),
        is_expensive=is_expensive,
        compute=compute,
    )


def _json(content: bytes) -> Response:
    return Response(content, media_type="application/json")


def _document(model: Model, result: PredictionResult, included: frozenset[str]) -> dict[str, Any]:
    """Count a result, and return it as a document."""
    metrics.count_prediction(model.name, result.digit, result.certain)
    return to_document(model, result, included)
