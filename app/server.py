"""The web server, in one process or several."""

import socket
from contextlib import suppress

import uvicorn
from uvicorn.supervisors import Multiprocess

from app.main import create_app
from app.settings import Settings

STOP_S = 5
"""Requests under way have this long to finish when the service is told to stop."""


def run(settings: Settings, listener: socket.socket) -> None:
    """Answer requests on `listener` until a signal says stop."""
    alone = settings.workers == 1
    config = uvicorn.Config(
        create_app(settings) if alone else "app.main:create_app",
        factory=not alone,
        workers=settings.workers,
        log_level=settings.log_level,
        server_header=False,
        timeout_graceful_shutdown=STOP_S,
    )
    with suppress(KeyboardInterrupt):
        if alone:
            uvicorn.Server(config).run(sockets=[listener])
        else:
            Multiprocess(config, sockets=[listener]).run()
