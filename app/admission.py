"""How many requests may be at work at once, and how many may wait for that.

A request that reads drawings takes a place in a lane once its body is here, so that a client that
sends slowly holds none. There are two lanes: the event loop, which does one short piece of work at
a time, and the threads, which do the long ones (`app.threads`). A full lane refuses at once, and
the client is told when to come again.

A queue that has not been empty for a while is no burst but more than can be served. Then those who
have waited longest are refused rather than served late, which keeps the wait of all others short:
controlled delay, after Nichols and Jacobson, "Controlling Queue Delay" (2012), in the form for
servers of Maurer, "Fail at Scale" (2015).
"""

import asyncio
import time
from collections import deque
from contextvars import ContextVar
from dataclasses import dataclass

from app.problems import Overloaded

RETRY_AFTER_S = 1

STANDING_AFTER_S = 0.1
"""A queue that was never empty for so long is a standing one."""

LONGEST_WAIT_S = 0.005
"""In a standing queue nobody is served who has waited longer."""

WARY_S = 1.0
"""For so long after a refusal any queue counts as a standing one."""


class Lane:
    """So many at work, so many waiting in the order in which they came."""

    def __init__(self, at_work: int, waiting: int) -> None:
        self._free = at_work
        self._most_waiting = waiting
        self._queue: deque[tuple[asyncio.Future[None], float]] = deque()
        self._empty_at = 0.0
        self._refused_at = -WARY_S

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._queue)

    async def enter(self) -> None:
        """Return when it is this request's turn; `leave` gives the place to the next.

        Raises
        ------
        Overloaded
            If too many wait already, or the wait would be too long.
        """
        now = time.monotonic()
        if self._free > 0:
            self._free -= 1
            self._empty_at = now
            await self._let_others_come()
            return
        if len(self._queue) >= self._most_waiting:
            raise _overloaded(f"{self._most_waiting} requests wait already")
        turn = asyncio.get_running_loop().create_future()
        if not self._queue:
            self._empty_at = now
        self._queue.append((turn, now))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.leave()  # the turn came at the moment in which the client left
            raise

    async def _let_others_come(self) -> None:
        """Count all who came at the same moment before work begins, so that too many show."""
        try:
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            self.leave()
            raise

    def leave(self) -> None:
        """Give the place to the next who waits, if there is one."""
        now = time.monotonic()
        standing = now - self._empty_at > STANDING_AFTER_S or now - self._refused_at < WARY_S
        while self._queue:
            turn, since = self._queue.popleft()
            if not self._queue:
                self._empty_at = now
            if turn.done():  # its client has left
                continue
            if standing and now - since > LONGEST_WAIT_S:
                self._refused_at = now
                turn.set_exception(_overloaded("the wait would be too long"))
                continue
            turn.set_result(None)
            return
        self._free += 1


def _overloaded(reason: str) -> Overloaded:
    return Overloaded(
        f"expected fewer requests at a time, got more than can be served: {reason}",
        headers={"Retry-After": str(RETRY_AFTER_S)},
    )


@dataclass
class Ticket:
    """What a request holds of the lanes: a place in one of them, or none."""

    loop: Lane
    threads: Lane
    lane: Lane | None = None

    async def enter(self, lane: Lane) -> None:
        """Take a place in `lane`, and give up that in the other one."""
        if self.lane is lane:
            return
        self.leave()
        await lane.enter()
        self.lane = lane

    def leave(self) -> None:
        """Give up the place."""
        if self.lane is not None:
            lane, self.lane = self.lane, None
            lane.leave()


TICKET: ContextVar[Ticket | None] = ContextVar("ticket", default=None)
"""The ticket of the request that is being answered; `app.bodies` hands it out and takes it back."""


async def enter_loop() -> None:
    """Wait until this request may work on the event loop; with a place in either lane it may."""
    ticket = TICKET.get()
    if ticket is not None and ticket.lane is None:
        await ticket.enter(ticket.loop)


async def enter_threads() -> None:
    """Wait until this request may work in a thread."""
    ticket = TICKET.get()
    if ticket is not None:
        await ticket.enter(ticket.threads)
