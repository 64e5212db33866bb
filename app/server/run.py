"""The web server, in one process or several.

A worker reads this module before it answers its supervisor, so nothing heavy is imported here.
"""

import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import uvicorn

from app import metrics
from app.connection import Connection, Limits
from app.server import log_config
from app.workers import Workers

if TYPE_CHECKING:
    from app.settings import Settings

SUPERVISOR = "INKLING_SUPERVISOR"
"""The environment variable with the process that replaces workers, where there is one."""

APPLICATION = "app.main:create_app"

STOP_S = 5
"""Requests under way have this long to finish when the service is told to stop."""

MOST_FILES = 2**16

HUNG_S = 15
"""A worker that has not answered its supervisor for so long is replaced."""

SPARE_FILES = 64
"""Open files that connections leave to everything else."""


class ServerConfig(uvicorn.Config):
    """What `app.connection` needs to know beside what uvicorn does."""

    connection_limits: Limits


def run(settings: "Settings", listener: socket.socket) -> None:
    """Answer requests on `listener` until a signal says stop."""
    alone = settings.workers == 1
    application: Any = APPLICATION
    if alone:
        from app.main import create_app  # noqa: PLC0415  # heavy, see above

        application = create_app(settings)
    config = ServerConfig(
        application,
        factory=not alone,
        workers=settings.workers,
        http=Connection,
        ws="none",
        log_config=log_config.configuration(settings.log_level, settings.log_format),
        log_level=settings.log_level,
        access_log=False,  # app.watch writes one that leaves out what nobody wants to read
        server_header=False,
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=STOP_S,
        timeout_worker_healthcheck=HUNG_S,
    )
    config.connection_limits = Limits(
        head_s=settings.head_timeout_s,
        body_s=settings.body_timeout_s,
        connections=min(settings.max_connections, _most_files() - SPARE_FILES),
        root=settings.root_path,
    )
    with suppress(KeyboardInterrupt):
        if alone:
            uvicorn.Server(config).run(sockets=[listener])
        else:
            with _shared(settings):
                Workers(config, [listener]).run()


def _most_files() -> int:
    """Return how many files this process may have open, which is made as many as it may be."""
    if sys.platform == "win32":  # it knows no such limit
        return MOST_FILES
    import resource  # noqa: PLC0415  # Windows has none

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_FILES if soft == resource.RLIM_INFINITY else max(soft, 2 * SPARE_FILES)


@contextmanager
def _shared(settings: "Settings") -> Iterator[None]:
    """Give the workers, which are processes of their own, the settings and a folder for figures."""
    for name, value in settings.model_dump(mode="json", exclude_unset=True).items():
        os.environ[f"INKLING_{name.upper()}"] = _text(value)
    with tempfile.TemporaryDirectory(prefix="inkling-") as folder:
        os.environ[metrics.FOLDER] = folder
        os.environ[SUPERVISOR] = str(os.getpid())
        yield


def _text(value: Any) -> str:
    return ",".join(value) if isinstance(value, list) else str(value)
