"""Runs of a real service, from start to removal."""

import base64
import os
import time

import pytest

from model.serialization import model_file
from tests.integration.lab.service import LONG, SMALL, is_alive, wait_until

pytestmark = pytest.mark.mnist


@pytest.fixture
def service(shared):
    """One service for all tests here; each leaves an empty lab behind."""
    yield shared
    shared.clear()


def test_run_trains_in_its_own_process_and_becomes_a_model(service, seven_form):
    started = service.ask("POST", "/lab/runs", SMALL)
    name = started.body["id"]
    assert started.status == 201
    assert started.headers["Location"] == f"/lab/runs/{name}"
    assert started.body["state"] == "waiting"
    assert (started.body["epochs"], started.body["steps"]) == (2, 24)
    assert service.trainer(name) not in {os.getpid(), service.process.pid}

    run = service.wait_for(name, state="finished")
    assert (run["epoch"], run["step"]) == (2, 24)
    assert run["parameters"] == 785 * 12 + 13 * 10
    assert 0.1 < run["accuracy"] <= 1
    assert run["model"] == name
    wait_until(lambda: not is_alive(service.trainer(name)))

    reply = service.ask("POST", f"/predict?model={name}", seven_form)
    assert reply.status == 200
    assert reply.body["model"] == {"name": name, "version": run["version"]}
    listed = service.ask("GET", "/models").body["models"]
    assert [(model["name"], model["source"]) for model in listed] == [
        ("seed", "shipped"),
        ("tiny", "shipped"),
        (name, "lab"),
    ]
    assert listed[-1]["sizes"] == [784, 12, 10]
    assert listed[-1]["version"] == run["version"]
    assert service.ask("GET", f"/models/{name}").body["recipe"]["images"] == 600


def test_run_on_5000_images_reaches_85_percent(service):
    name = service.start_run({"hidden": [30], "images": 5000, "epochs": 3, "learning_rate": 0.01})
    run = service.wait_for(name, state="finished")
    assert run["accuracy"] > 0.85


def test_step_of_a_paused_run_takes_one_batch(service):
    name = service.start_run(LONG)
    service.wait_for(name, state="running")
    paused = service.control(name, "pause")
    assert paused["state"] == "paused"
    for k in (1, 2, 3):
        stepped = service.control(name, "step")
        assert (stepped["state"], stepped["step"]) == ("paused", paused["step"] + k)
    events = service.ask("GET", f"/lab/runs/{name}/history?after={paused['last_event']}").body
    names = [event["event"] for event in events["events"] if event["event"] != "epoch"]
    assert names == ["batch", "state", "batch", "state", "batch", "weights", "state"]

    assert service.control(name, "resume")["state"] == "running"
    stopped = service.control(name, "stop")
    assert stopped["state"] == "stopped"
    assert stopped["finished"] is not None
    wait_until(lambda: not is_alive(service.trainer(name)))


def test_pause_of_a_starting_run_precedes_the_first_batch(service):
    name = service.start_run(LONG)
    service.control(name, "pause")
    run = service.wait_for(name, state="paused")
    assert run["step"] == 0
    assert service.control(name, "step")["step"] == 1


def test_paused_run_makes_no_progress(service):
    name = service.start_run(LONG)
    service.wait_for(name, state="running")
    paused = service.control(name, "pause")
    began = time.monotonic()
    time.sleep(1.0)
    assert service.run(name) == paused
    trained_s = service.control(name, "step")["seconds"] - paused["seconds"]
    assert trained_s < time.monotonic() - began - 0.9  # waiting does not count as training


def test_run_stopped_before_its_first_epoch_is_no_model(service, seven_form):
    name = service.start_run({**LONG, "images": 55_000, "batch_size": 1})
    service.wait_for(name, state="running")
    stopped = service.control(name, "stop")
    assert (stopped["state"], stopped["epoch"], stopped["model"]) == ("stopped", 0, None)
    assert service.ask("POST", f"/predict?model={name}", seven_form).status == 404
    refused = service.ask("GET", f"/lab/runs/{name}/weights")
    assert (refused.status, refused.body["type"]) == (404, "/problems/no-weights")


def test_run_stopped_within_an_epoch_is_the_model_of_the_epoch_before(service):
    name = service.start_run({**LONG, "images": 20_000, "batch_size": 20})
    service.wait_for(name, epoch=1)
    stopped = service.control(name, "stop")
    assert stopped["model"] == name
    assert stopped["step"] > 1000 * stopped["epoch"]
    scores = service.ask("GET", f"/models/{name}").body["scores"]
    assert scores["mnist_validation"] == pytest.approx(stopped["accuracy"], abs=1e-5)


def test_weights_of_a_finished_run_are_downloaded(service, tmp_path):
    name = service.start_run({**SMALL, "name": "Zwölf"})
    run = service.wait_for(name, state="finished")
    reply = service.ask("GET", f"/lab/runs/{name}/weights")
    assert "Zw%C3%B6lf.safetensors" in reply.headers["Content-Disposition"]

    path = tmp_path / "downloaded.safetensors"
    path.write_bytes(reply.body)
    model = model_file.load(path)
    assert model.version == run["version"]
    assert model.sizes == [784, 12, 10]
    assert model.metadata["title"] == "Zwölf"


def test_delete_of_a_running_run_ends_its_process_and_removes_its_files(service):
    name = service.start_run(LONG)
    service.wait_for(name, state="running", step=5)
    trainer = service.trainer(name)
    assert service.ask("DELETE", f"/lab/runs/{name}").status == 204
    wait_until(lambda: not is_alive(trainer))
    assert not [path for path in service.lab.iterdir() if path.is_dir()]
    assert service.ask("GET", f"/lab/runs/{name}").status == 404
    assert service.ask("DELETE", f"/lab/runs/{name}").status == 404
    assert service.ask("GET", "/lab/runs").body == {"runs": []}


def test_delete_of_a_run_removes_its_model(service, seven_form):
    name = service.start_run(SMALL)
    service.wait_for(name, state="finished")
    assert service.ask("POST", f"/predict?model={name}", seven_form).status == 200
    service.ask("DELETE", f"/lab/runs/{name}")
    gone = service.ask("POST", f"/predict?model={name}", seven_form)
    assert (gone.status, gone.body["type"]) == (404, "/problems/unknown-model")
    assert len(service.ask("GET", "/models").body["models"]) == 2


def test_digits_of_the_mistakes_have_their_labels(service):
    name = service.start_run(SMALL)
    service.wait_for(name, state="finished")
    events = service.ask("GET", f"/lab/runs/{name}/history").body["events"]
    mistakes = [event for event in events if event["event"] == "epoch"][-1]["data"]["mistakes"]
    indices = ",".join(str(mistake["index"]) for mistake in mistakes)
    digits = service.ask("GET", f"/lab/runs/{name}/digits?indices={indices}").body["digits"]
    assert [digit["label"] for digit in digits] == [mistake["label"] for mistake in mistakes]
    assert all(len(base64.b64decode(digit["pixels"])) == 784 for digit in digits)
