"""Order, bounds and cancellation of the concurrency limiter."""

import asyncio

import pytest

from app.concurrency.limiter import ConcurrencyLimiter
from app.http.problems import Overloaded
from tests.support.event_loop import run


async def hold(limiter, order, name, finished):
    async with limiter:
        order.append(name)
        await finished.wait()


async def settle():
    for _ in range(5):
        await asyncio.sleep(0)


def test_waiters_enter_in_order_of_arrival():
    async def scenario():
        limiter, order = ConcurrencyLimiter(1, 3), []
        finished = {name: asyncio.Event() for name in "abc"}
        tasks = [
            asyncio.create_task(hold(limiter, order, name, event))
            for name, event in finished.items()
        ]
        await settle()
        orders = [list(order)]
        for event in finished.values():
            event.set()
            await settle()
            orders.append(list(order))
        await asyncio.gather(*tasks)
        return orders

    assert run(scenario()) == [["a"], ["a", "b"], ["a", "b", "c"], ["a", "b", "c"]]


def test_request_beyond_the_queue_is_rejected_with_retry_after():
    async def scenario():
        limiter, finished = ConcurrencyLimiter(2, 1), asyncio.Event()
        tasks = [asyncio.create_task(hold(limiter, [], k, finished)) for k in range(3)]
        await settle()
        with pytest.raises(Overloaded) as rejection:
            await limiter.__aenter__()
        finished.set()
        await asyncio.gather(*tasks)
        async with limiter:
            return rejection.value.headers

    assert run(scenario()) == {"Retry-After": "1"}


def test_requests_that_arrive_together_fill_the_queue_though_their_work_never_yields():
    async def work(limiter):
        try:
            async with limiter:
                return 200
        except Overloaded:
            return 503

    async def scenario():
        limiter = ConcurrencyLimiter(1, 2)
        return await asyncio.gather(*(work(limiter) for _ in range(5)))

    assert run(scenario()) == [200, 200, 200, 503, 503]


@pytest.mark.parametrize("turns", range(4))
def test_cancelled_request_gives_its_slot_back(turns):
    async def scenario():
        limiter, finished = ConcurrencyLimiter(1, 1), asyncio.Event()
        first = asyncio.create_task(hold(limiter, [], 1, finished))
        second = asyncio.create_task(hold(limiter, [], 2, finished))
        await settle()
        first.cancel()
        for _ in range(turns):  # the second waits, has just been woken, or is inside
            await asyncio.sleep(0)
        second.cancel()
        await asyncio.gather(first, second, return_exceptions=True)
        async with asyncio.timeout(5), limiter:
            return True

    assert run(scenario())
