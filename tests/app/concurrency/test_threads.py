"""Work in threads: large bodies one at a time, and cancellation when the client leaves."""

import asyncio
import gc
import threading

import pytest
from starlette.requests import ClientDisconnect, Request

from app.concurrency import threads
from tests.support.event_loop import run

WAIT_S = 20
LARGE = bytes(threads.MAX_INLINE_BYTES + 1)


class Client:
    """A client that has sent its request and may leave."""

    def __init__(self):
        self.messages = asyncio.Queue()
        self.request = Request({"type": "http"}, self.messages.get)

    async def leave(self):
        self.messages.put_nowait({"type": "http.disconnect"})
        for _ in range(5):
            await asyncio.sleep(0)


def start(client, body=b"", parse=list, compute=len, is_expensive=True):
    work = threads.parse_and_compute(client.request, body, parse, lambda _: is_expensive, compute)
    return asyncio.create_task(work)


def test_work_stops_at_its_next_check_when_the_client_leaves():
    started, left = threading.Event(), threading.Event()
    parts = []

    def compute(_):
        for part in range(100):
            threads.check_cancelled()
            parts.append(part)
            started.set()
            assert left.wait(WAIT_S)

    async def scenario():
        client = Client()
        work = start(client, compute=compute)
        assert await asyncio.to_thread(started.wait, WAIT_S)
        await client.leave()
        left.set()
        with pytest.raises(ClientDisconnect):
            await work

    run(scenario())
    assert parts == [0]


def test_checks_let_other_threads_run_and_never_pause_the_event_loop(monkeypatch):
    pauses = []
    monkeypatch.setattr(threads.time, "sleep", lambda _: pauses.append(threading.get_ident()))

    async def scenario():
        await start(Client(), compute=lambda _: threads.check_cancelled())
        threads.check_cancelled()
        await start(Client(), compute=lambda _: threads.check_cancelled(), is_expensive=False)

    run(scenario())
    assert len(pauses) == 1
    assert threading.get_ident() not in pauses


def test_work_of_a_client_that_left_in_the_queue_is_never_begun():
    parsed = []

    async def scenario():
        client = Client()
        client.messages.put_nowait({"type": "http.disconnect"})
        with pytest.raises(ClientDisconnect):
            await start(client, LARGE, parse=lambda: parsed.append(1))

    run(scenario())
    assert parsed == []


@pytest.mark.parametrize("is_expensive", [True, False])
@pytest.mark.parametrize("body", [b"", LARGE])
def test_work_of_a_client_that_stays_is_finished(body, is_expensive):
    def compute(items):
        threads.check_cancelled()
        return sum(items)

    async def scenario():
        return await start(Client(), body, lambda: [1, 2], compute, is_expensive)

    assert run(scenario()) == 3


def test_large_bodies_are_parsed_one_at_a_time():
    active, highest = [], []

    def parse():
        active.append(1)
        highest.append(len(active))
        active.pop()
        return []

    async def scenario():
        await asyncio.gather(*(start(Client(), LARGE, parse) for _ in range(20)))

    run(scenario())
    assert highest == [1] * 20


def test_collector_is_off_only_while_a_large_body_is_parsed():
    results = []

    def parse():
        results.append(gc.isenabled())
        raise ValueError("invalid")

    async def scenario():
        with pytest.raises(ValueError, match="invalid"):
            await start(Client(), LARGE, parse)

    run(scenario())
    assert results == [False]
    assert gc.isenabled()
