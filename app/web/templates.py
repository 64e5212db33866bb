"""Pages rendered from the templates."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates


def render_page(
    request: Request,
    template: str,
    context: dict[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the page of a template, which browsers revalidate before they show it again."""
    pages: Jinja2Templates = request.app.state.pages
    headers = {"Cache-Control": "no-cache", **(headers or {})}
    return pages.TemplateResponse(request, template, context, headers=headers)
