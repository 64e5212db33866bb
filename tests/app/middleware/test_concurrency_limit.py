"""Queueing of requests with a body: their order, and their memory while they wait."""

import asyncio
import json

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.middleware import concurrency_limit
from app.middleware.concurrency_limit import MAX_ACTIVE, ConcurrencyLimitMiddleware
from tests.support.event_loop import run

LIMITS = {"max_waiting": 1, "max_total_bytes": 100, "body_timeout_s": 0.05}


class Request:
    """One request at the level of ASGI messages; `more` chunks arrive when they are put."""

    def __init__(self, path="/predict", body=b"x", complete=True):
        self.scope = {"type": "http", "method": "POST", "path": path, "headers": []}
        self.chunks = asyncio.Queue()
        self.sent = []
        self.put(body, complete)

    def put(self, body, complete):
        message = {"type": "http.request", "body": body, "more_body": not complete}
        self.chunks.put_nowait(message)

    def disconnect(self):
        self.chunks.put_nowait({"type": "http.disconnect"})

    async def send(self, message):
        self.sent.append(message)

    def start(self, app):
        return asyncio.create_task(app(self.scope, self.chunks.get, self.send))

    @property
    def status(self):
        return self.sent[0]["status"] if self.sent else None

    @property
    def problem(self):
        return json.loads(self.sent[1]["body"])["type"]


class Application:
    """Replies 200 with the size of the body when released."""

    def __init__(self):
        self.active = 0
        self.finish = asyncio.Event()

    async def __call__(self, scope, receive, send):
        self.active += 1
        message = await receive()
        await self.finish.wait()
        self.active -= 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"%d" % len(message["body"])})


async def settle():
    for _ in range(10):
        await asyncio.sleep(0)


def scenario(function):
    """Run a coroutine function of the application and the middleware around it."""

    async def started():
        application = Application()
        return await function(application, ConcurrencyLimitMiddleware(application, **LIMITS))

    return run(started())


def test_requests_beyond_the_limit_wait_and_those_beyond_the_queue_get_503():
    async def crowd(application, limited):
        requests = [Request() for _ in range(MAX_ACTIVE + 2)]
        tasks = [request.start(limited) for request in requests]
        await settle()
        active = application.active
        application.finish.set()
        await asyncio.gather(*tasks)
        return active, [request.status for request in requests], requests[-1].problem

    active, statuses, problem = scenario(crowd)
    assert active == MAX_ACTIVE
    assert statuses == [200] * (MAX_ACTIVE + 1) + [503]
    assert problem == "/problems/overloaded"


def test_body_in_chunks_reaches_the_application_whole():
    async def chunks(application, limited):
        application.finish.set()
        request = Request(body=b"abc", complete=False)
        task = request.start(limited)
        await settle()
        request.put(b"de", complete=True)
        await task
        return request.sent[1]["body"]

    assert scenario(chunks) == b"5"


def test_slow_bodies_hold_no_slot_and_get_408():
    async def slow_bodies(application, limited):
        application.finish.set()
        slow = [Request(complete=False) for _ in range(2 * MAX_ACTIVE)]
        tasks = [request.start(limited) for request in slow]
        await settle()
        other = Request()
        await other.start(limited)
        await asyncio.gather(*tasks)
        return other.status, {(request.status, request.problem) for request in slow}

    assert scenario(slow_bodies) == (200, {(408, "/problems/request-timeout")})


def test_clients_that_do_not_read_hold_no_slot():
    async def slow_readers(application, limited):
        application.finish.set()
        never = asyncio.Event()

        async def send_to_slow_reader(message):
            await never.wait()

        slow = [Request() for _ in range(2 * MAX_ACTIVE)]
        for request in slow:
            request.send = send_to_slow_reader
        tasks = []
        for request in slow:
            tasks.append(request.start(limited))
            await settle()
        other = Request()
        await other.start(limited)
        for task in tasks:
            task.cancel()
        return other.status

    assert scenario(slow_readers) == 200


def test_all_bodies_together_are_limited_and_their_bytes_are_given_back():
    async def large_bodies(application, limited):
        large, other = Request(body=bytes(80)), Request(body=bytes(21))
        task = large.start(limited)
        await settle()
        await other.start(limited)
        application.finish.set()
        await task
        again = Request(body=bytes(100))
        await again.start(limited)
        return large.status, other.status, other.problem, again.status

    assert scenario(large_bodies) == (200, 503, "/problems/overloaded", 200)


def test_client_that_disconnects_holds_nothing():
    async def disconnecting(application, limited):
        application.finish.set()
        for _ in range(2 * MAX_ACTIVE):
            request = Request(body=bytes(50), complete=False)
            request.disconnect()
            await request.start(limited)
        other = Request(body=bytes(100))
        await other.start(limited)
        return other.status

    assert scenario(disconnecting) == 200


def test_other_addresses_are_not_limited():
    async def other_addresses(application, limited):
        requests = [Request(path="/healthz") for _ in range(3 * MAX_ACTIVE)]
        tasks = [request.start(limited) for request in requests]
        await settle()
        active = application.active
        application.finish.set()
        await asyncio.gather(*tasks)
        return active

    assert scenario(other_addresses) == 3 * MAX_ACTIVE


@pytest.mark.parametrize("path", ["/predict", "/v2/models/seed/infer"])
def test_rejection_has_the_shape_of_its_address(settings, path):
    strict = settings.model_copy(update={"max_bodies_bytes": 2048})
    with TestClient(create_app(strict)) as client:
        reply = client.post(path, content=bytes(2049), headers={"Content-Type": "image/png"})
    assert reply.status_code == 503
    assert reply.headers["retry-after"] == "1"
    assert "x-request-id" in reply.headers
    assert ("error" if path.startswith("/v2") else "type") in reply.json()


def test_unfinished_large_bodies_leave_room_for_small_ones(monkeypatch):
    monkeypatch.setattr(concurrency_limit, "MAX_SMALL_BYTES", 10)

    async def large_bodies(application, limited):
        application.finish.set()
        large = [Request(body=b"x" * 20, complete=False) for _ in range(6)]
        tasks = [request.start(limited) for request in large]
        await settle()
        statuses = [request.status for request in large]
        small = Request(body=b"x" * 10)
        await small.start(limited)
        await asyncio.gather(*tasks)
        return small.status, statuses[:3], set(statuses[3:])

    assert scenario(large_bodies) == (200, [None] * 3, {503})


def test_operations_that_take_images_are_limited():
    paths = create_app().openapi()["paths"]
    bodies = {
        path: item["post"].get("requestBody") for path, item in paths.items() if "post" in item
    }
    with_drawings = [path for path, body in bodies.items() if "image/png" in json.dumps(body)]
    assert {"/predict", "/numbers", "/explain"} <= set(with_drawings)
    for path in with_drawings:
        assert path.startswith(concurrency_limit.PATHS), path
