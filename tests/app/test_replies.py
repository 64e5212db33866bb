"""The order of replies on a connection, and how long it waits behind a slow application."""

import asyncio
import re

import pytest
from uvicorn.server import ServerState

from app.connection import Connection, Limits
from app.server import ServerConfig
from tests.loop import run

WORK_S = 0.3
"""Longer than the client has for what it sends."""

LIMITS = Limits(head_s=0.1, body_s=0.2, connections=10, root="")
A, B = (b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % path for path in (b"/a", b"/b"))
CHUNKS = b"POST %b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n"


async def application(scope, receive, send):
    """Reply with the path, at once or when the body is there and some time has gone by."""
    if scope["path"] != "/early":
        while (message := await receive()).get("more_body"):
            pass
        if message["type"] == "http.disconnect":
            return
        await asyncio.sleep(WORK_S)
    path = scope["raw_path"]
    headers = [(b"content-length", b"%d" % len(path))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": path})


def replies(content):
    """Return what is answered until the connection is closed: paths, and statuses of problems."""

    async def talk():
        config = ServerConfig(application, lifespan="off", log_config=None, timeout_keep_alive=0.1)
        config.load()
        config.connection_limits = LIMITS
        server = await asyncio.get_running_loop().create_server(
            lambda: Connection(config=config, server_state=ServerState(), app_state={}),
            "127.0.0.1",
            0,
        )
        async with server, asyncio.timeout(10):
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            writer.write(content)
            received = await reader.read()
            writer.close()
            return received

    received = run(talk())
    found = re.findall(rb"HTTP/1\.1 (\d+) .*?\r\n\r\n(/[a-z]+)?", received, re.DOTALL)
    return [path.decode() or int(status) for status, path in found]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (A, ["/a"]),
        (A + b"\r\n\r\n", ["/a"]),
        (A + B, ["/a", "/b"]),
        (A + b"rubbish\r\n\r\n", ["/a", 400]),
        (A + B + b"rubbish\r\n\r\n" + A, ["/a", "/b", 400]),
        (A + b"GET /b", ["/a", 408]),
        (A + CHUNKS % b"/b", ["/a", 408]),
        (A + B + CHUNKS % b"/c", ["/a", "/b", 408]),
        (A + CHUNKS % b"/b" + b"rubbish\r\n", ["/a", 400]),
        (CHUNKS % b"/b" + b"rubbish\r\n", [400]),
        (CHUNKS % b"/b", [408]),
        (CHUNKS % b"/b" + b"0\r\n\r\n" + A, ["/b", "/a"]),
    ],
)
def test_replies_come_in_the_order_of_requests_and_refusals_last(content, expected, caplog):
    assert replies(content) == expected
    assert caplog.records == []


@pytest.mark.parametrize("rest", [b"", b"0\r\n\r\n", b"0\r\n\r\n" + A])
def test_reply_before_the_body_has_come_is_the_only_one_to_it(rest, caplog):
    expected = ["/early", "/a"] if rest.endswith(A) else ["/early"]
    assert replies(CHUNKS % b"/early" + rest) == expected
    assert caplog.records == []
