"""Concurrency limiter with a bounded wait queue."""

import asyncio
from types import TracebackType

from app.http import unavailable


class ConcurrencyLimiter:
    """Semaphore with a limit on waiters, as an asynchronous context manager.

    Parameters
    ----------
    max_active : int
        Requests inside of the block at the same time.
    max_waiting : int
        Requests that may wait to enter it, first come, first served.
    """

    def __init__(self, max_active: int, max_waiting: int) -> None:
        self._slots = asyncio.Semaphore(max_active)
        self._max_waiting = max_waiting
        self._waiting = 0

    async def __aenter__(self) -> None:
        """Acquire a slot.

        Raises
        ------
        app.http.problems.Overloaded
            If all slots are taken and the queue is full.
        """
        if self._slots.locked() and self._waiting >= self._max_waiting:
            raise unavailable.queue_full()
        self._waiting += 1
        try:
            await self._slots.acquire()
        finally:
            self._waiting -= 1
        try:
            # Short work never yields to the event loop, so requests that arrived together would
            # each find a free slot and the queue could never fill: let them all arrive first.
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            self._slots.release()
            raise

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Release the slot and wake the next waiter, if any."""
        self._slots.release()
