"""Kills and restarts: no run is lost, no process is left, and no bit differs in the end."""

import os
import signal
import sqlite3
import subprocess
from contextlib import closing

import numpy as np
import pytest

from model.serialization import model_file
from tests.app.lab.service import LONG, is_alive, wait_until

pytestmark = pytest.mark.mnist

LIVELY = {
    "hidden": [12],
    "images": 2000,
    "batch_size": 10,
    "epochs": 40,
    "schedule": "cosine",
    "augmentation": True,
}
"""Eight thousand batches: some seconds, even on a machine with nothing else to do."""


@pytest.fixture(scope="module")
def whole(serve_module):
    """The weights of the lively run that nobody disturbed."""
    service = serve_module()
    name = service.begin(LIVELY)
    service.wait_for(name, state="finished")
    return model_file.load(service.lab / name / f"{name}.safetensors").weights


def expect_same(service, name, whole) -> None:
    run = service.wait_for(name, state="finished")
    assert (run["epoch"], run["step"]) == (40, 8000)
    trained = model_file.load(service.lab / name / f"{name}.safetensors").weights
    assert all(np.array_equal(a, b) for a, b in zip(trained, whole, strict=True))
    expect_told_once(service, name)


def expect_told_once(service, name) -> None:
    """Expect that no step and no epoch is told twice, or left out at the end."""
    events = service.ask("GET", f"/lab/runs/{name}/history").body["events"]
    ids = [event["id"] for event in events]
    assert ids == sorted(set(ids))
    steps = [event["data"]["step"] for event in events if event["event"] == "batch"]
    assert steps == sorted(set(steps))
    epochs = [event["data"]["epoch"] for event in events if event["event"] == "epoch"]
    assert epochs == list(range(1, len(epochs) + 1))


def test_killed_trainer_is_noticed_and_its_run_goes_on_to_the_same_bits(service, whole, seven_form):
    name = service.begin(LIVELY)
    for step in (50, 450):
        service.wait_for(name, step=step)
        os.kill(service.trainer(name), signal.SIGKILL)
        failed = service.wait_for(name, state="failed")
        assert failed["problem"] == "The training process died. It was ended by SIGKILL."
        assert failed["step"] >= step
        assert service.ask("POST", "/predict", seven_form).status == 200
        assert service.act(name, "resume")["state"] in {"waiting", "running"}
    expect_same(service, name, whole)


def test_trainer_killed_while_it_pauses_goes_on_from_there(service, whole):
    name = service.begin(LIVELY)
    service.wait_for(name, step=250)
    paused = service.act(name, "pause")
    os.kill(service.trainer(name), signal.SIGKILL)
    assert service.wait_for(name, state="failed")["step"] == paused["step"]
    service.act(name, "resume")
    expect_same(service, name, whole)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_service_that_ends_parks_its_run_and_finds_it_again(service, whole, number):
    name = service.begin(LIVELY)
    service.wait_for(name, step=250)
    trainer = service.trainer(name)
    service.end(number)
    assert number == signal.SIGKILL or not is_alive(trainer)  # it waits for it, if it can
    wait_until(lambda: not is_alive(trainer))

    service.start()
    [found] = service.ask("GET", "/lab/runs").body["runs"]
    assert (found["id"], found["state"]) == (name, "paused")
    assert found["problem"] == "The server stopped; resume goes on from here."
    assert 250 <= found["step"] < 8000
    stepped = service.act(name, "step")
    assert (stepped["state"], stepped["step"]) == ("paused", found["step"] + 1)
    service.act(name, "resume")
    expect_same(service, name, whole)


def test_service_that_stops_while_a_run_starts_leaves_nothing_at_work(service):
    name = service.begin(LONG)
    trainer = service.trainer(name)
    service.end(signal.SIGTERM)
    wait_until(lambda: not is_alive(trainer))
    service.start()
    assert service.run(name)["state"] == "paused"
    service.act(name, "resume")
    service.wait_for(name, state="running", step=1)


def test_parked_run_can_be_stopped_and_used_without_a_process(service, seven_form):
    name = service.begin(LIVELY)
    service.wait_for(name, epoch=1)
    service.end(signal.SIGINT)
    service.start()
    stopped = service.act(name, "stop")
    assert (stopped["state"], stopped["model"]) == ("stopped", name)
    assert service.ask("POST", f"/predict?model={name}", seven_form).status == 200


def test_death_is_noticed_by_a_service_that_did_not_start_the_process(serve):
    first, second = serve(), serve()
    name = first.begin(LONG)
    assert second.wait_for(name, state="running")["id"] == name
    first.end(signal.SIGSTOP)  # so that it cannot tell
    os.kill(second.trainer(name), signal.SIGKILL)
    failed = second.wait_for(name, state="failed")
    assert failed["problem"] == (
        "The training process died. It was killed, or the machine went down."
    )
    assert second.act(name, "resume")["state"] in {"waiting", "running"}


def test_run_with_a_damaged_checkpoint_fails_and_says_so(service):
    name = service.begin(LONG)
    service.wait_for(name, state="running")
    os.kill(service.trainer(name), signal.SIGKILL)
    service.wait_for(name, state="failed")
    (service.lab / name / "checkpoint.safetensors").write_bytes(b"damaged")
    service.act(name, "resume")
    failed = service.wait_for(name, state="failed")
    assert "expected a checkpoint, got a damaged file" in failed["problem"]


def test_run_whose_process_hangs_can_be_deleted_and_only_that_process_is_killed(service):
    name = service.begin(LONG)
    service.wait_for(name, state="running")
    trainer = service.trainer(name)
    os.kill(trainer, signal.SIGSTOP)
    assert service.ask("DELETE", f"/lab/runs/{name}").status == 204
    wait_until(lambda: not is_alive(trainer))
    assert service.ask("GET", "/lab/runs").body == {"runs": []}
    assert service.is_ready()


def test_process_id_of_a_dead_trainer_that_another_process_has_got_is_left_alone(service):
    name = service.begin(LONG)
    service.wait_for(name, state="running")
    os.kill(service.trainer(name), signal.SIGKILL)
    service.wait_for(name, state="failed")
    with (
        subprocess.Popen(["sleep", "60"]) as stranger,
        closing(sqlite3.connect(service.lab / "runs.sqlite3")) as database,
        database,
    ):
        database.execute("UPDATE runs SET pid = ?, state = 'running'", [stranger.pid])
        database.commit()
        assert service.ask("DELETE", f"/lab/runs/{name}").status == 204
        assert is_alive(stranger.pid)
        stranger.kill()
