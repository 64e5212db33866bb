"""GET /metrics: metrics for Prometheus."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app import metrics
from app.http.loopback import is_local
from app.http.problems import NotFound
from app.routes.dependencies import ServiceSettings

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
def show_metrics(request: Request, settings: ServiceSettings) -> Response:
    """Return the metrics, if the setting `metrics` allows this client."""
    allowed = settings.metrics == "all" or (settings.metrics == "local" and is_local(request))
    if not allowed:
        raise NotFound("Nothing is served at '/metrics'; see INKLING_METRICS.")
    return Response(metrics.render(), media_type=metrics.MEDIA_TYPE)
