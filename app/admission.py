"""How many requests may be at work at once, and how many may wait for that.

A request that reads drawings takes a place in a lane once its body is here, so that a client that
sends slowly holds none. There are two lanes: the event loop, which does one short piece of work at
a time, and the threads, which do the long ones (`app.threads`). A full lane refuses at once, and
the client is told when to come again.

When more is asked for than can be served, a queue is always full, and everyone who is let in waits
as long as the queue is. So once a request had to be refused, and until a second has passed without
any, those who have waited long are refused too, which keeps the wait of the others short:
controlled delay, after Nichols and Jacobson, "Controlling Queue Delay" (2012), and Maurer, "Fail at
Scale" (2015).
"""

import asyncio
import time
from collections import deque
from contextvars import ContextVar
from dataclasses import dataclass

from app.problems import Overloaded

RETRY_AFTER_S = 1

WARY_S = 1.0
"""For so long after a refusal nobody waits long."""

LONGEST_WAIT_S = 0.002
"""What is long then, or twice as long as work takes, if that is more."""


class Lane:
    """So many at work, so many waiting in the order in which they came."""

    def __init__(self, at_work: int, waiting: int) -> None:
        self._free = at_work
        self._most_waiting = waiting
        self._queue: deque[tuple[asyncio.Future[None], float]] = deque()
        self._refused_at = -WARY_S
        self._work_s = 0.0  # as it takes lately

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
        if self._free > 0:
            self._free -= 1
            await self._let_others_come()
            return
        now = time.monotonic()
        if len(self._queue) >= self._most_waiting:
            self._refused_at = now
            raise _overloaded(f"{self._most_waiting} requests wait already")
        turn = asyncio.get_running_loop().create_future()
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

    def leave(self, worked_s: float = 0.0) -> None:
        """Give the place to the next who waits, if there is one."""
        self._work_s += 0.1 * (worked_s - self._work_s)
        now = time.monotonic()
        longest_s = max(LONGEST_WAIT_S, 2 * self._work_s)
        while self._queue:
            turn, since = self._queue.popleft()
            if turn.done():  # its client has left
                continue
            if now - self._refused_at < WARY_S and now - since > longest_s:
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
    began_at: float = 0.0

    async def enter(self, lane: Lane) -> None:
        """Take a place in `lane`, and give up that in the other one."""
        if self.lane is lane:
            return
        self.leave()
        await lane.enter()
        self.lane, self.began_at = lane, time.monotonic()

    def leave(self) -> None:
        """Give up the place."""
        if self.lane is not None:
            lane, self.lane = self.lane, None
            lane.leave(time.monotonic() - self.began_at)


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
