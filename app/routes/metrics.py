"""GET /metrics: the service's figures, for Prometheus."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app import metrics
from app.http.loopback import is_local
from app.http.problems import NotFound
from app.routes.dependencies import ServiceSettings

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
async def figures(request: Request, settings: ServiceSettings) -> Response:
    """Return the figures, if the setting `metrics` gives them to this client."""
    shown = settings.metrics == "all" or (settings.metrics == "local" and is_local(request))
    if not shown:
        raise NotFound("expected a known address, got '/metrics'; see INKLING_METRICS")
    return Response(metrics.render(), media_type=metrics.MEDIA_TYPE)
