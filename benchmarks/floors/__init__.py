"""Servers that do less than Inkling, one a file: what each layer of its stack costs by itself.

Each takes ``--port``, and answers POST /predict, and GET /readyz once it is ready.
"""

import argparse

import uvicorn
from starlette.types import ASGIApp

REPLY = b" " * 330
"""As many bytes as a reply of Inkling's /predict."""


def run(app: ASGIApp) -> None:
    """Serve `app` on uvicorn, with the parser and the event loop that Inkling uses."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    uvicorn.run(
        app, port=port, http="httptools", loop="uvloop", log_level="error", access_log=False
    )
