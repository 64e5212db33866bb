"""`inkling serve`: run the web application and the REST service."""

from contextlib import suppress
from typing import Annotated

import typer

from app import extras, registry, settings
from app.server.sockets import AddressError, listen, url
from app.settings import LogLevel, Settings


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, help="Port to listen on; 0 for a free one.", show_default="8000"
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="Number of worker processes.", show_default="1"),
    ] = None,
    root_path: Annotated[
        str | None,
        typer.Option(
            help="Path under which a proxy serves the application, such as /digits.",
            show_default="none",
        ),
    ] = None,
    log_level: Annotated[
        LogLevel | None,
        typer.Option(
            help="Minimum severity to log; info logs every request.", show_default="warning"
        ),
    ] = None,
) -> None:
    """Run the web application and the REST service until Ctrl-C.

    Environment variables set what the options leave out: INKLING_HOST, INKLING_PORT and the others
    that docs/settings.md lists.
    """
    options = {
        "host": host,
        "port": port,
        "root_path": root_path,
        "workers": workers,
        "log_level": log_level,
    }
    configured = settings.from_environment(**{k: v for k, v in options.items() if v is not None})
    loaded = registry.load(configured)  # reports damaged weights in one sentence
    try:
        opened = listen(configured.host, configured.port)
    except AddressError as error:
        raise AddressError(f"{configured.source('host')}: {error}") from error
    with opened as listener:
        check_grpc(configured)
        with suppress(OSError):  # stdout may be closed
            typer.echo(f"Inkling is on {url(listener)}{configured.root_path} (Ctrl-C stops it)")
        from app.server import run  # noqa: PLC0415  # a third of a second that only this command needs

        run.run(configured, listener, loaded)


def check_grpc(configured: Settings) -> None:
    """Check the setting `grpc_port` before any worker starts, so that an error is one sentence.

    Raises
    ------
    app.extras.MissingExtraError
        If the extra `grpc` is not installed.
    app.server.sockets.ListenError
        If the port cannot be had.
    """
    if configured.grpc_port is None:
        return
    variable = configured.source("grpc_port")
    extras.require("grpc", variable)
    listen(configured.host, configured.grpc_port, variable).close()
