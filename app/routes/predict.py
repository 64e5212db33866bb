"""POST /predict and POST /predict/batch: drawings in, digits out."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic_core import to_json

from app import metrics, parsing
from app.concurrency import threads
from app.openapi import request_bodies
from app.openapi.schemas import Prediction, Predictions, ProblemDetails
from app.parsing import predict_query
from app.parsing.drawing import Drawing, ImageDrawing
from app.prediction import Reading, read
from app.routes import dependencies
from app.routes.direct import Direct
from model.serialization.model_file import Model

router = APIRouter(tags=["predict"], route_class=Direct)

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": description, "model": ProblemDetails}
    for status, description in {
        404: "There is no such model",
        413: "The body or an image in it is too large",
        415: "The content type is none of those above",
        422: "The drawing is blank, damaged or not valid; says which part, expected and got",
    }.items()
}


@router.post(
    "/predict",
    summary="Read one drawing",
    response_class=Response,
    responses={**PROBLEMS, 200: {"model": Prediction}},
    openapi_extra={"parameters": predict_query.OPENAPI, "requestBody": request_bodies.drawing()},
)
async def predict(request: Request) -> Response:
    """Send an image file as the body or as the field `file` of a form, or JSON.

    For example `curl --data-binary @digit.png -H 'Content-Type: image/png' HOST/predict`.
    """
    asked = predict_query.asked(request)
    chosen = dependencies.registry(request).get(asked.model)
    body = await request.body()
    drawing = await threads.run(
        len(body) > threads.INLINE_BYTES,
        parsing.parse_drawing,
        request.headers,
        body,
        dependencies.settings(request).max_pixels,
    )
    [prediction] = await _answers(chosen, [drawing], asked.included)
    return _reply(prediction)


@router.post(
    "/predict/batch",
    summary="Read up to 1024 drawings",
    response_class=Response,
    responses={**PROBLEMS, 200: {"model": Predictions}},
    openapi_extra={"parameters": predict_query.OPENAPI, "requestBody": request_bodies.batch()},
)
async def predict_batch(request: Request) -> Response:
    """Send any of the JSON forms of /predict, mixed as you like."""
    asked = predict_query.asked(request)
    chosen = dependencies.registry(request).get(asked.model)
    body = await request.body()
    drawings = await threads.run(
        len(body) > threads.INLINE_BYTES,
        parsing.parse_batch,
        request.headers,
        body,
        dependencies.settings(request).max_pixels,
    )
    return _reply({"predictions": await _answers(chosen, drawings, asked.included)})


def _reply(document: dict[str, Any]) -> Response:
    return Response(to_json(document), media_type="application/json")


async def _answers(
    model: Model, drawings: Sequence[Drawing], included: frozenset[str]
) -> list[dict[str, Any]]:
    pixel_count = sum(d.pixel_count for d in drawings if isinstance(d, ImageDrawing))
    heavy = pixel_count > threads.INLINE_PX or len(drawings) > 1

    readings = await threads.run(heavy, read, model, drawings, "stages" in included)
    for reading in readings:
        metrics.predicted(model.name, reading.digit, reading.certain)
    return [_prediction(model, reading, included) for reading in readings]


def _prediction(model: Model, reading: Reading, included: frozenset[str]) -> dict[str, Any]:
    """Return what `app.openapi.schemas.Prediction` describes."""
    prediction: dict[str, Any] = {
        "digit": reading.digit,
        "confidence": reading.confidence,
        "probabilities": reading.probabilities.tolist(),
        "certain": reading.certain,
        "digits_found": reading.digits_found,
        "model": {"name": model.name, "version": model.version},
    }
    if "input" in included:
        prediction["input"] = reading.vector.tolist()
    if "stages" in included:
        prediction["stages"] = [
            {"name": s.name, "title": s.title, "width": s.width, "height": s.height, "image": s.url}
            for s in reading.stages
        ]
    return prediction
