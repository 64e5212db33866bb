"""POST /lab/checks: why a network would not learn."""

import pytest
from fastapi.testclient import TestClient

from app.lab.schemas import SettingsChecks
from app.main import create_app
from app.settings import Settings

GOOD = {"hidden": [30], "optimizer": "sgd", "learning_rate": 0.5}
NAMES = ["inputs", "initial-loss", "gradient", "saturation", "learning-rate", "overfitting"]


@pytest.fixture
def check(weights_dir, tmp_path, monkeypatch):
    """Return a function that posts settings to a service without data sets."""
    monkeypatch.setattr("model.training.sanity_checks.sample.find_local", lambda *_: None)
    app = create_app(Settings(weights_dir=weights_dir, lab_dir=tmp_path / "lab", data_dir=tmp_path))
    client = TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50_000))
    return lambda **changes: client.post("/lab/checks", json={**GOOD, **changes})


def test_good_settings_pass_six_checks(check):
    reply = check(images=500).json()

    assert SettingsChecks.model_validate(reply, strict=True).first_failure is None
    assert [item["name"] for item in reply["checks"]] == NAMES
    assert (reply["data"], reply["images"]) == ("synthetic", 500)


def test_first_failure_is_named_and_the_others_are_shown(check):
    reply = check(initialisation="zeros", images=500).json()

    assert reply["first_failure"] == "saturation"
    passed = {item["name"]: item["passed"] for item in reply["checks"]}
    assert (passed["initial-loss"], passed["overfitting"]) == (True, False)
    assert all((item["advice"] is None) == item["passed"] for item in reply["checks"])


def test_few_images_are_those_of_the_settings(check):
    reply = check(images=3).json()

    assert reply["first_failure"] == "inputs"
    assert reply["images"] == 3


@pytest.mark.parametrize(
    ("changes", "place", "message"),
    [
        ({"learning_rate": -1}, "body.learning_rate", "expected a number above 0"),
        ({"hidden": [1024, 1024, 1024]}, "body.hidden", "expected a network of at most 2,000,000"),
        ({"speed": 1}, "body.speed", "unknown field; expected one of name"),
    ],
)
def test_settings_that_cannot_be_checked_are_refused(check, changes, place, message):
    reply = check(**changes)

    assert reply.status_code == 422
    [error] = reply.json()["errors"]
    assert error["loc"] == place
    assert error["message"].startswith(message)


@pytest.mark.mnist
def test_images_are_those_of_mnist_if_it_is_there(weights_dir, tmp_path):
    app = create_app(Settings(weights_dir=weights_dir, lab_dir=tmp_path))
    client = TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50_000))
    reply = client.post("/lab/checks", json={**GOOD, "images": 300}).json()

    assert (reply["data"], reply["images"]) == ("mnist", 300)
    assert reply["first_failure"] is None
