"""Lanes: so many at work, so many waiting, and who is refused when."""

import asyncio
import itertools

import pytest

from app.concurrency import limiter
from app.concurrency.limiter import Lane, Ticket
from app.http.problems import Overloaded
from tests.support.event_loop import run


@pytest.fixture
def clock(monkeypatch):
    """A function that moves the lanes' clock on by so many seconds."""
    now = [100.0]
    monkeypatch.setattr(limiter.time, "monotonic", lambda: now[0])

    def move(seconds):
        now[0] += seconds

    return move


async def enter(lane):
    """Start to enter, and go on as far as that goes without waiting."""
    task = asyncio.ensure_future(lane.enter())
    await turns()
    return task


async def fill(lane):
    """Let more come than may wait."""
    answers = asyncio.gather(*[await enter(lane) for _ in range(60)], return_exceptions=True)
    answers.add_done_callback(lambda _: None)


async def turns():
    for _ in range(5):
        await asyncio.sleep(0)


def test_as_many_as_fit_enter_at_once():
    async def scene():
        lane = Lane(2, 0)
        return [(await enter(lane)).done() for _ in range(2)]

    assert run(scene()) == [True, True]


def test_one_more_than_may_wait_is_refused_at_once():
    async def scene():
        lane = Lane(1, 2)
        tasks = [await enter(lane) for _ in range(4)]
        assert [task.done() for task in tasks] == [True, False, False, True]
        tasks[1].cancel(), tasks[2].cancel()
        return tasks[3].exception()

    refusal = run(scene())
    assert isinstance(refusal, Overloaded)
    assert refusal.headers == {"Retry-After": "1"}


def test_many_who_come_at_the_same_moment_are_counted():
    async def scene():
        lane = Lane(1, 3)

        async def visit():
            await lane.enter()
            lane.leave()

        return await asyncio.gather(*(visit() for _ in range(10)), return_exceptions=True)

    answers = run(scene())
    assert answers[:4] == [None] * 4
    assert all(isinstance(answer, Overloaded) for answer in answers[4:])


def test_those_who_wait_come_in_their_order():
    async def scene():
        lane = Lane(1, 9)
        order = []

        async def visit(name):
            await lane.enter()
            order.append(name)
            await asyncio.sleep(0)
            lane.leave()

        await asyncio.gather(*(visit(k) for k in range(5)))
        return order, lane.waiting

    assert run(scene()) == ([0, 1, 2, 3, 4], 0)


def test_place_of_who_leaves_while_waiting_goes_to_the_next():
    async def scene():
        lane = Lane(1, 2)
        _, second, third = [await enter(lane) for _ in range(3)]
        second.cancel()
        lane.leave()
        await turns()
        assert third.done()
        lane.leave()
        return (await enter(lane)).done()

    assert run(scene())


def test_who_leaves_at_the_moment_of_its_turn_passes_it_on():
    async def scene():
        lane = Lane(1, 2)
        _, second, third = [await enter(lane) for _ in range(3)]
        lane.leave()  # it is the turn of the second, who does not know yet
        second.cancel()
        await turns()
        return second.cancelled(), third.done()

    assert run(scene()) == (True, True)


def test_burst_is_served_however_long_it_waits(clock):
    async def scene():
        lane = Lane(1, 9)
        waiting = [await enter(lane) for _ in range(10)][1:]
        for _ in waiting:
            clock(5)
            lane.leave()
            await turns()
        return [task.exception() for task in waiting]

    assert run(scene()) == [None] * 9


class Scene:
    """A lane with one place, where every request takes so long, and what came of each."""

    def __init__(self, clock, room, each_s=1.0):
        self.lane, self._clock, self._each_s = Lane(1, room), clock, each_s
        self._now, self._ends = 0.0, None
        self._waiting = []
        self.waits, self.refused = [], 0

    async def ask(self, count, per_second):
        """Let so many requests come at this rate; note how long each waits that is let in."""
        for _ in range(count):
            await self._pass(1 / per_second)
            task = await enter(self.lane)
            if task.done() and task.exception():
                self.refused += 1
            else:
                self._waiting.append((task, self._now))
                self._begin()

    async def _pass(self, seconds):
        end = self._now + seconds
        while self._ends is not None and self._ends <= end:
            self._move_to(self._ends)
            self._ends = None
            self.lane.leave(self._each_s)
            await turns()
            self._begin()
        self._move_to(end)

    def _begin(self):
        if self._ends is None and self._waiting:
            task, came = self._waiting.pop(0)
            assert task.done()
            self.waits.append(self._now - came)
            self._ends = self._now + self._each_s

    def _move_to(self, moment):
        self._clock(moment - self._now)
        self._now = moment


def test_when_more_is_asked_than_can_be_served_nobody_waits(clock):
    async def scene():
        scene = Scene(clock, 5)
        await scene.ask(40, 2.0)
        scene.waits.clear()
        await scene.ask(200, 2.3)
        return scene

    overloaded = run(scene())
    assert max(overloaded.waits) == 0
    assert overloaded.refused > 100
    assert len(overloaded.waits) > 60  # and yet the lane is at work nearly all the time


def test_when_short_requests_are_too_many_a_few_wait_for_about_a_millisecond(clock):
    each_s = 2e-4

    async def scene():
        scene = Scene(clock, 32, each_s)
        await scene.ask(200, 2 / each_s)
        scene.waits.clear()
        await scene.ask(2000, 2.3 / each_s)
        return scene

    overloaded = run(scene())
    assert each_s < max(overloaded.waits) <= limiter.WAIT_S
    assert len(overloaded.waits) > 0.8 * 2000 / 2.3  # the lane is hardly ever idle


def test_lane_of_several_places_lets_as_many_times_more_wait():
    async def scene(places):
        lane = Lane(places, 20)
        for _ in range(places):
            await lane.enter()
            lane.leave(3e-4)  # 4e-4 with what is around it
        await fill(lane)
        task = await enter(lane)
        while task.done():  # it was refused
            lane.leave(3e-4)
            task = await enter(lane)
        return lane.waiting

    assert run(scene(1)) == 2
    assert run(scene(3)) == 7


def test_requests_that_were_wrong_do_not_count_in_what_one_takes(clock):
    async def scene():
        lane = Lane(1, 9)
        ticket = Ticket(lane, Lane(1, 0))
        await ticket.enter(lane)
        clock(5e-4)
        ticket.leave(done=True)
        for _ in range(50):
            await ticket.enter(lane)
            clock(1e-6)
            ticket.leave()
        await fill(lane)
        for _ in range(9):
            lane.leave()
            await turns()
        await fill(lane)
        return lane.waiting

    assert run(scene()) == 1  # two would wait for more than a millisecond


def test_what_can_be_served_is_let_in_again_soon_after_an_overload(clock):
    async def scene():
        scene = Scene(clock, 5)
        await scene.ask(100, 3.0)
        refused = scene.refused
        await scene.ask(60, 0.8)
        settled = scene.refused
        await scene.ask(500, 0.8)
        return refused, settled, scene.refused

    refused, settled, finally_refused = run(scene())
    assert refused > 50
    assert settled - refused < 30
    assert finally_refused == settled


def test_full_queue_of_those_who_ask_again_at_once_is_no_overload(clock):
    async def scene():
        scene = Scene(clock, 5)
        await scene.ask(6, 1000)
        await scene.ask(200, 1.0)
        return scene

    assert run(scene()).refused == 0


def test_free_lane_has_room_even_where_nobody_may_wait():
    async def scene():
        lane = Lane(1, 0)
        lane.expect_room()
        await lane.enter()
        with pytest.raises(Overloaded):
            lane.expect_room()
        lane.leave()
        lane.expect_room()

    run(scene())


@pytest.mark.parametrize(("each_s", "some"), [(None, 4), (2e-4, 4), (2.05e-3, 21)])
def test_only_some_are_refused_in_a_round_of_the_loop(each_s, some):
    async def scene():
        lane = Lane(1, 0)
        await lane.enter()
        lane.leave(each_s)
        tasks = [asyncio.ensure_future(lane.wait_to_refuse()) for _ in range(50)]
        done = [0]
        while not all(task.done() for task in tasks):
            await asyncio.sleep(0)
            done.append(sum(task.done() for task in tasks))
        return [b - a for a, b in itertools.pairwise(done) if b > a]

    rounds = run(scene())
    assert set(rounds[:-1]) == {some}
    assert sum(rounds) == 50


def test_who_leaves_before_it_is_refused_holds_up_nobody():
    async def scene():
        lane = Lane(1, 0)
        tasks = [asyncio.ensure_future(lane.wait_to_refuse()) for _ in range(10)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        await asyncio.wait(tasks, timeout=10)
        return [task.cancelled() for task in tasks]

    assert run(scene()) == [True, False] * 5


def test_ticket_holds_one_place_at_a_time_and_leaves_once():
    async def scene():
        loop, threads = Lane(1, 0), Lane(1, 0)
        ticket = Ticket(loop, threads)
        await ticket.enter(loop)
        await ticket.enter(threads)
        assert (await enter(loop)).exception() is None
        ticket.leave()
        ticket.leave()
        return (await enter(threads)).exception(), (await enter(threads)).exception()

    free, full = run(scene())
    assert free is None
    assert isinstance(full, Overloaded)


def test_without_a_ticket_nobody_waits():
    run(limiter.enter_loop())
    run(limiter.enter_threads())
