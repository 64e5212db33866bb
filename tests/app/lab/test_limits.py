"""How many runs, how large, how long; and several server processes over one lab."""

import pytest

from tests.app.lab.service import LONG, SMALL, is_alive, wait_until

pytestmark = pytest.mark.mnist


def test_second_run_is_refused_while_one_trains_and_welcome_while_it_pauses(service):
    first = service.begin(LONG)
    service.wait_for(first, state="running")
    refused = service.ask("POST", "/lab/runs", SMALL)
    assert (refused.status, refused.body["type"]) == (409, "/problems/lab-busy")
    assert first in refused.body["detail"]
    assert service.ask("GET", "/lab").body["running"] == [first]

    service.act(first, "pause")
    trainer = service.trainer(first)
    second = service.begin(SMALL)
    wait_until(lambda: not is_alive(trainer))
    parked = service.run(first)
    assert parked["state"] == "paused"
    assert parked["problem"] == "It made room for another run; resume goes on from here."
    service.wait_for(second, state="finished")
    assert service.act(first, "step")["step"] == parked["step"] + 1


def test_resuming_is_refused_while_another_run_trains(service):
    first = service.begin(LONG)
    service.wait_for(first, state="running")
    service.act(first, "pause")
    service.wait_for(service.begin(LONG), state="running")
    refused = service.ask("POST", f"/lab/runs/{first}/resume")
    assert (refused.status, refused.body["type"]) == (409, "/problems/lab-busy")


def test_several_runs_train_at_once_if_they_may(serve):
    service = serve(inkling_lab_at_once=2)
    both = [service.begin(LONG), service.begin(LONG)]
    for name in both:
        service.wait_for(name, state="running", step=1)
    assert sorted(service.ask("GET", "/lab").body["running"]) == sorted(both)
    assert service.ask("POST", "/lab/runs", SMALL).status == 409
    trainers = [service.trainer(name) for name in both]
    service.end()
    wait_until(lambda: not any(map(is_alive, trainers)))


def test_no_more_runs_are_kept_than_may_be(serve):
    service = serve(inkling_lab_runs=1)
    name = service.begin(SMALL)
    service.wait_for(name, state="finished")
    refused = service.ask("POST", "/lab/runs", SMALL)
    assert (refused.status, refused.body["type"]) == (409, "/problems/lab-full")
    assert "expected fewer than 1 runs, got 1; delete some first" in refused.body["detail"]
    service.ask("DELETE", f"/lab/runs/{name}")
    assert service.ask("POST", "/lab/runs", SMALL).status == 201


def test_no_run_is_begun_that_may_take_more_of_the_disk_than_there_is(serve):
    service = serve(inkling_lab_bytes=2**24)
    refused = service.ask("POST", "/lab/runs", {**SMALL, "hidden": [1024, 1024]})
    assert (refused.status, refused.body["type"]) == (409, "/problems/lab-full")
    assert "16,777,216 bytes" in refused.body["detail"]
    assert service.ask("POST", "/lab/runs", SMALL).status == 201


def test_run_is_stopped_when_its_time_is_up(serve):
    service = serve(inkling_lab_minutes=0.01)
    name = service.begin({**LONG, "images": 3000})
    stopped = service.wait_for(name, state="stopped")
    assert stopped["problem"] == "The limit of 0.01 minutes of training was reached."
    assert 0.6 <= stopped["seconds"] < 30


def test_pauses_do_not_count_as_time_spent_training(serve):
    service = serve(inkling_lab_minutes=10)
    name = service.begin(LONG)
    service.wait_for(name, state="running")
    paused = service.act(name, "pause")
    after = service.act(name, "step")
    assert after["seconds"] - paused["seconds"] < 1


def test_several_workers_show_and_steer_the_same_runs(serve):
    service = serve(inkling_workers=2)
    name = service.begin(LONG)
    service.wait_for(name, state="running", step=1)
    for _ in range(5):  # whichever worker a connection meets
        assert service.act(name, "pause")["state"] == "paused"
        assert service.act(name, "resume")["state"] == "running"
    assert next(service.events(name)).data["state"] == "waiting"
    assert service.ask("POST", "/lab/runs", SMALL).status == 409
    trainer = service.trainer(name)
    service.end()
    wait_until(lambda: not is_alive(trainer))
    service.start(inkling_workers=2)
    assert service.run(name)["state"] == "paused"
    assert service.ask("DELETE", f"/lab/runs/{name}").status == 204
