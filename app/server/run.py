"""Uvicorn's configuration, and its workers."""

import gc
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from app import metrics, supervisor
from app.main import create_app
from app.registry import Registry
from app.server import log_config
from app.settings import Settings

WORKER_APPLICATION = "app.server.run:create_worker_app"

GRACEFUL_SHUTDOWN_S = 5
"""Seconds that requests in progress have to finish when the service is stopped."""

WORKER_HEALTHCHECK_S = 15
"""Seconds after which a worker that does not respond to its supervisor is replaced."""


class WorkerError(ValueError):
    """The workers cannot start."""


def run(settings: Settings, listener: socket.socket, loaded: Registry | None = None) -> None:
    """Serve requests on `listener` until a signal stops it.

    Parameters
    ----------
    settings : Settings
    listener : socket
    loaded : Registry, optional
        The models of a single worker, if they are loaded; each of several loads its own.

    Raises
    ------
    WorkerError
        If a worker of several cannot start.
    """
    is_single = settings.workers == 1
    application: Any = create_app(settings, loaded) if is_single else WORKER_APPLICATION
    config = uvicorn.Config(
        application,
        factory=not is_single,
        workers=settings.workers,
        http="httptools",
        ws="none",
        log_config=log_config.build(settings.log_level, settings.log_format),
        log_level=settings.log_level,
        access_log=False,  # app.middleware.access_log leaves out the query
        server_header=False,
        forwarded_allow_ips=list(settings.trusted_proxies),
        limit_concurrency=settings.max_connections + 1,  # uvicorn serves one fewer
        timeout_graceful_shutdown=GRACEFUL_SHUTDOWN_S,
        timeout_worker_healthcheck=WORKER_HEALTHCHECK_S,
    )
    _enable_collections()
    with suppress(KeyboardInterrupt):
        if is_single:
            uvicorn.Server(config).run(sockets=[listener])
        else:
            with _worker_environment(settings):
                _supervise(config, listener)


def create_worker_app() -> FastAPI:
    """Return the application in a worker process of several, which has imported app.cli too."""
    created = create_app()
    _enable_collections()
    return created


def _enable_collections() -> None:
    """Enable the garbage collector, which app.cli has disabled."""
    gc.freeze()  # modules stay, so no collection needs to look at them
    gc.enable()


def _supervise(config: uvicorn.Config, listener: socket.socket) -> None:
    multiprocess = Multiprocess(config, [listener])
    multiprocess.run()
    if any(process.exitcode == STARTUP_FAILURE for process in multiprocess.processes):
        raise WorkerError("A worker failed to start, so the service stopped; see the log.")


@contextmanager
def _worker_environment(settings: Settings) -> Iterator[None]:
    """Pass the settings, and a folder for their metrics, to the worker processes."""
    for name, value in settings.model_dump(mode="json", exclude_unset=True).items():
        text = ",".join(value) if isinstance(value, list) else str(value)
        os.environ[f"INKLING_{name.upper()}"] = text
    with tempfile.TemporaryDirectory(prefix="inkling-") as folder:
        os.environ[metrics.FOLDER] = folder
        os.environ[supervisor.PID] = str(os.getpid())
        yield
