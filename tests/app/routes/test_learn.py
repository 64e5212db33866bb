"""Learnt versions over HTTP: who may learn, which models answer, and for whom."""

import hashlib

import numpy as np
import pytest
from fastapi.testclient import TestClient

from app import database
from app.corrections import version_store
from app.corrections.service import FILE_NAME, CorrectionService
from app.corrections.store import CorrectionStore
from app.corrections.version_store import Version
from app.main import create_app
from app.openapi import examples
from app.settings import Settings
from model.initialization import initialize
from model.serialization import safetensors_format
from tests.app.corrections.corrections import new_correction

HERE, ELSEWHERE = ("127.0.0.1", 50_000), ("192.0.2.1", 50_000)
SEVEN = examples.forms()["strokes"]
VERSION = "seed-c1"


@pytest.fixture
def visit(weights_dir, tmp_path):
    """A function that gives a client of a service with some settings, from somewhere."""
    opened: list[TestClient] = []

    def client(address="http://127.0.0.1:8000", client=HERE, **options) -> TestClient:
        configured = Settings(weights_dir=weights_dir, lab_dir=tmp_path, **options)
        started = TestClient(create_app(configured), base_url=address, client=client)
        started.__enter__()
        opened.append(started)
        return started

    yield client
    for started in opened:
        started.__exit__(None, None, None)


@pytest.fixture
def learnt(weights_dir, tmp_path):
    """The ID of a correction that the version `VERSION`, of random weights, has learnt."""
    service = CorrectionService(Settings(weights_dir=weights_dir, lab_dir=tmp_path))
    correction = service.add(new_correction(), is_trusted=True)
    job = service.start_job()
    service.close()
    weights = initialize([784, 100, 10, 10], np.random.default_rng(3))
    content = safetensors_format.encode(weights, {"title": "Learnt"})
    version = Version(VERSION, database.utc_now(), hashlib.sha256(content).hexdigest())
    store = CorrectionStore(f"sqlite:///{tmp_path / FILE_NAME}")
    with store.write() as connection:
        learnt = version_store.accepted(connection)
        assert version_store.add(connection, job, learnt, version, content, {"drawings": 1})
    store.close()
    return correction.id


def model_of(client, query=""):
    return client.post(f"/predict{query}", json=SEVEN).json()["model"]["name"]


def choose(client, name):
    return client.post("/learn/default", json={"model": name})


def test_learning_without_corrections_is_409_and_keeps_nothing(visit, tmp_path):
    client = visit()
    assert client.get("/learn").json()["state"] == "idle"
    refused = client.post("/learn")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/learning-unavailable")
    assert client.get("/learn").json()["versions"] == []
    assert list(tmp_path.iterdir()) == []


def test_version_is_described_listed_and_asked_by_its_name(visit, learnt):
    client = visit()
    learning = client.get("/learn").json()
    assert (learning["state"], learning["model"]) == ("done", VERSION)
    assert learning["sha256"].startswith(learning["version"])
    assert learning["judgement"] == {"drawings": 1}
    [listed] = [one for one in client.get("/models").json()["models"] if one["name"] == VERSION]
    assert (listed["source"], listed["title"], listed["default"]) == (
        "corrections",
        "Learnt",
        False,
    )
    reply = client.post(f"/predict?model={VERSION}", json=SEVEN).json()
    assert reply["model"] == {"name": VERSION, "version": learning["version"]}
    assert model_of(client) == "seed"


def test_unknown_model_lists_the_versions_that_the_client_may_ask(visit, learnt):
    detail = visit().post("/predict?model=seed-c2", json=SEVEN).json()["detail"]
    assert detail == f"expected one of the models seed, tiny, {VERSION}, got 'seed-c2'"
    elsewhere = visit("http://192.0.2.9:8000", ELSEWHERE)
    detail = elsewhere.post("/predict?model=seed-c2", json=SEVEN).json()["detail"]
    assert detail == "expected one of the models seed, tiny, got 'seed-c2'"


def test_version_that_is_the_default_answers_until_it_is_rolled_back(visit, learnt):
    client = visit()
    assert choose(client, VERSION).json()["default"] == VERSION
    assert model_of(client) == VERSION
    assert client.get("/models").json()["default"] == VERSION
    assert model_of(client, "?model=seed") == "seed"
    assert model_of(visit()) == VERSION  # a service that starts now
    choose(client, None)
    assert model_of(client) == "seed"


def test_default_that_is_no_version_is_404(visit, learnt):
    assert choose(visit(), "seed-c2").status_code == 404
    assert visit().post("/learn/default", json={"model": 3}).status_code == 422
    assert visit().post("/learn/default", json={}).status_code == 422


def test_reload_of_the_weights_keeps_versions_and_default(visit, learnt):
    client = visit()
    choose(client, VERSION)
    client.post("/models/reload")
    assert model_of(client) == VERSION


def test_correction_that_is_deleted_takes_version_and_default_along(visit, learnt):
    client = visit()
    choose(client, VERSION)
    client.delete(f"/corrections/{learnt}")
    assert client.get("/learn").json()["versions"] == []
    assert model_of(client) == "seed"
    assert client.post(f"/predict?model={VERSION}", json=SEVEN).status_code == 404


def test_elsewhere_a_version_answers_as_the_default_alone_and_nobody_learns(visit, learnt):
    choose(visit(), VERSION)
    client = visit("http://digits.example", ELSEWHERE, host="0.0.0.0")
    assert model_of(client) == VERSION
    choose(visit(), None)
    client = visit("http://digits.example", ELSEWHERE, host="0.0.0.0")
    assert client.post(f"/predict?model={VERSION}", json=SEVEN).status_code == 404
    assert [one["name"] for one in client.get("/models").json()["models"]] == ["seed", "tiny"]
    for method, path in (("POST", "/learn"), ("GET", "/learn"), ("POST", "/learn/default")):
        assert client.request(method, path).json()["type"] == "/problems/corrections-off"


def test_where_corrections_are_on_for_all_this_machine_alone_learns(visit, learnt):
    client = visit("http://digits.example", ELSEWHERE, host="0.0.0.0", corrections="on")
    assert client.get("/learn").json()["model"] == VERSION
    for path in ("/learn", "/learn/default"):
        assert client.post(path).json()["type"] == "/problems/not-local"


def test_models_answer_while_the_database_is_gone(visit, learnt, tmp_path):
    client = visit()
    choose(client, VERSION)
    client.app.state.corrections.close()
    for path in tmp_path.glob(f"{FILE_NAME}*"):
        path.unlink()
    (tmp_path / FILE_NAME).write_bytes(b"damaged " * 1000)
    for method, path in (("POST", "/learn"), ("GET", "/learn")):
        assert client.request(method, path).status_code == 503
    assert model_of(client) == VERSION
