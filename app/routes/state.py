"""What the routes need of the application, as dependencies."""

from typing import Annotated

from fastapi import Depends, Request

from app.problems import NotReady
from app.registry import Registry
from app.settings import Settings


async def _registry(request: Request) -> Registry:
    loaded: Registry | None = request.app.state.registry
    if loaded is None:
        raise NotReady("expected loaded models, got a service that is starting or stopping")
    return loaded


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


LoadedModels = Annotated[Registry, Depends(_registry)]
ServiceSettings = Annotated[Settings, Depends(_settings)]
