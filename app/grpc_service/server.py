"""The gRPC server, beside the HTTP service in each worker process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app import extras
from app.settings import Settings

GRACE_S = 10
"""Time for requests in progress to finish when the service stops."""

MAX_MESSAGE_BYTES = 4 * 2**20
"""A batch of the maximum size in FP32 is 3.1 MiB."""

MAX_IDLE_S = 60
"""Time after which a connection without requests is closed; clients open another one."""

MAX_AGE_S = 300
"""Time after which a connection takes no further requests; clients open another one. Those that it
has are cut off after `body_timeout_s`, such as one whose message never ends."""

HANDSHAKE_TIMEOUT_S = 20

KEEPALIVE_S = 60
KEEPALIVE_TIMEOUT_S = 20
"""A connection whose client does not answer a ping in this time is closed: its machine has gone."""


def connection_options(settings: Settings) -> list[tuple[str, int]]:
    """Return gRPC's options for how long a client may hold a connection and its requests.

    https://grpc.github.io/grpc/core/group__grpc__arg__keys.html
    """
    seconds = {
        "grpc.max_connection_idle_ms": MAX_IDLE_S,
        "grpc.max_connection_age_ms": MAX_AGE_S,
        "grpc.max_connection_age_grace_ms": settings.body_timeout_s,
        "grpc.server_handshake_timeout_ms": HANDSHAKE_TIMEOUT_S,
        "grpc.keepalive_time_ms": KEEPALIVE_S,
        "grpc.keepalive_timeout_ms": KEEPALIVE_TIMEOUT_S,
    }
    return [(name, max(1, round(1000 * value))) for name, value in seconds.items()]


@asynccontextmanager
async def serving(app: FastAPI, settings: Settings) -> AsyncIterator[None]:
    """Answer gRPC on the setting `grpc_port`, if there is one, until the block ends.

    Raises
    ------
    app.extras.MissingExtraError
        If the extra `grpc` is not installed.
    RuntimeError
        If the port cannot be had.
    """
    if settings.grpc_port is None:
        yield
        return
    extras.require("grpc", "INKLING_GRPC_PORT")
    import grpc  # noqa: PLC0415  # only with this setting

    from app.grpc_service.service import InferenceService  # noqa: PLC0415

    server = grpc.aio.server(
        maximum_concurrent_rpcs=settings.max_waiting + 1,
        options=[
            ("grpc.max_receive_message_length", min(settings.max_body_bytes, MAX_MESSAGE_BYTES)),
            ("grpc.so_reuseport", int(settings.workers > 1)),
            *connection_options(settings),
        ],
    )
    server.add_generic_rpc_handlers((InferenceService(app).handler(),))
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    server.add_insecure_port(f"{host}:{settings.grpc_port}")
    await server.start()
    try:
        yield
    finally:
        await server.stop(GRACE_S)
