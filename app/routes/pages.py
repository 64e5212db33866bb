"""GET /: the page to draw on."""

from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from app.routes.state import LoadedModels

router = APIRouter(include_in_schema=False)


@router.get("/")
async def index(request: Request, models: LoadedModels) -> Response:
    """Return the page to draw on."""
    pages: Jinja2Templates = request.app.state.pages
    context = {
        "models": list(models.models.values()),
        "default_model": models.default,
    }
    return pages.TemplateResponse(
        request, "index.html", context, headers={"Cache-Control": "no-cache"}
    )
