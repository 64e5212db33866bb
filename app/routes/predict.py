"""POST /predict and POST /predict/batch: drawings in, digits out."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request

from app import intake, metrics, threads
from app.intake.drawing import Drawing, Sketch
from app.reading import Reading, read
from app.routes import request_bodies
from app.routes.query import Included, ModelName
from app.routes.state import LoadedModels, ServiceSettings
from app.schemas import ModelReference, Prediction, Predictions, ProblemDetails, StageImage
from model.weights import Model

router = APIRouter(tags=["predict"])

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
    response_model_exclude_unset=True,
    responses=PROBLEMS,
    openapi_extra={"requestBody": request_bodies.drawing()},
)
async def predict(
    request: Request,
    models: LoadedModels,
    settings: ServiceSettings,
    included: Included,
    model: ModelName = None,
) -> Prediction:
    """Send an image file as the body or as the field `file` of a form, or JSON.

    For example `curl --data-binary @digit.png -H 'Content-Type: image/png' HOST/predict`.
    """
    chosen = models.get(model)
    drawing = await intake.one(request, settings)
    [prediction] = await _answers(chosen, [drawing], included)
    return prediction


@router.post(
    "/predict/batch",
    summary="Read up to 1024 drawings",
    response_model_exclude_unset=True,
    responses=PROBLEMS,
    openapi_extra={"requestBody": request_bodies.batch()},
)
async def predict_batch(
    request: Request,
    models: LoadedModels,
    settings: ServiceSettings,
    included: Included,
    model: ModelName = None,
) -> Predictions:
    """Send any of the JSON forms of /predict, mixed as you like."""
    chosen = models.get(model)
    drawings = await intake.batch(request, settings)
    return Predictions(predictions=await _answers(chosen, drawings, included))


async def _answers(
    model: Model, drawings: Sequence[Drawing], included: frozenset[str]
) -> list[Prediction]:
    cost_px = sum(d.cost_px for d in drawings if isinstance(d, Sketch))
    heavy = cost_px > threads.INLINE_PX or len(drawings) > 1

    readings = await threads.run(heavy, read, model, drawings, "stages" in included)
    for reading in readings:
        metrics.predicted(model.name, reading.digit, reading.certain)
    return [_prediction(model, reading, included) for reading in readings]


def _prediction(model: Model, reading: Reading, included: frozenset[str]) -> Prediction:
    asked: dict[str, Any] = {}
    if "input" in included:
        asked["input"] = reading.vector.tolist()
    if "stages" in included:
        asked["stages"] = [
            StageImage(name=s.name, title=s.title, width=s.width, height=s.height, image=s.url)
            for s in reading.stages
        ]
    return Prediction(
        digit=reading.digit,
        confidence=reading.confidence,
        probabilities=reading.probabilities.tolist(),
        certain=reading.certain,
        digits_found=reading.digits_found,
        model=ModelReference(name=model.name, version=model.version),
        **asked,
    )
