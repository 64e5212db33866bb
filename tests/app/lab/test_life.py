"""A run from its start to its end: trained in a process, watched, steered, used and removed."""

import pytest

from model import weights
from tests.app.lab.service import LONG, SMALL, is_alive, wait_until

pytestmark = pytest.mark.mnist


def test_run_trains_in_a_process_of_its_own_and_becomes_a_model(service, answer_form):
    started = service.ask("POST", "/lab/runs", SMALL)
    name = started.body["id"]
    assert started.status == 201
    assert started.headers["Location"] == f"/lab/runs/{name}"
    assert started.body["state"] == "waiting"
    assert (started.body["epochs"], started.body["steps"]) == (2, 24)

    run = service.wait_for(name, state="finished")
    assert (run["epoch"], run["step"]) == (2, 24)
    assert run["parameters"] == 785 * 12 + 13 * 10
    assert 0.1 < run["accuracy"] <= 1
    assert run["model"] == name
    wait_until(lambda: not is_alive(service.trainer(name)))

    reply = service.ask("POST", f"/predict?model={name}", answer_form)
    assert reply.status == 200
    assert reply.body["model"] == {"name": name, "version": run["version"]}


def test_steps_are_taken_one_by_one_while_the_run_pauses(service):
    name = service.begin(LONG)
    service.wait_for(name, state="running")
    paused = service.act(name, "pause")
    assert paused["state"] == "paused"
    for k in (1, 2, 3):
        stepped = service.act(name, "step")
        assert (stepped["state"], stepped["step"]) == ("paused", paused["step"] + k)
    assert service.act(name, "resume")["state"] == "running"
    stopped = service.act(name, "stop")
    assert stopped["state"] == "stopped"
    assert stopped["finished"] is not None
    wait_until(lambda: not is_alive(service.trainer(name)))


def test_weights_of_a_run_can_be_downloaded(service, tmp_path):
    name = service.begin({**SMALL, "name": "Zwölf"})
    run = service.wait_for(name, state="finished")
    reply = service.ask("GET", f"/lab/runs/{name}/weights")
    assert "Zw%C3%B6lf.safetensors" in reply.headers["Content-Disposition"]

    path = tmp_path / "downloaded.safetensors"
    path.write_bytes(reply.body)
    model = weights.load(path)
    assert model.version == run["version"]
    assert model.sizes == [784, 12, 10]
    assert model.metadata["title"] == "Zwölf"


def test_deleting_a_run_ends_its_process_and_removes_its_folder(service):
    name = service.begin(LONG)
    service.wait_for(name, state="running", step=5)
    trainer = service.trainer(name)
    assert service.ask("DELETE", f"/lab/runs/{name}").status == 204
    assert not is_alive(trainer)
    assert not (service.lab / name).exists()
    assert service.ask("GET", f"/lab/runs/{name}").status == 404
    assert service.ask("GET", "/lab/runs").body == {"runs": []}
    assert service.ask("POST", f"/predict?model={name}", {"pixels": [0.5] * 784}).status == 404
