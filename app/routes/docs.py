"""GET /docs: the API's documentation to read and try, with every file of it served from here."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse, Response

from app.assets import Assets
from app.security import DOCS_POLICY

router = APIRouter(include_in_schema=False)

ASSETS = "/docs/assets"
"""Where Swagger UI is mounted; the package fastapi-swagger carries its files."""

PAGE = f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Inkling API</title>
<link rel="icon" href="/static/icons/inkling.svg" type="image/svg+xml">
<link rel="stylesheet" href="{ASSETS}/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="{ASSETS}/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""

START = """\
SwaggerUIBundle({
  url: "/openapi.json",
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
async def docs() -> Response:
    """Return the page."""
    return HTMLResponse(PAGE, headers={"Content-Security-Policy": DOCS_POLICY})


@router.get("/docs/start.js")
async def start() -> Response:
    """Return the script that starts Swagger UI; the policy allows none in the page itself."""
    return Response(START, media_type="text/javascript", headers={"Cache-Control": "no-cache"})
