"""The memory budget of decoded images."""

import threading

import pytest

from app.concurrency.memory import MIN_RESERVED_BYTES, MemoryBudget

WAIT_S = 20


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
