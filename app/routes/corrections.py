"""/corrections and below: drawings that somebody labelled, kept with their consent."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.concurrency import threads
from app.corrections import access, schemas
from app.corrections.labelling import label_prediction
from app.corrections.record import CorrectionState
from app.http.loopback import is_local
from app.http.problem_responses import root_path
from app.openapi import request_bodies
from app.openapi.responses import error_responses
from app.parsing import predict_query
from app.parsing.correction_request import (
    CorrectionChanges,
    CorrectionFields,
    parse_changes,
    parse_correction,
)
from app.parsing.parameters import openapi_parameters
from app.routes import dependencies
from app.routes.dependencies import AllowedCorrections

router = APIRouter(tags=["corrections"])

MAX_LIMIT = 200
MAX_OFFSET = 2**31 - 1

PROBLEMS = error_responses(
    {
        503: "The database cannot be used now",
        403: "Corrections are off, or the request comes from a page of another origin",
    }
)
LOCAL_ONLY = PROBLEMS | error_responses(
    {403: "Corrections are off, or the request comes from another machine or origin"}
)
UNKNOWN = PROBLEMS | error_responses({404: "There is no such correction"})

STATES: dict[str, CorrectionState] = {"accept": "accepted", "reject": "rejected"}

Id = Annotated[
    str,
    Path(
        description="of a correction, as POST /corrections returns it",
        examples=["0123456789abcdef0123456789abcdef"],
    ),
]


@router.post(
    "/corrections",
    summary="Keep a drawing with its label",
    status_code=201,
    responses=PROBLEMS
    | error_responses(
        {
            404: "There is no such model",
            409: "No more corrections are kept, as they take as much space as they may",
            413: "The body or an image in it is too large",
            415: "The content type is none of those above",
            422: "The drawing is blank, damaged or not valid, or the label is missing",
        }
    ),
    openapi_extra={
        "parameters": predict_query.MODEL_ONLY + openapi_parameters(CorrectionFields),
        "requestBody": request_bodies.correction(CorrectionFields),
    },
)
async def add_correction(
    request: Request, response: Response, corrections: AllowedCorrections
) -> schemas.Correction:
    """Send a drawing as to /predict, with `label` and perhaps `note` beside it or in the query.

    The drawing is kept as it was sent, with the network's input and answer. From the service's own
    machine it is accepted at once, unless another correction of the same drawing has a different
    label; from elsewhere it is pending.
    """
    is_trusted = is_local(request)
    if corrections.rate is not None and not is_trusted:
        corrections.rate.check(request.scope)
    model = dependencies.model(request, predict_query.parse_query(request).model)
    max_pixels = dependencies.settings(request).max_pixels
    body = await request.body()
    new = await threads.parse_and_compute(
        request,
        body,
        parse=lambda: parse_correction(request.headers, request.query_params, body, max_pixels),
        is_expensive=lambda _: True,
        compute=lambda correction: label_prediction(model, correction),
    )
    correction = await threads.run_io(corrections.add, new, is_trusted=is_trusted)
    root = root_path(request.scope)
    response.headers["Location"] = f"{root}/corrections/{correction.id}"
    return schemas.describe(correction, is_local=is_trusted)


@router.get("/corrections", summary="List all corrections", responses=PROBLEMS)
async def list_corrections(
    request: Request,
    corrections: AllowedCorrections,
    state: Annotated[
        CorrectionState | None, Query(description="of the corrections to list")
    ] = None,
    offset: Annotated[int, Query(ge=0, le=MAX_OFFSET, description="number to skip")] = 0,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="number to list")] = 50,
) -> schemas.Corrections:
    """List corrections, newest first, for requests from the service's own machine."""
    access.check_review(request)
    page, total = await threads.run_io(corrections.page, state, offset, limit)
    described = [schemas.describe(one, is_local=True) for one in page]
    return schemas.Corrections(corrections=described, total=total)


@router.get("/corrections/{id}", summary="Get a correction", responses=UNKNOWN)
async def show_correction(
    id: Id,  # noqa: A002  # the address's word
    request: Request,
    corrections: AllowedCorrections,
) -> schemas.CorrectionDetail:
    """Return a correction with its drawing."""
    correction, drawing = await threads.run_io(corrections.get, id)
    return schemas.describe_in_detail(correction, drawing, is_local=is_local(request))


@router.patch(
    "/corrections/{id}",
    summary="Change the label or note of a correction",
    responses=UNKNOWN
    | error_responses(
        {415: "The content type is not application/json", 422: "A field is invalid; names each"}
    ),
    openapi_extra={
        "requestBody": request_bodies.json_body(
            CorrectionChanges,
            examples={"label": {"summary": "It was a 1", "value": {"label": 1}}},
        )
    },
)
async def change_correction(
    id: Id,  # noqa: A002
    request: Request,
    corrections: AllowedCorrections,
) -> schemas.Correction:
    """Change the label, the note or both. Another label is accepted or pending as a new one is."""
    changes = parse_changes(request.headers, await request.body())
    is_trusted = is_local(request)
    changed = await threads.run_io(
        corrections.change, id, changes.label, changes.note, is_trusted=is_trusted
    )
    return schemas.describe(changed, is_local=is_trusted)


@router.delete(
    "/corrections/{id}", summary="Delete a correction", status_code=204, responses=UNKNOWN
)
async def delete_correction(id: Id, corrections: AllowedCorrections) -> Response:  # noqa: A002
    """Delete a correction with its drawing."""
    await threads.run_io(corrections.remove, id)
    return Response(status_code=204)


@router.post(
    "/corrections/{id}/{action}",
    summary="Accept or reject a correction",
    responses=UNKNOWN | LOCAL_ONLY,
)
async def review_correction(
    id: Id,  # noqa: A002
    action: Literal["accept", "reject"],
    request: Request,
    corrections: AllowedCorrections,
) -> schemas.Correction:
    """Accept or reject a correction, from the service's own machine. See its `conflicts` first."""
    access.check_review(request)
    reviewed = await threads.run_io(corrections.set_state, id, STATES[action])
    return schemas.describe(reviewed, is_local=True)
