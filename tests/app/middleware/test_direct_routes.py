"""Routes that are called without the router."""

import asyncio

import pytest
from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect

from app.http.problems import NotReady
from app.middleware.direct_routes import DirectRoutesMiddleware

router = APIRouter()


@router.post("/length")
async def length(request: Request) -> Response:
    return Response(str(len(await request.body())))


@router.post("/gone")
async def gone(request: Request) -> Response:
    raise ClientDisconnect


@router.post("/early")
async def early(request: Request) -> Response:
    raise NotReady("not yet", headers={"Retry-After": "1"})


def messages_for(method, path, root_path=""):
    """Return what the middleware sends for a request whose body is `abc`."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"abc", "more_body": False}

    async def send(message):
        sent.append(message)

    async def application(scope, receive, send):
        await send({"type": "passed on"})

    scope = {"type": "http", "method": method, "path": path, "root_path": root_path, "headers": []}
    middleware = DirectRoutesMiddleware(application, router.routes)
    asyncio.run(middleware(scope, receive, send))
    return sent


@pytest.mark.parametrize("root_path", ["", "/digits"])
def test_direct_route_is_called_with_the_request(root_path):
    start, body = messages_for("POST", f"{root_path}/length", root_path)
    assert start["status"] == 200
    assert body["body"] == b"3"


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/length"), ("POST", "/length/"), ("POST", "/other")]
)
def test_other_request_is_passed_on(method, path):
    assert messages_for(method, path) == [{"type": "passed on"}]


def test_problem_of_direct_route_becomes_its_response():
    start, body = messages_for("POST", "/early")
    assert start["status"] == 503
    assert (b"retry-after", b"1") in start["headers"]
    assert b"not yet" in body["body"]


def test_disconnected_client_of_direct_route_is_answered_400_for_the_log():
    start, _ = messages_for("POST", "/gone")
    assert start["status"] == 400
