"""/lab, /lab/data and /lab/checks: limits of the lab, its data, and checks of settings."""

import json
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from app.concurrency import threads
from app.lab import event_stream, mnist_download, own_digits, run_config, schemas
from app.lab.access import denial_reason
from app.lab.components import LabComponents
from app.lab.run_config import RunConfig, parse_run_config
from app.lab.settings_checks import check_settings
from app.openapi import request_bodies
from app.openapi.responses import Responses, error_responses
from app.parsing import content_type
from app.parsing.json_body import parse_json
from app.routes.dependencies import AllowedLab, Lab, ServiceSettings

router = APIRouter(tags=["lab"])

DISABLED = error_responses(
    {403: "The lab is off, or the request comes from a page of another origin"}
)

EVENT_STREAM: Responses = {
    200: {"description": "Server-sent events", "content": {"text/event-stream": {}}}
}

_HIDDEN: dict[str, Any] = {
    "state": "missing",
    "received": 0,
    "total": None,
    "problem": None,
    "folder": "",
}
"""For requests that may not use the lab: says nothing about the files of this machine."""


@router.get("/lab", summary="Get the availability and limits of training")
async def show_lab(request: Request, lab: Lab, settings: ServiceSettings) -> schemas.LabState:
    """Return whether networks can be trained here, limits, defaults, and the active runs."""
    reason = denial_reason(request, settings)
    active: list[str] = []
    data = _HIDDEN
    own: list[str] = []
    if reason is None:
        runs = await threads.run_io(lab.service.runs.all)
        active = [run.id for run in runs if run.status.is_active]
        data = await threads.run_io(lab.mnist.status)
        own = await threads.run_io(own_digits.list_folders, settings.data_dir)
    choices = {name: list(names) for name, names in run_config.CHOICES.items()}
    return schemas.LabState(
        enabled=reason is None,
        reason=reason,
        limits=lab.service.limits.to_json(),
        defaults=run_config.DEFAULTS,
        choices=choices | {"own_digits": own},
        running=active,
        data=schemas.LabData(mnist=schemas.DataSet(**data)),
    )


@router.post("/lab/data", summary="Download MNIST", status_code=202, responses=DISABLED)
async def fetch_data(lab: AllowedLab) -> schemas.LabData:
    """Start to download MNIST, if it is neither present nor being downloaded."""
    return schemas.LabData(mnist=schemas.DataSet(**await threads.run_io(lab.mnist.fetch)))


@router.post(
    "/lab/checks",
    summary="Check settings before training",
    responses=DISABLED
    | error_responses(
        {
            409: "The training data is not here: MNIST is damaged",
            415: "The content type is not application/json",
            422: "Some settings are invalid, or the network is too large to check",
        }
    ),
    openapi_extra={"requestBody": request_bodies.json_body(RunConfig)},
)
async def check(
    request: Request, lab: AllowedLab, settings: ServiceSettings
) -> schemas.SettingsChecks:
    """Run six sanity checks on settings as POST /lab/runs takes them, in some seconds.

    Inputs and labels, the loss before training, the gradient, saturation and symmetry, the learning
    rate, and whether the network can overfit ten images. The first that fails is the one to
    fix first. Synthetic digits stand in for MNIST if it is missing.
    """
    content_type.negotiate_content_type(request.headers, (content_type.JSON,))
    body = await request.body()
    return await threads.parse_and_compute(
        request,
        body,
        parse=lambda: parse_run_config(parse_json(body), lab.service.limits),
        is_expensive=lambda _: True,
        compute=lambda config: check_settings(config, settings.data_dir),
        slot=lambda _: request.app.state.trainings,
    )


@router.get(
    "/lab/data/events",
    summary="Watch the download",
    response_class=EventSourceResponse,
    responses=DISABLED | EVENT_STREAM,
)
async def watch_data(request: Request, lab: AllowedLab) -> AsyncIterator[ServerSentEvent]:
    """Send an event `data` whenever the state changes, until the download succeeds or fails."""
    async for event in event_stream.stream(request, _data_poll(lab)):
        yield event


def _data_poll(lab: LabComponents) -> event_stream.Poll:
    last = ""

    async def poll() -> tuple[list[ServerSentEvent], bool]:
        nonlocal last
        status = await threads.run_io(lab.mnist.status)
        text = json.dumps(status)
        events = [ServerSentEvent(event="data", raw_data=text)] if text != last else []
        last = text
        return events, status["state"] in mnist_download.FINAL_STATES

    return poll
