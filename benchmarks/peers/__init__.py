"""Servers to compare Inkling with, one per file, for the cost of each layer of its stack.

Each takes ``--port``, and answers POST /predict, and GET /readyz once it is ready.
"""

import argparse
import os
import sys

import uvicorn
from starlette.types import ASGIApp

REPLY = b" " * 330
"""As many bytes as a reply of Inkling's /predict."""


def run(app: ASGIApp) -> None:
    """Serve `app` on uvicorn, with the parser and the event loop that Inkling uses.

    With ``--granian`` the main module's `app` is served by Granian, with one worker.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--granian", action="store_true")
    options = parser.parse_args()
    if options.granian:
        module = sys.modules["__main__"].__spec__.name
        command = ["granian", "--interface", "asginl", "--loop", "uvloop", "--no-access-log"]
        command += ["--port", str(options.port), "--log-level", "error", f"{module}:app"]
        os.execv(sys.executable, [sys.executable, "-m", *command])
    uvicorn.run(
        app,
        port=options.port,
        http="httptools",
        loop="uvloop",
        log_level="error",
        access_log=False,
    )
