"""GET /healthz and GET /readyz, for whatever watches over the service."""

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel

from app.openapi.schemas import ProblemDetails
from app.routes.dependencies import LoadedModels

router = APIRouter(tags=["health"])

NOT_READY: dict[int | str, dict[str, Any]] = {
    503: {"description": "The models are not loaded", "model": ProblemDetails}
}


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """The models are loaded and verified."""

    status: Literal["ready"] = "ready"
    models: list[str]


@router.get("/healthz", summary="Does the process answer?")
async def healthz() -> Health:
    """Say ok, as long as the process answers at all."""
    return Health()


@router.get("/readyz", summary="Can it read drawings?", responses=NOT_READY)
async def readyz(models: LoadedModels) -> Readiness:
    """Say ready, once all weights are loaded and verified."""
    return Readiness(models=list(models.models))
