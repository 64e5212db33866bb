"""`inkling serve`: the page and the REST service."""

from contextlib import suppress
from typing import Annotated

import typer

from app import registry, settings
from app.server.sockets import listen, url
from app.settings import LogLevel


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, help="Port to listen on; 0 takes a free one.", show_default="8000"
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="Processes that answer requests.", show_default="1"),
    ] = None,
    root_path: Annotated[
        str | None,
        typer.Option(help="Path that a proxy serves this under, as /digits.", show_default="none"),
    ] = None,
    log_level: Annotated[
        LogLevel | None,
        typer.Option(help="Least severity to log; info logs each request.", show_default="warning"),
    ] = None,
) -> None:
    """Serve the page and the REST service until Ctrl-C.

    What is not given as an option comes from the environment: INKLING_HOST, INKLING_PORT and the
    others that docs/operations.md lists.
    """
    options = {
        "host": host,
        "port": port,
        "root_path": root_path,
        "workers": workers,
        "log_level": log_level,
    }
    chosen = settings.from_environment(**{k: v for k, v in options.items() if v is not None})
    registry.load(chosen)  # so that damaged weights are one sentence, whatever the workers do
    with listen(chosen.host, chosen.port) as listener:
        with suppress(OSError):  # nobody needs to be able to read it
            typer.echo(f"Inkling is on {url(listener)}{chosen.root_path} (Ctrl-C stops it)")
        from app.server import run  # noqa: PLC0415  # a third of a second that only this command needs

        run.run(chosen, listener)
