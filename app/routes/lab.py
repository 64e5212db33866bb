"""GET /lab and /lab/data: whether networks can be trained here, and what they learn from."""

import json
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.lab import mnist_download, run_config, schemas, sse, threads
from app.lab.access import why_off
from app.openapi.schemas import ProblemDetails
from app.routes.dependencies import AllowedLab, LabEquipment, ServiceSettings

router = APIRouter(tags=["lab"])

OFF: dict[int | str, dict[str, Any]] = {
    403: {
        "description": "The lab is off, or the request comes from a page of another origin",
        "model": ProblemDetails,
    }
}

_HIDDEN: dict[str, Any] = {
    "state": "missing",
    "received": 0,
    "total": None,
    "problem": None,
    "folder": "",
}
"""For those who may not use the lab: they need not know what is on this machine."""


@router.get("/lab", summary="Can networks be trained here?")
async def show_lab(
    request: Request, equipment: LabEquipment, settings: ServiceSettings
) -> schemas.LabState:
    """Tell how large a run may be, what it is by default, and which runs are at work."""
    reason = why_off(request, settings)
    running: list[str] = []
    data: dict[str, Any] = {
        "state": "missing",
        "received": 0,
        "total": None,
        "problem": None,
        "folder": "",
    }
    if reason is None:  # whoever may not use the lab need not know what is on this machine
        runs = await threads.run(equipment.lab.roster.runs)
        running = [view.folder.id for view in runs if view.standing.needs_process]
        data = await threads.run(equipment.mnist.status)
    return schemas.LabState(
        enabled=reason is None,
        reason=reason,
        limits=equipment.lab.limits.to_json(),
        defaults=schemas.RunSettings(**{**run_config.DEFAULTS.to_json(), "name": None}),
        choices={name: list(choices) for name, choices in run_config.CHOICES.items()},
        running=running,
        data=schemas.LabData(mnist=schemas.DataSet(**data)),
    )


@router.post("/lab/data", summary="Fetch what runs learn from", status_code=202, responses=OFF)
async def fetch_data(equipment: AllowedLab) -> schemas.LabData:
    """Start to download MNIST, if it is neither here nor on its way."""
    return schemas.LabData(mnist=schemas.DataSet(**await threads.run(equipment.mnist.fetch)))


@router.get("/lab/data/events", summary="Watch it come", responses=OFF | sse.DESCRIBED)
async def watch_data(request: Request, equipment: AllowedLab) -> Response:
    """Send an event `data` whenever the state changes, until the data is here or cannot be had."""
    last = ""

    async def look() -> tuple[bytes, bool]:
        nonlocal last
        status = await threads.run(equipment.mnist.status)
        text = json.dumps(status)
        changed, last = text != last, text
        return sse.encode("data", text) if changed else b"", status["state"] in mnist_download.FINAL

    return sse.response(request, look)
