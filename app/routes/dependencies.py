"""Dependencies of the routes, and the same as functions for those that FastAPI's would slow."""

from typing import Annotated

from fastapi import Depends, Request

from app.http.problems import NotReady
from app.lab import access
from app.lab.components import Equipment
from app.registry import Registry
from app.settings import Settings


def registry(request: Request) -> Registry:
    """Return the registry of models.

    Raises
    ------
    NotReady
        If the models are not loaded, because the service is starting or stopping.
    """
    models: Registry | None = request.app.state.registry
    if models is None:
        raise NotReady("The service is starting or stopping; retry soon.")
    return models


def settings(request: Request) -> Settings:
    """Return the settings."""
    configured: Settings = request.app.state.settings
    return configured


async def _registry(request: Request) -> Registry:
    return registry(request)


async def _settings(request: Request) -> Settings:
    return settings(request)


async def _equipment(request: Request) -> Equipment:
    equipment: Equipment = request.app.state.lab
    return equipment


async def _allowed(request: Request) -> Equipment:
    access.expect_allowed(request, request.app.state.settings)
    return await _equipment(request)


LoadedModels = Annotated[Registry, Depends(_registry)]
ServiceSettings = Annotated[Settings, Depends(_settings)]
LabEquipment = Annotated[Equipment, Depends(_equipment)]
AllowedLab = Annotated[Equipment, Depends(_allowed)]
"""The same, if this client may use the lab."""
