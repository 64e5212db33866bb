"""Limits of a real service, and several server processes over one lab."""

import pytest

from tests.integration.lab.service import LONG, SMALL, is_alive, wait_until

pytestmark = pytest.mark.mnist


def test_second_run_starts_only_while_the_first_is_paused(service):
    first = service.start_run(LONG)
    service.wait_for(first, state="running")
    refused = service.ask("POST", "/lab/runs", SMALL)
    assert (refused.status, refused.body["type"]) == (409, "/problems/lab-busy")
    assert first in refused.body["detail"]
    assert service.ask("GET", "/lab").body["running"] == [first]

    service.control(first, "pause")
    trainer = service.trainer(first)
    second = service.start_run(LONG)
    wait_until(lambda: not is_alive(trainer))
    suspended = service.run(first)
    assert suspended["state"] == "paused"
    assert suspended["problem"] == "Suspended to make room for another run; resume to continue."
    service.wait_for(second, state="running")
    refused = service.ask("POST", f"/lab/runs/{first}/resume")
    assert (refused.status, refused.body["type"]) == (409, "/problems/lab-busy")

    service.control(second, "stop")
    assert service.control(first, "step")["step"] == suspended["step"] + 1


def test_several_runs_train_at_once_within_the_limit(serve):
    service = serve(inkling_lab_at_once=2)
    both = [service.start_run(LONG), service.start_run(LONG)]
    for name in both:
        service.wait_for(name, state="running", step=1)
    assert sorted(service.ask("GET", "/lab").body["running"]) == sorted(both)
    assert service.ask("POST", "/lab/runs", SMALL).status == 409
    trainers = [service.trainer(name) for name in both]
    service.end()
    wait_until(lambda: not any(map(is_alive, trainers)))


def test_run_beyond_the_limits_is_refused_or_stopped(serve):
    narrow = serve(inkling_lab_runs=2, inkling_lab_bytes=2**24, inkling_lab_minutes=0.01)
    refused = narrow.ask("POST", "/lab/runs", {**SMALL, "hidden": [1024, 1024]})
    assert (refused.status, refused.body["type"]) == (409, "/problems/lab-full")
    assert "16,777,216 bytes" in refused.body["detail"]

    first = narrow.start_run({**LONG, "images": 3000})
    stopped = narrow.wait_for(first, state="stopped")
    assert stopped["problem"] == "The limit of 0.01 minutes of training was reached."
    assert 0.6 <= stopped["seconds"] < 30

    second = narrow.start_run(SMALL)
    wait_until(lambda: narrow.run(second)["finished"])
    refused = narrow.ask("POST", "/lab/runs", SMALL)
    assert (refused.status, refused.body["type"]) == (409, "/problems/lab-full")
    assert "The maximum of 2 runs is reached; delete some first." in refused.body["detail"]
    narrow.ask("DELETE", f"/lab/runs/{first}")
    assert narrow.ask("POST", "/lab/runs", SMALL).status == 201


def test_several_workers_control_the_same_runs(serve):
    service = serve(inkling_workers=2)
    name = service.start_run(LONG)
    service.wait_for(name, state="running", step=1)
    for _ in range(5):  # whichever worker a connection meets
        assert service.control(name, "pause")["state"] == "paused"
        assert service.control(name, "resume")["state"] == "running"
    assert next(service.events(name)).data["state"] == "waiting"
    assert service.ask("POST", "/lab/runs", SMALL).status == 409
    trainer = service.trainer(name)
    service.end()
    wait_until(lambda: not is_alive(trainer))
    service.start(inkling_workers=2)
    assert service.run(name)["state"] == "paused"
    assert service.ask("DELETE", f"/lab/runs/{name}").status == 204
