"""GET /healthz and GET /readyz: liveness and readiness probes."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from app.openapi.responses import error_responses
from app.routes.dependencies import LoadedModels

router = APIRouter(tags=["health"])

NOT_READY = error_responses({503: "The models are not loaded"})


class Health(BaseModel):
    """The process is alive."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """The models are loaded and verified."""

    status: Literal["ready"] = "ready"
    models: list[str]


@router.get("/healthz", summary="Check liveness")
async def healthz() -> Health:
    """Return 200 while the process is alive."""
    return Health()


@router.get("/readyz", summary="Check readiness", responses=NOT_READY)
async def readyz(models: LoadedModels) -> Readiness:
    """Return 200 once all weights are loaded and verified, else 503."""
    return Readiness(models=list(models.models))
