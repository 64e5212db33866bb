"""GET /docs: Swagger UI, without a third-party request."""

from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from app.routes.dependencies import ServiceSettings
from app.web.static_files import Assets

router = APIRouter(include_in_schema=False)

ASSETS = "/docs/assets"
"""Path of Swagger UI's files, which are in the package fastapi-swagger."""

START = """\
SwaggerUIBundle({
  url: "ROOT/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  tryItOutEnabled: true,
  validatorUrl: null, // by default a third party's server
});
"""


def assets() -> Assets:
    """Return the application that serves Swagger UI's files."""
    return Assets(packages=[("fastapi_swagger", "resources")])


@router.get("/docs")
async def docs(request: Request) -> Response:
    """Return the page."""
    pages: Jinja2Templates = request.app.state.pages
    return pages.TemplateResponse(request, "docs.html", headers={"Cache-Control": "no-cache"})


@router.get("/docs/start.js")
async def start(settings: ServiceSettings) -> Response:
    """Return the script that starts Swagger UI; the policy forbids inline scripts."""
    return Response(
        START.replace("ROOT", settings.root_path),
        media_type="text/javascript",
        headers={"Cache-Control": "no-cache"},
    )
