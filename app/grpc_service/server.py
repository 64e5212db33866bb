"""The gRPC server, beside the HTTP service in each worker process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app import extras
from app.settings import Settings

GRACE_S = 10
"""How long requests in progress may take to finish when the service stops."""

MAX_MESSAGE_BYTES = 4 * 2**20
"""A batch of the maximum size in FP32 is 3.1 MiB."""


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
