"""Dependencies of the routes, also as plain functions for the fastest routes."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from app.concurrency import threads
from app.corrections import access as correction_access
from app.corrections.service import CorrectionService
from app.http import unavailable
from app.http.problems import FieldError, InvalidRequest
from app.lab import access
from app.lab.components import LabComponents
from app.middleware.access_log import PROBE_PATHS
from app.registry import Registry
from app.settings import Settings
from app.sweep.folder import list_sweeps
from app.sweep.view import SweepLink, sweep_links
from model.serialization.model_file import Model

MAX_SWEEP_LINKS = 5
"""Number of sweeps to which the report and the lab lead; `/sweeps` has all."""

_NO_PARAMETERS = "this address takes none"


def registry(request: Request) -> Registry:
    """Return the models; those of the lab and of corrections only for requests that may use them.

    Raises
    ------
    app.http.problems.NotReady
        If they are not loaded yet, or no longer.
    """
    loaded = _loaded(request)
    configured = settings(request)
    if loaded.lab is not None and access.denial_reason(request, configured) is not None:
        loaded = replace(loaded, lab=None)
    if loaded.learnt and correction_access.denial_reason(request, configured) is not None:
        loaded = replace(loaded, learnt=loaded.learnt.default_only())
    return loaded


def model(request: Request, name: str | None) -> Model:
    """Return ``registry(request).get(name)``.

    Access to the lab and to corrections is checked only if the answer depends on it.
    """
    loaded = _loaded(request)
    if name is None or name in loaded.models:
        return loaded.get(name)
    return registry(request).get(name)


def _loaded(request: Request) -> Registry:
    loaded: Registry | None = request.app.state.registry
    if loaded is None:
        raise unavailable.models_not_loaded()
    return loaded


def settings(request: Request) -> Settings:
    """Return the settings."""
    configured: Settings = request.app.state.settings
    return configured


def check_parameters(request: Request) -> None:
    """Raise InvalidRequest if the query disagrees with the parameters in /openapi.json.

    It may have no others, and may repeat only those that are arrays. Pages are not checked, for
    links carry parameters that track their readers, and neither are probes, as a load balancer may
    add a parameter against caches.
    """
    if not request.scope["query_string"]:
        return
    route: APIRoute = request.scope["route"]
    if not route.include_in_schema or route.path in PROBE_PATHS:
        return
    parsed_here = (route.openapi_extra or {}).get("parameters", ())
    arrays = {p["name"] for p in parsed_here if p["schema"].get("type") == "array"}
    names = {p["name"] for p in parsed_here} | set(_parameters(route.dependant))
    errors = []
    for name in request.query_params:
        count = len(request.query_params.getlist(name))
        if name not in names:
            known = f"expected one of {', '.join(sorted(names))}" if names else _NO_PARAMETERS
            errors.append(FieldError(("query", name), f"unknown parameter; {known}"))
        elif count > 1 and name not in arrays:
            errors.append(FieldError(("query", name), f"expected one value, got {count}"))
    if errors:
        raise InvalidRequest.for_fields(errors)


def _parameters(dependant: Dependant) -> Iterator[str]:
    """Yield the names of the query parameters that FastAPI parses for a route."""
    yield from (field.alias for field in dependant.query_params)
    for dependency in dependant.dependencies:
        yield from _parameters(dependency)


async def check_query(request: Request) -> None:
    """Call `check_parameters`, as a dependency of the application."""
    check_parameters(request)


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


async def _sweep_links(request: Request) -> list[SweepLink]:
    configured = settings(request)
    if access.denial_reason(request, configured) is not None:
        return []
    listed = await threads.run_io(list_sweeps, configured.sweeps_dir, MAX_SWEEP_LINKS)
    return sweep_links(listed.sweeps)


async def _allowed_corrections(request: Request) -> CorrectionService:
    correction_access.check_access(request, request.app.state.settings)
    service: CorrectionService = request.app.state.corrections
    return service


LoadedModels = Annotated[Registry, Depends(_registry)]
ServiceSettings = Annotated[Settings, Depends(_settings)]
Lab = Annotated[LabComponents, Depends(_lab)]
AllowedLab = Annotated[LabComponents, Depends(_allowed_lab)]
"""The lab, for requests that may use it; others are rejected."""

LatestSweeps = Annotated[list[SweepLink], Depends(_sweep_links)]
"""Links to the latest sweeps; none for requests that may not use the lab."""

AllowedCorrections = Annotated[CorrectionService, Depends(_allowed_corrections)]
"""The corrections, for requests that may use them; others are rejected."""
