"""Runs whose process or service is killed: none is lost, and the weights end the same."""

import os
import signal
import sqlite3
import subprocess
from contextlib import closing

import numpy as np
import pytest

from model.serialization import model_file
from tests.integration.lab.service import LONG, is_alive, process_state, wait_until

pytestmark = pytest.mark.mnist

AUGMENTED = {
    "hidden": [12],
    "images": 2000,
    "batch_size": 10,
    "epochs": 40,
    "schedule": "cosine",
    "augmentation": True,
}
"""Eight thousand batches: some seconds, even on a machine with nothing else to do."""


@pytest.fixture(scope="module")
def uninterrupted(serve_module):
    """The weights of the augmented run, trained without interruption."""
    service = serve_module()
    name = service.start_run(AUGMENTED)
    service.wait_for(name, state="finished")
    return model_file.load(service.lab / name / f"{name}.safetensors").weights


def assert_same_weights(service, name, uninterrupted) -> None:
    run = service.wait_for(name, state="finished")
    assert (run["epoch"], run["step"]) == (40, 8000)
    trained = model_file.load(service.lab / name / f"{name}.safetensors").weights
    assert all(np.array_equal(a, b) for a, b in zip(trained, uninterrupted, strict=True))
    assert_recorded_once(service, name)


def assert_recorded_once(service, name) -> None:
    """Assert that every step and epoch is recorded exactly once."""
    events = service.ask("GET", f"/lab/runs/{name}/history").body["events"]
    ids = [event["id"] for event in events]
    assert ids == sorted(set(ids))
    steps = [event["data"]["step"] for event in events if event["event"] == "batch"]
    assert steps == sorted(set(steps))
    epochs = [event["data"]["epoch"] for event in events if event["event"] == "epoch"]
    assert epochs == list(range(1, len(epochs) + 1))


def test_run_resumed_after_kills_ends_with_the_same_bits(service, uninterrupted, seven_form):
    name = service.start_run(AUGMENTED)
    for step in (50, 450):
        service.wait_for(name, step=step)
        os.kill(service.trainer(name), signal.SIGKILL)
        failed = service.wait_for(name, state="failed")
        assert failed["problem"] == "The training process died. It was ended by SIGKILL."
        assert failed["step"] >= step
        assert service.ask("POST", "/predict", seven_form).status == 200
        assert service.control(name, "resume")["state"] in {"waiting", "running"}
    assert_same_weights(service, name, uninterrupted)


def test_run_killed_while_paused_resumes_from_there(service, uninterrupted):
    name = service.start_run(AUGMENTED)
    service.wait_for(name, step=250)
    paused = service.control(name, "pause")
    os.kill(service.trainer(name), signal.SIGKILL)
    assert service.wait_for(name, state="failed")["step"] == paused["step"]
    service.control(name, "resume")
    assert_same_weights(service, name, uninterrupted)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_run_of_a_service_that_ends_is_suspended_and_resumes(service, uninterrupted, number):
    name = service.start_run(AUGMENTED)
    service.wait_for(name, step=250)
    trainer = service.trainer(name)
    service.end(number)
    assert number == signal.SIGKILL or not is_alive(trainer)  # it waits for it, if it can
    wait_until(lambda: not is_alive(trainer))

    service.start()
    [run] = service.ask("GET", "/lab/runs").body["runs"]
    assert (run["id"], run["state"]) == (name, "paused")
    assert run["problem"] == "The server stopped; resume to continue."
    assert 250 <= run["step"] < 8000
    stepped = service.control(name, "step")
    assert (stepped["state"], stepped["step"]) == ("paused", run["step"] + 1)
    service.control(name, "resume")
    assert_same_weights(service, name, uninterrupted)


def test_run_of_a_service_that_stops_while_it_starts_is_suspended(service):
    name = service.start_run(LONG)
    trainer = service.trainer(name)
    service.end(signal.SIGTERM)
    wait_until(lambda: not is_alive(trainer))
    service.start()
    assert service.run(name)["state"] == "paused"
    service.control(name, "resume")
    service.wait_for(name, state="running", step=1)


def test_suspended_run_is_stopped_without_a_process(service, seven_form):
    name = service.start_run(AUGMENTED)
    service.wait_for(name, epoch=1)
    service.end(signal.SIGINT)
    service.start()
    stopped = service.control(name, "stop")
    assert (stopped["state"], stopped["model"]) == ("stopped", name)
    assert service.ask("POST", f"/predict?model={name}", seven_form).status == 200


def test_killed_process_of_another_service_is_detected(serve):
    first, second = serve(), serve()
    name = first.start_run(LONG)
    assert second.wait_for(name, state="running")["id"] == name
    first.end(signal.SIGSTOP)  # so that it cannot tell
    os.kill(second.trainer(name), signal.SIGKILL)
    failed = second.wait_for(name, state="failed")
    assert failed["problem"] == (
        "The training process died. It was killed, or the machine went down."
    )
    assert second.control(name, "resume")["state"] in {"waiting", "running"}


def test_run_with_a_damaged_checkpoint_fails_with_the_reason(service):
    name = service.start_run(LONG)
    service.wait_for(name, state="running")
    os.kill(service.trainer(name), signal.SIGKILL)
    service.wait_for(name, state="failed")
    (service.lab / name / "checkpoint.safetensors").write_bytes(b"damaged")
    service.control(name, "resume")
    failed = service.wait_for(name, state="failed")
    assert "expected a checkpoint, got a damaged file" in failed["problem"]


def test_delete_run_whose_process_hangs_kills_it(service):
    name = service.start_run(LONG)
    service.wait_for(name, state="running")
    trainer = service.trainer(name)
    os.kill(trainer, signal.SIGSTOP)
    assert service.ask("DELETE", f"/lab/runs/{name}").status == 204
    wait_until(lambda: not is_alive(trainer))
    assert service.ask("GET", "/lab/runs").body == {"runs": []}
    assert service.is_ready()


@pytest.mark.slow
def test_delete_run_whose_process_hangs_while_it_writes_kills_it(service):
    name = service.start_run(LONG)
    service.wait_for(name, state="running")
    trainer = service.trainer(name)

    def is_stopped_while_writing() -> bool:
        os.kill(trainer, signal.SIGSTOP)
        wait_until(lambda: process_state(trainer) == "T")
        try:
            with closing(sqlite3.connect(service.lab / "runs.sqlite3", timeout=0)) as database:
                database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:  # it is locked
            return True
        os.kill(trainer, signal.SIGCONT)
        return False

    wait_until(is_stopped_while_writing)
    assert service.ask("DELETE", f"/lab/runs/{name}").status == 204
    wait_until(lambda: not is_alive(trainer))
    assert service.ask("GET", "/lab/runs").body == {"runs": []}


def test_delete_run_whose_process_id_was_reused_spares_the_other_process(service):
    name = service.start_run(LONG)
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
