"""The memory budget of decoded images."""

import asyncio
import threading

import anyio
import pytest

from app.concurrency import threads
from app.concurrency.memory import MIN_RESERVED_BYTES, MemoryBudget
from tests.support.event_loop import run

WAIT_S = 20


def reserve_in_thread(budget, size_bytes, order):
    with budget.reserve(size_bytes):
        order.append(size_bytes)


async def until_waiting(budget, count):
    with anyio.fail_after(WAIT_S):
        while len(budget._waiters) < count:
            await asyncio.sleep(0)


def test_reservation_beyond_the_budget_waits_for_a_release():
    budget, order = MemoryBudget(3 * MIN_RESERVED_BYTES), []
    started = threading.Event()

    def reserve_second():
        started.set()
        with budget.reserve(2 * MIN_RESERVED_BYTES):
            order.append("second")

    with budget.reserve(2 * MIN_RESERVED_BYTES):
        second = threading.Thread(target=reserve_second)
        second.start()
        assert started.wait(WAIT_S)
        order.append("first")
    second.join(WAIT_S)
    assert order == ["first", "second"]


def test_reservation_is_released_after_an_error():
    budget = MemoryBudget(MIN_RESERVED_BYTES)
    for _ in range(3):
        with pytest.raises(ValueError, match="damaged"), budget.reserve(MIN_RESERVED_BYTES):
            raise ValueError("damaged")
    with budget.reserve(MIN_RESERVED_BYTES):
        assert budget.reserved_bytes == MIN_RESERVED_BYTES


def test_reservation_of_a_small_image_never_waits():
    budget = MemoryBudget(MIN_RESERVED_BYTES)
    with budget.reserve(MIN_RESERVED_BYTES), budget.reserve(MIN_RESERVED_BYTES - 1):
        assert budget.reserved_bytes == MIN_RESERVED_BYTES


def test_reservations_never_exceed_the_budget():
    budget = MemoryBudget(5 * MIN_RESERVED_BYTES)
    highest = []

    def reserve(count):
        for _ in range(50):
            with budget.reserve(count * MIN_RESERVED_BYTES):
                highest.append(budget.reserved_bytes)

    threads = [threading.Thread(target=reserve, args=(1 + k % 5,)) for k in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_S)
    assert len(highest) == 500
    assert max(highest) <= budget.max_bytes


def test_waiter_whose_client_leaves_stops_before_a_release():
    budget, order = MemoryBudget(MIN_RESERVED_BYTES), []

    async def scenario():
        with budget.reserve(MIN_RESERVED_BYTES), anyio.fail_after(WAIT_S):
            with anyio.CancelScope() as scope:
                work = asyncio.create_task(until_waiting(budget, 1))
                work.add_done_callback(lambda _: scope.cancel())
                await threads.run_in_thread(reserve_in_thread, budget, MIN_RESERVED_BYTES, order)
            await work
            assert scope.cancelled_caught

    run(scenario())
    assert order == []
    assert budget.reserved_bytes == 0


def test_waiter_whose_client_leaves_holds_up_nobody_behind_it():
    small, large = MIN_RESERVED_BYTES, 3 * MIN_RESERVED_BYTES
    budget, order = MemoryBudget(large), []

    async def scenario():
        with budget.reserve(small), anyio.fail_after(WAIT_S):
            async with anyio.create_task_group() as group:
                with anyio.CancelScope() as scope:
                    group.start_soon(cancel_when_two_wait, group, scope)
                    await threads.run_in_thread(reserve_in_thread, budget, large, order)

    async def cancel_when_two_wait(group, scope):
        await until_waiting(budget, 1)
        group.start_soon(threads.run_in_thread, reserve_in_thread, budget, small, order)
        await until_waiting(budget, 2)
        scope.cancel()

    run(scenario())
    assert order == [small]
    assert budget.reserved_bytes == 0
