"""Dependencies of the routes, also as plain functions for the fastest routes."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request

from app.http.problems import NotReady
from app.lab import access
from app.lab.components import LabComponents
from app.registry import Registry
from app.settings import Settings
from model.serialization.model_file import Model


def model(request: Request, name: str | None) -> Model:
    """Return a model by name, or the default for None.

    Raises
    ------
    NotReady
        If the models are not loaded yet, or no longer.
    UnknownModel
        If there is no such model, or it is one of the lab, which the request may not use.
    """
    loaded = _loaded(request)
    if name is None or name in loaded.models:  # open to everyone, so the request is not examined
        return loaded.get(name)
    return registry(request).get(name)


def registry(request: Request) -> Registry:
    """Return the models; those of the lab only for requests that may use it.

    Raises
    ------
    NotReady
        If they are not loaded yet, or no longer.
    """
    loaded = _loaded(request)
    if loaded.lab is not None and access.denial_reason(request, settings(request)) is not None:
        return replace(loaded, lab=None)
    return loaded


def _loaded(request: Request) -> Registry:
    loaded: Registry | None = request.app.state.registry
    if loaded is None:
        raise NotReady("The models are not loaded; the service is starting or stopping.")
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
