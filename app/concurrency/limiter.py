"""How many requests may be at work at once, and how many may wait for that.

A request that reads drawings takes a place in a lane once its body is here, so that a client that
sends slowly holds none. There are two lanes: the event loop, which does one short piece of work at
a time, and the threads, which do the long ones (`app.concurrency.threads`). A full lane refuses at
once, and the client is told when to come again.

When more is asked for than can be served, a queue is always full, and everyone who is let in waits
as long as the queue is. So once the queue would be longer than it may be if nobody had been
refused, next to nobody may wait: whoever is let in then is served nearly as fast as ever. A queue
only has uses for bursts (Maurer, "Fail at Scale", 2015). Those who were refused stay in that
reckoning until the lane has stood idle for as long as they would have taken. Were the last refusal
what counts, a lane where nobody may wait would go on refusing under a load that it could serve.

Refusing takes time as well, on the same event loop. Clients that come again as soon as they are
refused would leave none for work, so only some are refused between two pieces of it, and the others
get their refusals some milliseconds later.
"""

import asyncio
import time
from collections import deque
from contextvars import ContextVar
from dataclasses import dataclass

from app.http.problems import Overloaded

RETRY_AFTER_S = 1

BEYOND = 16
"""So many of the refused, beyond a full queue, are kept in the reckoning."""

WAIT_S = 1e-3
"""For about so long a request may wait when more is asked for than can be served."""

AROUND_S = 1e-4
"""Reading a request and writing its reply take about so long, beside the work in its place."""

REFUSAL_S = 5e-5
"""Reading a request and refusing it take about so long."""

FEWEST = 4
"""So many are refused at least between two pieces of work."""

LEARNING = 0.1
"""The weight of the latest request in the moving average of what they take."""


def overloaded() -> Overloaded:
    """Return the problem of a request that could not be let in."""
    return Overloaded(
        "expected fewer requests at a time, got more than can be served",
        headers={"Retry-After": str(RETRY_AFTER_S)},
    )


class Lane:
    """So many at work, so many waiting in the order in which they came."""

    def __init__(self, at_work: int, waiting: int) -> None:
        self._places = at_work
        self._free = at_work
        self._most_waiting = waiting
        self._queue: deque[asyncio.Future[None]] = deque()
        self._each_s = 0.0
        """What a request takes that does all its work; not known before the first."""
        self._refused = 0.0
        """How many of the refused would still wait."""
        self._reckoned_at = 0.0
        self._refusals: deque[asyncio.Future[None]] = deque()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._queue)

    def expect_room(self) -> None:
        """Refuse a request at once that could not be let in.

        Raises
        ------
        Overloaded
            If too many wait already, or more is asked for than can be served.
        """
        if self._free > 0:
            return
        most = self._most_waiting
        if len(self._queue) + self._refused > most:
            served = self._places * WAIT_S / self._each_s if self._each_s else 0
            most = min(most, int(served))
        if len(self._queue) >= most:
            self._refused = min(self._refused + 1, self._most_waiting + BEYOND)
            raise overloaded()

    async def wait_to_refuse(self) -> None:
        """Return when there is time to refuse a request, which is soon."""
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        self._refusals.append(turn)
        if len(self._refusals) == 1:
            loop.call_soon(self._let_some_be_refused)
        await turn

    def _let_some_be_refused(self) -> None:
        """Give refusals half as much of this round of the event loop as a piece of work takes."""
        some = max(FEWEST, int(self._each_s / 2 / REFUSAL_S))
        for _ in range(min(some, len(self._refusals))):
            turn = self._refusals.popleft()
            if not turn.done():  # else its client has left
                turn.set_result(None)
        if self._refusals:
            asyncio.get_running_loop().call_soon(self._let_some_be_refused)

    async def enter(self) -> None:
        """Return when it is this request's turn; `leave` gives the place to the next.

        Raises
        ------
        Overloaded
            If too many wait already, or more is asked for than can be served.
        """
        self.expect_room()
        if self._free > 0:
            self._reckon()
            self._free -= 1
            await self._let_others_come()
            return
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

    def leave(self, taken_s: float | None = None) -> None:
        """Give the place to the next who waits, if there is one.

        Parameters
        ----------
        taken_s : float, optional
            How long it was held, by a request that did all its work: one that was wrong took less,
            and many of those must not let others wait longer.
        """
        if taken_s is not None:
            share = LEARNING if self._each_s else 1
            self._each_s += share * (taken_s + AROUND_S - self._each_s)
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():  # else its client has left
                turn.set_result(None)
                return
        self._reckon()
        self._free += 1

    def _reckon(self) -> None:
        """Take those of the refused out of the reckoning who could have been served meanwhile."""
        now = time.monotonic()
        idle_s = self._free * (now - self._reckoned_at)
        if idle_s > 0:
            served = idle_s / self._each_s if self._each_s else self._refused
            self._refused = max(0.0, self._refused - served)
        self._reckoned_at = now


@dataclass
class Ticket:
    """What a request holds of the lanes: a place in one of them, or none."""

    loop: Lane
    threads: Lane
    lane: Lane | None = None
    entered_at: float = 0.0

    async def enter(self, lane: Lane) -> None:
        """Take a place in `lane`, and give up that in the other one."""
        if self.lane is lane:
            return
        self.leave()
        await lane.enter()
        self.lane, self.entered_at = lane, time.monotonic()

    def leave(self, done: bool = False) -> None:
        """Give up the place, if it still holds one; `done` says that the work was all done."""
        if self.lane is not None:
            lane, self.lane = self.lane, None
            lane.leave(time.monotonic() - self.entered_at if done else None)


TICKET: ContextVar[Ticket | None] = ContextVar("ticket", default=None)
"""The ticket of the request that is being answered; `app.middleware.body_limit` hands it out and
takes it back."""


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
