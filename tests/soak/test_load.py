"""Load: twice the capacity, many concurrent clients, and a long run at 80 % of the capacity."""

import asyncio
import os
import urllib.request
from pathlib import Path

import pytest

from app.middleware.concurrency_limit import MAX_ACTIVE
from app.settings import Settings
from benchmarks.drawings import forms
from benchmarks.server import running_server
from tests.soak.clients import Clients
from tests.support.summary import add_summary

pytestmark = pytest.mark.soak

LOAD_S = float(os.environ.get("INKLING_LOAD_SECONDS", "30"))
SOAK_S = float(os.environ.get("INKLING_SOAK_SECONDS", "600"))
WARM_UP = 300
UNLOADED = 1000
CAPACITY_S = 5.0
CROWD, CROWD_S = 200, 10.0
"""More clients than may wait."""

MEGABYTE = 2**20


@pytest.fixture
def server():
    with running_server() as server:
        yield server


@pytest.fixture
def clients(server):
    return Clients(server.port, forms()[0].body)


def open_files(pid):
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def healthy(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as reply:
        return reply.status == 200


def test_overload_at_twice_the_capacity_gets_200_or_503(server, clients):
    async def scenario():
        await clients.one_by_one(WARM_UP)
        unloaded = await clients.one_by_one(UNLOADED)
        capacity = len((await clients.together(2, CAPACITY_S)).seconds) / CAPACITY_S
        await clients.at_rate(2 * capacity, 2)
        before = server.resident_bytes()
        loop = asyncio.get_running_loop()
        checks = []

        async def check_health():
            while True:
                checks.append(await loop.run_in_executor(None, healthy, server.port))
                await asyncio.sleep(0.5)

        checking = asyncio.ensure_future(check_health())
        loaded = await clients.at_rate(2 * capacity, LOAD_S)
        checking.cancel()
        await clients.close()
        return unloaded, capacity, loaded, server.resident_bytes() - before, checks

    unloaded, capacity, loaded, grown, checks = asyncio.run(scenario())
    add_summary(
        f"load: {2 * capacity:.0f} requests a second for {LOAD_S:g} s, twice what is served; "
        f"{loaded.statuses[200]} served, {loaded.statuses[503]} refused, "
        f"{loaded.statuses[0]} without an answer, {loaded.late} not sent; "
        f"p99 {loaded.percentile_ms(99):.1f} ms, unloaded {unloaded.percentile_ms(99):.1f} ms "
        f"(medians {loaded.percentile_ms(50):.1f} and {unloaded.percentile_ms(50):.1f}); "
        f"memory {grown / MEGABYTE:+.1f} MB; {len(checks)} checks of /healthz"
    )
    assert set(loaded.statuses) <= {200, 503}
    assert loaded.statuses[200] > 0.6 * capacity * LOAD_S
    assert loaded.statuses[503] > 0
    queue_ms = 1000 * (Settings().max_waiting + MAX_ACTIVE) / capacity
    assert loaded.percentile_ms(99) <= unloaded.percentile_ms(99) + 3 * queue_ms
    assert grown < 8 * MEGABYTE
    assert checks
    assert all(checks)


def test_clients_that_retry_at_once_leave_time_for_work(server, clients):
    async def scenario():
        await clients.one_by_one(WARM_UP)
        capacity = len((await clients.together(2, CAPACITY_S)).seconds) / CAPACITY_S
        crowd = await clients.together(CROWD, CROWD_S)
        await clients.close()
        return capacity, crowd

    capacity, crowd = asyncio.run(scenario())
    share = crowd.statuses[200] / (capacity * CROWD_S)
    add_summary(
        f"crowd: {CROWD} clients without a pause for {CROWD_S:g} s; "
        f"{crowd.statuses[200]} served, {share:.0%} of capacity, {crowd.statuses[503]} refused, "
        f"{crowd.statuses[0]} without an answer; p99 {crowd.percentile_ms(99):.1f} ms"
    )
    assert set(crowd.statuses) <= {200, 503}
    assert share > 0.2


def test_steady_load_leaks_no_memory_or_files(server, clients):
    async def scenario():
        await clients.one_by_one(WARM_UP)
        capacity = len((await clients.together(2, CAPACITY_S)).seconds) / CAPACITY_S
        settling = await clients.at_rate(0.8 * capacity, max(5.0, SOAK_S / 10))
        before = server.resident_bytes(), open_files(server.pid)
        worked = await clients.at_rate(0.8 * capacity, SOAK_S)
        after = server.resident_bytes(), open_files(server.pid)
        await clients.close()
        return capacity, settling, worked, after[0] - before[0], after[1] - before[1]

    capacity, _, worked, grown, files = asyncio.run(scenario())
    add_summary(
        f"soak: {0.8 * capacity:.0f} requests a second for {SOAK_S:g} s; "
        f"{worked.statuses[200]} served, {worked.statuses[503]} refused, "
        f"{worked.statuses[0]} lost; memory {grown / MEGABYTE:+.2f} MB, open files {files:+d}"
    )
    assert set(worked.statuses) <= {200, 503}
    assert worked.statuses[503] < 0.01 * worked.statuses[200]
    assert grown < 2 * MEGABYTE
    assert files <= 8
