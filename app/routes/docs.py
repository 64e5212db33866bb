"""GET /docs: Swagger UI, without a third-party request."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.web.static_files import Assets
from app.web.templates import render_page

router = APIRouter(include_in_schema=False)

ASSETS = "/docs/assets"
"""Path of Swagger UI's files, which are in the package fastapi-swagger."""


def assets() -> Assets:
    """Return the application that serves Swagger UI's files."""
    return Assets(packages=[("fastapi_swagger", "resources")])


@router.get("/docs")
async def docs(request: Request) -> Response:
    """Return the page."""
    return render_page(request, "docs.html")
