"""Runs that learn an exported folder: resumed to the same bits, or not with other digits."""

import os
import shutil
import signal
from pathlib import Path

import numpy as np
import pytest

from model.serialization import model_file
from tests.integration.lab.service import make_service
from tests.integration.lab.test_kills import AUGMENTED

pytestmark = pytest.mark.mnist

RUN = {**AUGMENTED, "own_digits": {"folder": "mine"}}


@pytest.fixture
def data_dir(tmp_path, png):
    """A data folder with MNIST and an exported folder."""
    folder = tmp_path / "data"
    folder.mkdir()
    for data_set in Path(os.environ["INKLING_DATA_DIR"]).iterdir():
        (folder / data_set.name).symlink_to(data_set)
    for label in ("1", "7"):
        (folder / "digits" / "mine" / label).mkdir(parents=True)
        (folder / "digits" / "mine" / label / "a.png").write_bytes(png)
    return folder


@pytest.fixture
def service(tmp_path, weights_dir, data_dir):
    started = make_service(tmp_path, weights_dir, data_dir).start()
    yield started
    started.end()


def weights(service, name):
    return model_file.load(service.lab / name / f"{name}.safetensors")


def kill(service, name):
    """Kill the process of a run after an epoch at least."""
    service.wait_for(name, epoch=3)
    service.control(name, "pause")
    os.kill(service.trainer(name), signal.SIGKILL)
    service.wait_for(name, state="failed")


def test_run_with_own_digits_that_was_killed_resumes_to_the_same_bits(service):
    assert service.ask("GET", "/lab").body["choices"]["own_digits"] == ["mine"]
    reference = service.start_run(RUN)
    settings = service.wait_for(reference, state="finished")["settings"]
    assert settings["own_digits"]["images"] == 2
    name = service.start_run(settings)  # folder and hash as they were
    kill(service, name)
    service.control(name, "resume")
    finished = service.wait_for(name, state="finished")
    assert finished["steps"] == 40 * 201  # batches of 10 of 2,002 images
    expected, resumed = weights(service, reference), weights(service, name)
    assert all(map(np.array_equal, expected.weights, resumed.weights))
    assert resumed.metadata["data"]["own digits"] == settings["own_digits"]["sha256"]
    without = service.start_run({**RUN, "own_digits": None})
    service.wait_for(without, state="finished")
    assert not np.array_equal(weights(service, without).weights[0], expected.weights[0])


def test_run_does_not_go_on_with_other_digits(service, data_dir):
    name = service.start_run(RUN)
    kill(service, name)
    mine = data_dir / "digits" / "mine"
    shutil.move(mine / "7", mine / "2")
    service.control(name, "resume")
    failed = service.wait_for(name, state="failed")
    assert "they have changed since" in failed["problem"]
    assert str(data_dir) not in failed["problem"]
    reply = service.ask("POST", "/lab/runs", service.run(name)["settings"])
    assert (reply.status, reply.body["errors"][0]["loc"]) == (422, "body.own_digits")
    shutil.move(mine / "2", mine / "7")
    service.control(name, "resume")
    service.wait_for(name, state="finished")
