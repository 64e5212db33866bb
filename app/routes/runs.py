"""/lab/runs and below: runs that are started, watched, controlled and removed."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, HTTPException, Path, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.responses import FileResponse, Response

from app.concurrency import threads
from app.http.problem_responses import root_path
from app.http.problems import DatasetMissing, InvalidRequest, WeightsNotReady
from app.lab import event_stream, schemas
from app.lab.event_stream import RunFollower
from app.lab.limits import VALIDATION_SIZE
from app.lab.run_config import RunConfig, parse_run_config
from app.lab.runs.record import RunRecord
from app.lab.training_service import Action
from app.openapi import request_bodies
from app.openapi.responses import error_responses
from app.parsing import content_type
from app.parsing.json_body import parse_json
from app.routes.dependencies import AllowedLab
from app.routes.lab import DISABLED, EVENT_STREAM
from model.serialization.model_file import SUFFIX

router = APIRouter(tags=["lab"])

MAX_INDICES = 100

MAX_EVENT_ID = 2**53 - 1
"""The largest whole number that a page's JavaScript has."""

After = Annotated[
    int,
    Query(ge=0, le=MAX_EVENT_ID, description="number of the event before the first to send"),
]
LastEventId = Annotated[
    int | None,
    Header(
        alias="Last-Event-ID",
        ge=0,
        le=MAX_EVENT_ID,
        description="the same, as an `EventSource` that connects again sends it; it goes first",
    ),
]
Id = Annotated[str, Path(description="of a run, as /lab/runs lists it", examples=["r-0123abcd"])]


UNKNOWN = DISABLED | error_responses({404: "There is no such run"})


@router.get("/lab/runs", summary="List all runs", responses=DISABLED)
async def list_runs(lab: AllowedLab) -> schemas.Runs:
    """List the runs, newest first."""
    return schemas.Runs(runs=[_schema(run) for run in await threads.run_io(lab.service.runs.all)])


@router.post(
    "/lab/runs",
    summary="Train a network",
    status_code=201,
    responses=DISABLED
    | error_responses(
        {
            409: "The training lab is busy or full, or MNIST is missing",
            415: "The content type is not application/json",
            422: "Some settings are invalid; names each",
        }
    ),
    openapi_extra={"requestBody": request_bodies.json_body(RunConfig)},
)
async def start_run(request: Request, response: Response, lab: AllowedLab) -> schemas.Run:
    """Start a run in a process of its own. Omitted settings are as GET /lab says."""
    content_type.negotiate_content_type(request.headers, (content_type.JSON,))
    config = parse_run_config(parse_json(await request.body()), lab.service.limits)
    if not lab.mnist.is_present:
        raise DatasetMissing(
            "expected MNIST on the service's machine, got none; POST /lab/data downloads it, and "
            "`inkling data list` says where its files are looked for"
        )
    run = await threads.run_io(lab.service.start, config)
    root = root_path(request.scope)
    response.headers["Location"] = f"{root}/lab/runs/{run.id}"
    return _schema(run)


@router.get("/lab/runs/{id}", summary="Get a run", responses=UNKNOWN)
async def show_run(id: Id, lab: AllowedLab) -> schemas.Run:  # noqa: A002  # the address's word
    """Return a run with its status."""
    return _schema(await threads.run_io(lab.service.runs.get, id))


@router.delete("/lab/runs/{id}", summary="Delete a run", status_code=204, responses=UNKNOWN)
async def delete_run(id: Id, lab: AllowedLab) -> Response:  # noqa: A002
    """Remove a run and its network; end its process first."""
    await threads.run_io(lab.service.delete, id)
    return Response(status_code=204)


@router.get(
    "/lab/runs/{id}/weights",
    summary="Download the network of a run",
    response_class=FileResponse,
    responses=DISABLED
    | error_responses({404: "There is no such run, or it has not ended, or had no whole epoch"}),
)
async def download_weights(id: Id, lab: AllowedLab) -> Response:  # noqa: A002
    """Send the weights after the last whole epoch, as a safetensors file."""
    run = await threads.run_io(lab.service.runs.get, id)
    if run.model is None or not run.folder.weights.is_file():
        raise WeightsNotReady(
            "expected a run that is finished or stopped after at least one epoch, got "
            f"{run.id}, which is {run.status.state} after {run.status.epoch}"
        )
    return FileResponse(
        run.folder.weights,
        media_type="application/octet-stream",
        filename=f"{run.config.title}{SUFFIX}",
        headers={"Cache-Control": "no-store"},
    )


async def _position(
    id: Id,  # noqa: A002
    lab: AllowedLab,
    after: After = 0,
    last_event_id: LastEventId = None,
) -> tuple[RunRecord, int]:
    """Return a run, and the number of the last event that the client has received."""
    last = after if last_event_id is None else last_event_id
    return await threads.run_io(lab.service.runs.get, id), last


Position = Annotated[tuple[RunRecord, int], Depends(_position)]


@router.get(
    "/lab/runs/{id}/history",
    summary="Get all events of a run",
    response_model=schemas.History,
    responses=UNKNOWN,
)
async def show_history(position: Position, lab: AllowedLab) -> Response:
    """Send all events so far; of the weights only the last, which replace those before."""
    run, last = position
    content = await threads.run_io(event_stream.history, lab.service.runs, run.id, last)
    return Response(content, media_type="application/json", headers={"Cache-Control": "no-store"})


async def _follower(position: Position, lab: AllowedLab) -> RunFollower:
    """Return the source of a stream; everything that can fail does so before it begins."""
    run, last = position
    if run.status.is_final and last >= run.status.last_event:
        raise HTTPException(204)  # tells an `EventSource` not to connect again
    return RunFollower(lab.service.runs, run.id, last)


@router.get(
    "/lab/runs/{id}/events",
    summary="Watch a run",
    response_class=EventSourceResponse,
    responses=UNKNOWN
    | EVENT_STREAM
    | {204: {"description": "The run has ended, and the client has all its events"}},
)
async def watch_run(
    request: Request, follower: Annotated[RunFollower, Depends(_follower)]
) -> AsyncIterator[ServerSentEvent]:
    """Send each event after the one that `Last-Event-ID` names, until the run has ended."""
    async for event in event_stream.stream(request, follower.poll):
        yield event


@router.get("/lab/runs/{id}/digits", summary="Get images of the validation set", responses=UNKNOWN)
async def show_digits(
    id: Id,  # noqa: A002
    lab: AllowedLab,
    indices: Annotated[str, Query(description="up to 100, separated by commas")] = "",
) -> schemas.ValidationDigits:
    """Send images of the validation set, such as those that a run's mistakes name."""
    await threads.run_io(lab.service.runs.get, id)
    parts = [part.strip() for part in indices.split(",")]
    if len(parts) > MAX_INDICES or not all(map(_is_index, parts)):
        raise InvalidRequest.for_field(
            ("query", "indices"),
            f"expected 1 to {MAX_INDICES} whole numbers from 0 to {VALIDATION_SIZE - 1}, separated "
            f"by commas, got {indices!a:.80}",
        )
    digits = await threads.run_io(lab.validation_images.digits, [int(part) for part in parts])
    return schemas.ValidationDigits(digits=[schemas.ValidationDigit(**digit) for digit in digits])


@router.post(
    "/lab/runs/{id}/{action}",
    summary="Control a run",
    responses=DISABLED
    | error_responses(
        {404: "There is no such run", 409: "The run cannot do that now, or the lab is busy"}
    ),
)
async def control_run(id: Id, action: Action, lab: AllowedLab) -> schemas.Run:  # noqa: A002
    """Pause a run, resume it, let it take one batch and pause, or stop it for good.

    `resume` and `step` also continue a run whose process ended, from its checkpoint.
    """
    return _schema(await threads.run_io(lab.service.control, id, action))


def _schema(run: RunRecord) -> schemas.Run:
    return schemas.Run(**run.to_json())


def _is_index(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 4 and int(text) < VALIDATION_SIZE
