"""Runs that versions before 0.2 stored in files: they are imported once."""

import json
from contextlib import closing

import numpy as np
import pytest
from filelock import FileLock

from app.lab.limits import Limits
from app.lab.runs.database import RunDatabase
from app.lab.training_service import TrainingService
from app.settings import Settings
from model.initialization import initialize
from model.serialization import model_file

RUN_ID = "r-0123abcd"
PLAN = {
    "name": "",
    "hidden": [5],
    "initialisation": "xavier",
    "optimizer": "adam",
    "schedule": "constant",
    "learning_rate": 1,
    "batch_size": 128,
    "epochs": 5,
    "images": 10000,
    "augmentation": False,
    "seed": 1,
}
PROGRESS = {"epoch": 0, "step": 0, "seconds": 0.0}
TIME = "2026-01-02T03:04:05.678+00:00"


def state(state, **data):
    content = {"state": state, "problem": None, **PROGRESS, "time": TIME, "version": None}
    return "state", {**content, **data}


def make_folder(lab, events, torn="", picture=None, plan=PLAN):
    folder = lab / RUN_ID
    folder.mkdir(parents=True)
    lines = [f"{i}\t{name}\t{json.dumps(data)}\n" for i, (name, data) in enumerate(events, 1)]
    (folder / "events").write_text("".join(lines) + torn)
    (folder / "plan.json").write_text(json.dumps({"plan": plan, "created": TIME}))
    (folder / "commands").write_text("pause\n")
    (folder / "pid").write_text("1\n")
    if picture:
        (folder / "picture").write_text(f"{picture[0]}\n{picture[1]}")
    return folder


@pytest.fixture
def lab(tmp_path):
    return tmp_path / "lab"


@pytest.fixture
def service(lab):
    service = TrainingService(lab, Limits.from_settings(Settings()), None)
    yield service
    service.close()


def test_finished_run_of_the_legacy_files_is_taken_over(lab, service):
    weights = initialize((784, 5, 10), np.random.default_rng(1))
    events = [
        state("waiting"),
        ("weights", {"step": 0}),
        ("batch", {**PROGRESS, "step": 7, "loss": 0.5}),
        ("weights", {"step": 7}),
        ("epoch", {**PROGRESS, "epoch": 1, "step": 79, "validation": {"accuracy": 0.9}}),
        state("finished", epoch=1, step=79, seconds=3.5, version="0123456789ab"),
    ]
    folder = make_folder(lab, events, picture=(4, '{"step":7,"units":5}'))
    version = model_file.save(folder / f"{RUN_ID}.safetensors", weights, {}).version

    [run] = service.runs.all()

    assert (run.id, run.created, run.config.title, run.model) == (RUN_ID, TIME, "5", RUN_ID)
    assert run.config.learning_rate == 1
    status = run.status
    assert (status.state, status.epoch, status.step) == ("finished", 1, 79)
    assert (status.accuracy, status.seconds, status.last_event) == (0.9, 3.5, 6)
    recorded = service.runs.events(RUN_ID, 0)
    assert [event.number for event in recorded] == [1, 3, 4, 5, 6]
    assert json.loads(recorded[2].data) == {"step": 7, "units": 5}
    assert sorted(path.name for path in folder.iterdir()) == ["lock", f"{RUN_ID}.safetensors"]
    assert model_file.load(run.folder.weights).version == version


def test_paused_run_of_the_legacy_files_can_be_resumed(lab, service):
    make_folder(lab, [state("waiting"), state("running"), state("paused", parked=True)])
    run = service.runs.get(RUN_ID)
    assert (run.status.state, run.status.suspended) == ("paused", True)
    assert service.control(RUN_ID, "stop").status.state == "stopped"


def test_run_of_the_legacy_files_whose_process_died_has_failed(lab, service):
    make_folder(lab, [state("waiting"), state("running")])
    run = service.runs.get(RUN_ID)
    assert run.status.state == "failed"
    assert run.status.problem.startswith("The training process died.")


@pytest.mark.parametrize("kept", [1, 5, 20, 60])
def test_torn_last_line_of_the_legacy_files_is_left_out(lab, service, kept):
    torn = '3\tbatch\t{"epoch":0,"step":12,"seconds":1.5,"loss":0.25,"accuracy":0.5}'[:kept]
    make_folder(lab, [state("waiting"), state("paused", parked=True)], torn)
    assert service.runs.get(RUN_ID).status.last_event == 2


def test_takeover_that_was_interrupted_is_completed(lab, service):
    folder = make_folder(lab, [state("waiting"), state("stopped")])
    content = (folder / "plan.json").read_bytes()
    RunDatabase(lab).close()
    (folder / "plan.json").write_bytes(content)
    assert [run.id for run in service.runs.all()] == [RUN_ID]
    assert not (folder / "plan.json").exists()


def test_damaged_run_of_the_legacy_files_stays_and_is_named(lab, service, caplog):
    folder = make_folder(lab, [state("waiting")], plan={"hidden": [5]} | {"name": 5})
    assert service.runs.all() == []
    assert f"{folder} is not imported" in caplog.text
    assert (folder / "plan.json").exists()


def test_run_that_an_older_version_trains_stays_for_later(lab, caplog):
    folder = make_folder(lab, [state("waiting"), state("running")])
    with FileLock(folder / "lock"):
        RunDatabase(lab).close()
    assert "an older version of the service trains it" in caplog.text
    with closing(RunDatabase(lab)) as database, database.read() as runs:
        assert runs.get(RUN_ID).status.state == "running"
