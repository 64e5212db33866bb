"""How many requests may be at work at once, and how many may wait for that.

A request that reads drawings takes a place in a lane once its body is here, so that a client that
sends slowly holds none. There are two lanes: the event loop, which does one short piece of work at
a time, and the threads, which do the long ones (`app.threads`). A full lane refuses at once, and
the client is told when to come again.

When more is asked for than can be served, a queue is always full, and everyone who is let in waits
as long as the queue is. So once demand has outgrown the queue, and until it has shrunk again,
nobody may wait: whoever finds a place then is served as fast as ever. A queue only has uses for
bursts (Maurer, "Fail at Scale", 2015). Demand is judged by all requests, refused ones too: judged
by refusals alone, a service that nobody may wait for would go on refusing under a load that it
could serve.
"""

import asyncio
import time
from collections import deque
from contextvars import ContextVar
from dataclasses import dataclass

from app.problems import Overloaded

RETRY_AFTER_S = 1

BEYOND = 16
"""So many requests beyond a full queue are remembered: demand has shrunk when these, too, could
have been served."""

AROUND_S = 1e-4
"""Reading a request and writing its reply take about so long, beside the work in its place."""

LEARNING = 0.1
"""How much one request counts in the mean time that they take."""


class Demand:
    """What is asked of a lane: the queue that there would be if nobody were refused."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._each_s = 0.0
        """What a request takes of the lane; not known before the first."""
        self._queue_s = 0.0
        self._counted_at = 0.0

    def count(self, room: int) -> None:
        """Count one more request, let in or not, beside a queue of at most `room`."""
        now = time.monotonic()
        most_s = (room + BEYOND) * self._each_s
        self._queue_s = min(self._left_s(now) + self._each_s, most_s)
        self._counted_at = now

    def exceeds(self, room: int) -> bool:
        """Tell whether it is more than a queue of `room` requests."""
        return self._left_s(time.monotonic()) > room * self._each_s

    def learn(self, taken_s: float) -> None:
        """Learn from a request that had its place for `taken_s`."""
        each_s = (taken_s + AROUND_S) / self._places
        share = LEARNING if self._each_s else 1
        self._each_s += share * (each_s - self._each_s)

    def _left_s(self, now: float) -> float:
        """Return the work of that queue that is still to do."""
        return max(0.0, self._queue_s - (now - self._counted_at))


class Lane:
    """So many at work, so many waiting in the order in which they came."""

    def __init__(self, at_work: int, waiting: int) -> None:
        self._free = at_work
        self._most_waiting = waiting
        self._queue: deque[asyncio.Future[None]] = deque()
        self._demand = Demand(at_work)

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
        room = self._most_waiting
        if len(self._queue) >= room or self._demand.exceeds(room):
            self._demand.count(room)
            raise Overloaded(
                "expected fewer requests at a time, got more than can be served",
                headers={"Retry-After": str(RETRY_AFTER_S)},
            )

    async def enter(self) -> None:
        """Return when it is this request's turn; `leave` gives the place to the next.

        Raises
        ------
        Overloaded
            If too many wait already, or more is asked for than can be served.
        """
        self.expect_room()
        self._demand.count(self._most_waiting)
        if self._free > 0:
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
            How long it was held, by a request that did its work.
        """
        if taken_s is not None:
            self._demand.learn(taken_s)
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
    entered_at: float = 0.0

    async def enter(self, lane: Lane) -> None:
        """Take a place in `lane`, and give up that in the other one."""
        if self.lane is lane:
            return
        self.leave()
        await lane.enter()
        self.lane, self.entered_at = lane, time.monotonic()

    def leave(self) -> None:
        """Give up the place."""
        if self.lane is not None:
            lane, self.lane = self.lane, None
            lane.leave(time.monotonic() - self.entered_at)


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
