"""The order of replies on a connection, and how long it waits behind a slow application."""

import asyncio
import logging
import re

from uvicorn.server import ServerState

from app.connection import Connection, Limits
from app.server import ServerConfig
from tests.loop import run

WORK_S = 1.5
"""Longer than the client has for what it sends."""

LIMITS = Limits(head_s=0.5, body_s=0.7, connections=100, root="")
A, B = (b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % path for path in (b"/a", b"/b"))
CHUNKS = b"POST %b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n"
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
    "no chunk": (CHUNKS % b"/b" + RUBBISH, [400]),
    "half a body": (CHUNKS % b"/b", [408]),
    "one behind a body": (CHUNKS % b"/b" + END + A, ["/b", "/a"]),
    "early reply to half a body": (CHUNKS % b"/early", ["/early"]),
    "early reply": (CHUNKS % b"/early" + END, ["/early"]),
    "one behind an early reply": (CHUNKS % b"/early" + END + A, ["/early", "/a"]),
}
"""What is sent, and what is answered until the connection is closed: paths, and statuses of
problems."""


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


async def talk(address, content):
    reader, writer = await asyncio.open_connection(*address)
    writer.write(content)
    received = await reader.read()
    writer.close()
    found = re.findall(rb"HTTP/1\.1 (\d+) .*?\r\n\r\n(/[a-z]+)?", received, re.DOTALL)
    return [path.decode() or int(status) for status, path in found]


async def all_scenes():
    config = ServerConfig(application, lifespan="off", log_config=None, timeout_keep_alive=0.5)
    config.load()
    config.connection_limits = LIMITS
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(config=config, server_state=ServerState(), app_state={}),
        "127.0.0.1",
        0,
    )
    async with server, asyncio.timeout(30):
        address = server.sockets[0].getsockname()
        answers = [talk(address, content) for content, _ in SCENES.values()]
        return dict(zip(SCENES, await asyncio.gather(*answers), strict=True))


def test_replies_come_in_the_order_of_requests_and_refusals_last(caplog):
    assert run(all_scenes()) == {name: expected for name, (_, expected) in SCENES.items()}
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
