"""/lab/runs and what is below it: runs that are started, watched, steered and removed."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import FileResponse, Response

from app.http.problems import DatasetMissing, InvalidRequest, WeightsNotReady
from app.lab import event_stream, run_config, schemas, sse, threads
from app.lab.limits import HELD_OUT
from app.lab.service import Action
from app.openapi.schemas import ProblemDetails
from app.parsing import content_type
from app.parsing.json_body import parse_json
from app.routes.dependencies import AllowedLab
from app.routes.lab import OFF
from model.serialization.model_file import SUFFIX

router = APIRouter(tags=["lab"])

MAX_DIGITS = 100

After = Annotated[
    str, Query(description="number of the event before the first to send", examples=["0"])
]
Id = Annotated[str, Path(description="of a run, as /lab/runs lists it", examples=["r-0123abcd"])]


def _problems(descriptions: dict[int, str]) -> dict[int | str, dict[str, Any]]:
    return OFF | {
        status: {"description": text, "model": ProblemDetails}
        for status, text in descriptions.items()
    }


UNKNOWN = _problems({404: "There is no such run"})


@router.get("/lab/runs", summary="All runs", responses=OFF)
async def list_runs(equipment: AllowedLab) -> schemas.Runs:
    """List the runs, newest first."""
    views = await threads.run(equipment.lab.roster.runs)
    return schemas.Runs(runs=[schemas.Run(**view.to_json()) for view in views])


@router.post(
    "/lab/runs",
    summary="Train a network",
    status_code=201,
    responses=_problems(
        {
            409: "As many runs are training, or kept, as may; or MNIST is not on this machine",
            415: "The content type is not application/json",
            422: "Some settings are wrong; names each",
        }
    ),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {content_type.JSON: {"schema": schemas.RunSettings.model_json_schema()}},
        }
    },
)
async def start_run(request: Request, response: Response, equipment: AllowedLab) -> schemas.Run:
    """Start a run in a process of its own. Settings that are left out are as GET /lab says."""
    content_type.negotiate_content_type(request.headers, (content_type.JSON,))
    body = await request.body()
    wanted = run_config.read(parse_json(body), equipment.lab.limits)
    if not equipment.mnist.present:
        folder = equipment.mnist.status()["folder"]
        raise DatasetMissing(
            "expected MNIST on this machine, got none; POST /lab/data fetches it, or put its "
            f"files into {folder}"
        )
    view = await threads.run(equipment.lab.start, wanted)
    root = request.scope.get("root_path", "")
    response.headers["Location"] = f"{root}/lab/runs/{view.folder.id}"
    return schemas.Run(**view.to_json())


@router.get("/lab/runs/{id}", summary="One run", responses=UNKNOWN)
async def show_run(id: Id, equipment: AllowedLab) -> schemas.Run:  # noqa: A002  # the address's word
    """Tell where a run stands."""
    return schemas.Run(**(await threads.run(equipment.lab.roster.run, id)).to_json())


@router.delete("/lab/runs/{id}", summary="Remove a run", status_code=204, responses=UNKNOWN)
async def delete_run(id: Id, equipment: AllowedLab) -> Response:  # noqa: A002
    """Remove a run and its network; if it is at work it is ended first."""
    await threads.run(equipment.lab.delete, id)
    return Response(status_code=204)


@router.get(
    "/lab/runs/{id}/weights",
    summary="The network of a run",
    response_class=FileResponse,
    responses=_problems({404: "There is no such run, or it is not over, or had no whole epoch"}),
)
async def download_weights(id: Id, equipment: AllowedLab) -> Response:  # noqa: A002
    """Send the weights after the last whole epoch, as a safetensors file."""
    view = await threads.run(equipment.lab.roster.run, id)
    if view.model is None or not view.folder.weights.is_file():
        raise WeightsNotReady(
            "expected a run that is finished or stopped after at least one epoch, got "
            f"{view.folder.id}, which is {view.standing.state} after {view.standing.epoch}"
        )
    return FileResponse(
        view.folder.weights,
        media_type="application/octet-stream",
        filename=f"{view.plan.title}{SUFFIX}",
        headers={"Cache-Control": "no-store"},
    )


@router.get(
    "/lab/runs/{id}/history",
    summary="All that happened in a run",
    response_model=schemas.History,
    responses=UNKNOWN,
)
async def show_history(
    id: Id,  # noqa: A002
    request: Request,
    equipment: AllowedLab,
    after: After = "0",
) -> Response:
    """Send every event so far; of the weights only the last, which replaces those before."""
    del after  # `last_seen` reads it
    seen = sse.last_seen(request)
    view = await threads.run(equipment.lab.roster.run, id)
    content = await threads.run(event_stream.history, view, seen)
    return Response(content, media_type="application/json", headers={"Cache-Control": "no-store"})


@router.get(
    "/lab/runs/{id}/events",
    summary="Watch a run",
    responses=UNKNOWN | sse.DESCRIBED,
)
async def watch_run(
    id: Id,  # noqa: A002
    request: Request,
    equipment: AllowedLab,
    after: After = "0",
) -> Response:
    """Send each event after the one that `Last-Event-ID` names, until the run is over."""
    del after  # `last_seen` reads it
    seen = sse.last_seen(request)
    view = await threads.run(equipment.lab.roster.run, id)
    if view.standing.final and seen >= view.standing.last_event:
        return Response(status_code=204)  # tells an `EventSource` to come back no more
    return sse.response(request, event_stream.Follower(equipment.lab.roster, view, seen).look)


@router.get("/lab/runs/{id}/digits", summary="Digits that runs are validated on", responses=UNKNOWN)
async def show_digits(
    id: Id,  # noqa: A002
    equipment: AllowedLab,
    indices: Annotated[str, Query(description="up to 100, separated by commas")] = "",
) -> schemas.HeldOutDigits:
    """Send pictures of held-out digits, such as those that a run's mistakes name."""
    await threads.run(equipment.lab.roster.run, id)
    parts = [part.strip() for part in indices.split(",")]
    fits = len(parts) <= MAX_DIGITS and all(_is_index(part) for part in parts)
    if not fits:
        raise InvalidRequest.for_field(
            ("query", "indices"),
            f"expected 1 to {MAX_DIGITS} whole numbers from 0 to {HELD_OUT - 1}, separated by "
            f"commas, got {indices!a:.80}",
        )
    digits = await threads.run(equipment.held_out.digits, [int(part) for part in parts])
    return schemas.HeldOutDigits(digits=[schemas.HeldOutDigit(**digit) for digit in digits])


@router.post(
    "/lab/runs/{id}/{action}",
    summary="Steer a run",
    responses=_problems(
        {404: "There is no such run", 409: "Its state does not allow that, or the lab is busy"}
    ),
)
async def steer_run(id: Id, action: Action, equipment: AllowedLab) -> schemas.Run:  # noqa: A002
    """Pause a run, let it go on, let it take one batch and wait, or stop it for good.

    `resume` and `step` also go on with a run whose process ended, from its checkpoint.
    """
    return schemas.Run(**(await threads.run(equipment.lab.act, id, action)).to_json())


def _is_index(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 4 and int(text) < HELD_OUT
