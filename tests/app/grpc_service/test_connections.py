"""Time limits of gRPC connections, with those of seconds in place of minutes."""

import asyncio
import socket

import grpc
import pytest

from app.grpc_service import server
from app.grpc_service.protocol import SERVICE, message_class
from app.main import create_app
from app.settings import Settings
from benchmarks.server import free_port
from tests.support.event_loop import run

SHORT_S = 1
FOREVER_S = 3600
PATIENCE_S = 60
LIVE = f"/{SERVICE}/ServerLive"


@pytest.fixture
def limits(monkeypatch):
    """Set all limits to an hour, and return a function that shortens one of them."""
    for name in ("MAX_IDLE_S", "MAX_AGE_S", "HANDSHAKE_TIMEOUT_S", "KEEPALIVE_S"):
        monkeypatch.setattr(server, name, FOREVER_S)
    return lambda name: monkeypatch.setattr(server, name, SHORT_S)


@pytest.fixture
def serve(weights_dir):
    """Return a function that calls another one with the address of a service."""
    configured = Settings(
        weights_dir=weights_dir, grpc_port=free_port(), body_timeout_s=SHORT_S, lab="off"
    )
    app = create_app(configured)

    def served(use):
        async def use_server():
            async with server.serving(app, configured):
                await asyncio.wait_for(use(f"127.0.0.1:{configured.grpc_port}"), PATIENCE_S)

        run(use_server())

    return served


async def is_live(channel):
    reply = await channel.unary_unary(LIVE)(b"", wait_for_ready=True)
    return message_class("ServerLiveResponse").FromString(reply).live


async def leave_ready(channel):
    while channel.get_state() is grpc.ChannelConnectivity.READY:
        await channel.wait_for_state_change(grpc.ChannelConnectivity.READY)


def test_idle_connection_is_closed_and_the_client_connects_again(serve, limits):
    limits("MAX_IDLE_S")

    async def use(address):
        async with grpc.aio.insecure_channel(address) as channel:
            assert await is_live(channel)
            await leave_ready(channel)
            assert await is_live(channel)

    serve(use)


def test_request_whose_message_never_ends_is_cut_off(serve, limits):
    limits("MAX_AGE_S")

    async def use(address):
        async with grpc.aio.insecure_channel(address) as channel:
            call = channel.stream_unary(LIVE)()  # sends the headers, and nothing else
            with pytest.raises(grpc.aio.AioRpcError) as raised:
                await call
            assert raised.value.code() is grpc.StatusCode.UNAVAILABLE
            assert await is_live(channel)

    serve(use)


def test_connection_that_says_nothing_is_closed(serve, limits):
    limits("HANDSHAKE_TIMEOUT_S")

    async def use(address):
        host, port = address.split(":")
        reader, writer = await asyncio.open_connection(host, int(port), family=socket.AF_INET)
        while await reader.read(1000):
            pass
        closed.append(reader.at_eof())
        writer.close()

    closed = []
    serve(use)
    assert closed == [True]
