"""Dependencies of the routes, also as plain functions for the fastest routes."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request

from app.http import unavailable
from app.lab import access
from app.lab.components import LabComponents
from app.registry import Registry
from app.settings import Settings


def registry(request: Request) -> Registry:
    """Return the models; those of the lab only for requests that may use it.

    Raises
    ------
    app.http.problems.NotReady
        If they are not loaded yet, or no longer.
    """
    loaded: Registry | None = request.app.state.registry
    if loaded is None:
        raise unavailable.models_not_loaded()
    if loaded.lab is not None and access.denial_reason(request, settings(request)) is not None:
        return replace(loaded, lab=None)
    return loaded


def settings(request: Request) -> Settings:
    """Return the settings."""
    configured: Settings = request.app.state.settings
    return configured


async def _registry(request: Request) -> Registry:
    return registry(request)


async def _settings(request: Request) -> Settings:
    return settings(request)


async def _lab(request: Request) -> LabComponents:
    lab: LabComponents = request.app.state.lab
    return lab


async def _allowed_lab(request: Request) -> LabComponents:
    access.check_access(request, request.app.state.settings)
    return await _lab(request)


LoadedModels = Annotated[Registry, Depends(_registry)]
ServiceSettings = Annotated[Settings, Depends(_settings)]
Lab = Annotated[LabComponents, Depends(_lab)]
AllowedLab = Annotated[LabComponents, Depends(_allowed_lab)]
"""The lab, for requests that may use it; others are rejected."""
