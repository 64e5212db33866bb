"""/learn: networks that learn the accepted corrections."""

from fastapi import APIRouter, Request

from app.concurrency import threads
from app.corrections import access, schemas
from app.corrections.learner_process import start_learner
from app.corrections.learnt_models import LearntModels
from app.http.validation import validate
from app.openapi import request_bodies
from app.openapi.responses import error_responses
from app.parsing import content_type
from app.parsing.json_body import parse_json
from app.routes.corrections import LOCAL_ONLY, PROBLEMS
from app.routes.dependencies import AllowedCorrections, ServiceSettings

router = APIRouter(tags=["corrections"])


@router.post(
    "/learn",
    summary="Learn the accepted corrections",
    status_code=202,
    responses=LOCAL_ONLY
    | error_responses(
        {409: "Nothing can be learnt now: learning already, or there are no corrections"}
    ),
)
async def learn(
    request: Request, corrections: AllowedCorrections, settings: ServiceSettings
) -> schemas.Learning:
    """Fine-tune the default model on the accepted corrections, in a process of its own.

    The result is judged; `GET /learn` tells whether it became a version, or why not.
    """
    access.check_review(request)
    await threads.run_io(start_learner, corrections, settings)
    return await _describe(request, corrections)


@router.get("/learn", summary="Get the state of learning", responses=PROBLEMS)
async def show_learning(request: Request, corrections: AllowedCorrections) -> schemas.Learning:
    """Return the state of the last learning, its result, and all versions."""
    return await _describe(request, corrections)


@router.post(
    "/learn/default",
    summary="Choose the default model",
    responses=LOCAL_ONLY
    | error_responses(
        {
            404: "There is no such version",
            415: "The content type is not application/json",
            422: "The body is not valid",
        }
    ),
    openapi_extra={
        "requestBody": request_bodies.json_body(
            schemas.DefaultModel,
            examples={"base": {"summary": "The base model", "value": {"model": None}}},
        )
    },
)
async def choose_default(request: Request, corrections: AllowedCorrections) -> schemas.Learning:
    """Let a version answer requests that name no model; `null` goes back to the base model.

    Other workers and replicas follow within some seconds.
    """
    access.check_review(request)
    content_type.negotiate_content_type(request.headers, (content_type.JSON,))
    chosen = validate(schemas.DefaultModel, parse_json(await request.body()))
    await threads.run_io(corrections.set_default, chosen.model)
    return await _describe(request, corrections)


async def _describe(request: Request, corrections: AllowedCorrections) -> schemas.Learning:
    learnt: LearntModels = request.app.state.learnt
    await threads.run_io(learnt.refresh)  # so that a version that is named here answers here
    return schemas.describe_learning(await threads.run_io(corrections.learning))
