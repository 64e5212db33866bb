"""GET /docs: the API's documentation to read and try, with every file of it served from here."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from app.assets import Assets
from app.routes.state import ServiceSettings

router = APIRouter(include_in_schema=False)

ASSETS = "/docs/assets"
"""Where Swagger UI is mounted; the package fastapi-swagger carries its files."""

PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Inkling API</title>
<link rel="icon" href="ROOT/static/icons/inkling.svg" type="image/svg+xml">
<link rel="stylesheet" href="ROOT/docs/assets/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="ROOT/docs/assets/swagger-ui-bundle.js"></script>
<script src="ROOT/docs/start.js"></script>
</body>
</html>
"""

START = """\
SwaggerUIBundle({
  url: "ROOT/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  tryItOutEnabled: true,
  validatorUrl: null, // else it asks a server elsewhere
});
"""


def assets() -> Assets:
    """Return the application that serves Swagger UI's files."""
    return Assets(packages=[("fastapi_swagger", "resources")])


@router.get("/docs")
async def docs(settings: ServiceSettings) -> Response:
    """Return the page."""
    return HTMLResponse(_placed(PAGE, settings))


@router.get("/docs/start.js")
async def start(settings: ServiceSettings) -> Response:
    """Return the script that starts Swagger UI; the policy allows none in the page itself."""
    return Response(
        _placed(START, settings),
        media_type="text/javascript",
        headers={"Cache-Control": "no-cache"},
    )


def _placed(text: str, settings: ServiceSettings) -> str:
    return text.replace("ROOT", settings.root_path)
