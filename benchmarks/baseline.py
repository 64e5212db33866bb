"""``python -m benchmarks.baseline``: `inkling` with routes that do no work, as a baseline.

``POST /baseline/N`` reads the body and returns N bytes; ``POST /decode/N`` decodes the
image in the body before that. Both pass the same server and middleware as /predict.
"""

import io

from fastapi import FastAPI, Request, Response
from PIL import Image

import app.main
from app.cli.app import main
from app.settings import Settings

create_app = app.main.create_app


def with_baseline(configured: Settings | None = None) -> FastAPI:
    """Return the application with the two routes."""
    application = create_app(configured)

    @application.post("/baseline/{length}")
    async def baseline(request: Request, length: int) -> Response:
        await request.body()
        return Response(b" " * length, media_type="application/json")

    @application.post("/decode/{length}")
    async def decode(request: Request, length: int) -> Response:
        Image.open(io.BytesIO(await request.body())).load()
        return Response(b" " * length, media_type="application/json")

    return application


if __name__ == "__main__":
    app.main.create_app = with_baseline
    main()
