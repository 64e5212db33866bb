"""How many requests may be at work at once, and how many may wait for that.

A request that reads drawings takes a place in a lane once its body is here, so that a client that
sends slowly holds none. There are two lanes: the event loop, which does one short piece of work at
a time, and the threads, which do the long ones (`app.threads`). A full lane refuses at once, and
the client is told when to come again.

When more is asked for than can be served, a queue is always full, and everyone who is let in waits
as long as the queue is. So once a request had to be refused, and until a second has passed without
any, next to nobody may wait: whoever is let in then is served nearly as fast as ever. A short queue
is enough to keep the service at work, a long one only has uses for bursts (Maurer, "Fail at Scale",
2015).
"""

import asyncio
import time
from collections import deque
from contextvars import ContextVar
from dataclasses import dataclass

from app.problems import Overloaded

RETRY_AFTER_S = 1

WARY_S = 1.0
"""For so long after a refusal few may wait."""

FEW = 2


class Lane:
    """So many at work, so many waiting in the order in which they came."""

    def __init__(self, at_work: int, waiting: int) -> None:
        self._free = at_work
        self._most_waiting = waiting
        self._queue: deque[asyncio.Future[None]] = deque()
        self._refused_at = -WARY_S

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._queue)

    def expect_room(self) -> None:
        """Refuse a request at once that could not be let in.

        Raises
        ------
        Overloaded
            If too many wait already.
        """
        waiting = len(self._queue)
        if waiting < FEW and waiting < self._most_waiting:
            return
        now = time.monotonic()
        wary = now - self._refused_at < WARY_S
        most = min(FEW, self._most_waiting) if wary else self._most_waiting
        if self._free == 0 and waiting >= most:
            self._refused_at = now
            raise Overloaded(
                "expected fewer requests at a time, got more than can be served",
                headers={"Retry-After": str(RETRY_AFTER_S)},
            )

    async def enter(self) -> None:
        """Return when it is this request's turn; `leave` gives the place to the next.

        Raises
        ------
        Overloaded
            If too many wait already.
        """
        if self._free > 0:
            self._free -= 1
            await self._let_others_come()
            return
        self.expect_room()
        turn = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
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
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():  # else its client has left
                turn.set_result(None)
                return
        self._free += 1


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
