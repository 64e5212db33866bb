"""The order of replies on a connection, and how long it waits behind a slow application."""

import asyncio
import contextlib
import logging
import re

import pytest
import uvicorn
from uvicorn.server import ServerState

from app import connection
from app.connection import Connection, Limits
from app.server.run import ServerConfig
from tests.support.event_loop import run

WORK_S = 2.0
"""Longer than the client has for what it sends."""

KEEP_ALIVE_S, GAP_S = 0.5, 0.8
LIMITS = Limits(head_s=1.0, body_s=1.5, connections=100, root="")
LARGE = bytes(2**24)
"""More than fits in the buffers of the system."""

LOOPS = {"asyncio": asyncio.new_event_loop, "served": uvicorn.Config("").get_loop_factory()}
A, B = (b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % path for path in (b"/a", b"/b"))
CHUNKS = b"POST %b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n"
POST = b"POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
ASKING = (POST % 1).replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n")
ASKING_CHUNKS = ASKING.replace(b"Content-Length: 1", b"Transfer-Encoding: chunked")
END = b"0\r\n\r\n"
RUBBISH = b"rubbish\r\n\r\n"

SCENES = {
    "one": (A, ["/a"]),
    "blank lines behind": (A + b"\r\n\r\n", ["/a"]),
    "two": (A + B, ["/a", "/b"]),
    "rubbish behind one": (A + RUBBISH, ["/a", 400]),
    "rubbish behind two, and more": (A + B + RUBBISH + A, ["/a", "/b", 400]),
    "half a head behind one": (A + b"GET /b", ["/a", 408]),
    "half a body behind one": (A + CHUNKS % b"/b", ["/a", 408]),
    "half a body behind two": (A + B + CHUNKS % b"/c", ["/a", "/b", 408]),
    "no chunk behind one": (A + CHUNKS % b"/b" + RUBBISH, ["/a", 400]),
    "large body behind one": (A + POST % 300_000 + bytes(300_000), ["/a", "/b"]),
    "asking whether to send, behind one": ([A + ASKING, b"x"], ["/a", 100, "/b"]),
    "asking whether to send rubbish": (ASKING_CHUNKS + RUBBISH, [400]),
    "body that takes longer than the pause between requests": (
        [CHUNKS % b"/early" + END + CHUNKS % b"/b", END],
        ["/early", "/b"],
    ),
    "address of the host alone": (b"GET http://x HTTP/1.1\r\nHost: x\r\n\r\n", ["/"]),
    "another version": (b"GET /a HTTP/2.0\r\nHost: x\r\n\r\n", [400]),
    "another encoding": (CHUNKS.replace(b"chunked", b"gzip, chunked") % b"/a" + END, [400]),
    "no chunk": (CHUNKS % b"/b" + RUBBISH, [400]),
    "half a body": (CHUNKS % b"/b", [408]),
    "one behind a body": (CHUNKS % b"/b" + END + A, ["/b", "/a"]),
    "early reply to half a body": (CHUNKS % b"/early", ["/early"]),
    "no chunk, which an early reply does not wait for": (CHUNKS % b"/early" + RUBBISH, [400]),
    "early reply": (CHUNKS % b"/early" + END, ["/early"]),
    "one behind an early reply": (CHUNKS % b"/early" + END + A, ["/early", "/a"]),
}
"""What is sent, with gaps between several pieces, and what is answered until the connection is
closed: paths, and statuses of problems."""


TOLD = {}
"""When the request to /told has begun, and when it knows that its client has left."""


async def application(scope, receive, send):
    """Reply with the path, at once or when the body is there and some time has gone by."""
    if scope["path"] == "/told":
        await receive()
        TOLD["begun"].set()
        assert (await receive())["type"] == "http.disconnect"
        TOLD["left"].set()
        return
    if scope["path"] not in ("/early", "/large"):
        while (message := await receive()).get("more_body"):
            pass
        if message["type"] == "http.disconnect":
            return
        await asyncio.sleep(WORK_S)
    path = LARGE if scope["path"] == "/large" else scope["raw_path"]
    headers = [(b"content-length", b"%d" % len(path))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": path})


async def close(writer):
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


async def talk(address, content):
    reader, writer = await asyncio.open_connection(*address)
    for piece in content if isinstance(content, list) else [content]:
        writer.write(piece)
        if isinstance(content, list):
            await asyncio.sleep(GAP_S)
    received = await reader.read()
    await close(writer)
    found = re.findall(rb"HTTP/1\.1 (\d+) .*?\r\n\r\n(/[a-z]*)?", received, re.DOTALL)
    return [path.decode() or int(status) for status, path in found]


@contextlib.asynccontextmanager
async def serving():
    """Listen; yields the address and the connections that are open."""
    config = ServerConfig(
        application, lifespan="off", log_config=None, timeout_keep_alive=KEEP_ALIVE_S
    )
    config.load()
    config.connection_limits = LIMITS
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(config=config, server_state=state, app_state={}), "127.0.0.1", 0
    )
    async with asyncio.timeout(30):
        yield server.sockets[0].getsockname(), state.connections
    server.close()


@pytest.fixture
def quiet(caplog):
    """Nothing goes wrong in a way that only the log tells."""
    yield
    for stage in ("setup", "call"):
        loud = [r for r in caplog.get_records(stage) if r.levelno >= logging.WARNING]
        assert loud == []


@pytest.mark.parametrize("loop", LOOPS)
def test_replies_come_in_the_order_of_requests_and_refusals_last(loop, quiet):
    async def all_scenes():
        async with serving() as (address, _):
            answers = [talk(address, content) for content, _ in SCENES.values()]
            return dict(zip(SCENES, await asyncio.gather(*answers), strict=True))

    expected = {name: expected for name, (_, expected) in SCENES.items()}
    assert run(all_scenes(), LOOPS[loop]) == expected


@pytest.mark.parametrize("loop", LOOPS)
def test_client_that_leaves_is_told_to_the_request_at_work(loop, quiet):
    async def leave():
        async with serving() as (address, connections):
            _, writer = await asyncio.open_connection(*address)
            writer.write(b"GET /told HTTP/1.1\r\nHost: x\r\n\r\n" + A)
            await TOLD["begun"].wait()
            [connection] = connections
            await close(writer)
            await TOLD["left"].wait()
            return len(connection.pipeline)

    TOLD.update(begun=asyncio.Event(), left=asyncio.Event())
    assert run(leave(), LOOPS[loop]) == 0


@pytest.mark.parametrize("loop", LOOPS)
@pytest.mark.parametrize("last", [b"", b"Connection: close\r\n"])
def test_client_that_does_not_read_is_given_up(loop, last, quiet, monkeypatch):
    monkeypatch.setattr(connection, "WRITE_S", 0.3)

    async def wait():
        async with serving() as (address, connections):
            _, writer = await asyncio.open_connection(*address, limit=1)
            writer.write(b"GET /large HTTP/1.1\r\nHost: x\r\n%b\r\n" % last)
            while not connections:
                await asyncio.sleep(0.01)
            while connections:
                await asyncio.sleep(0.01)
            await close(writer)

    run(wait(), LOOPS[loop])


@pytest.mark.parametrize("loop", LOOPS)
def test_client_that_reads_slowly_gets_everything(loop, quiet, monkeypatch):
    monkeypatch.setattr(connection, "WRITE_S", 2.0)

    async def read():
        async with serving() as (address, _):
            reader, writer = await asyncio.open_connection(*address)
            writer.write(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            size = 0
            while piece := await reader.read(2**19):
                size += len(piece)
                await asyncio.sleep(0.02)
            await close(writer)
            return size

    assert run(read(), LOOPS[loop]) > len(LARGE)
