"""Models of the lab beside the bundled ones."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from app.lab.limits import Limits
from app.lab.trained_models import TrainedModels
from app.lab.training_service import TrainingService
from app.main import create_app
from app.settings import Settings
from model.serialization import model_file
from tests.app.lab.finished_run import finished_run


@pytest.fixture
def lab(tmp_path):
    return tmp_path / "lab"


@pytest.fixture
def start(weights_dir, lab):
    """Return a function that returns a client of a service with some settings."""

    def make_client(**options) -> TestClient:
        configured = Settings(**{"weights_dir": weights_dir, "lab_dir": lab, **options})
        return TestClient(
            create_app(configured), base_url="http://127.0.0.1", client=("127.0.0.1", 50_000)
        )

    return make_client


def names(client) -> list[str]:
    return [model["name"] for model in client.get("/models").json()["models"]]


def ask(client, form, name) -> tuple[int, dict]:
    reply = client.post(f"/predict?model={name}", json=form)
    return reply.status_code, reply.json()


@pytest.mark.parametrize("headers", [{"Host": "evil.example:"}, {"X-Forwarded-For": "192.0.2.1"}])
def test_model_of_a_run_for_those_who_may_not_use_the_lab_is_unknown(
    start, lab, seven_form, headers
):
    run = finished_run(lab)
    with start() as client:
        assert names(client) == ["seed", "tiny", run.id]
        client.headers.update(headers)
        assert names(client) == ["seed", "tiny"]
        assert ask(client, seven_form, run.id)[0] == 404
        assert client.get(f"/models/{run.id}/weights").status_code == 404


def test_model_of_a_run_exists_from_its_end_to_its_deletion(start, lab, seven_form):
    with start() as client:
        assert names(client) == ["seed", "tiny"]
        run = finished_run(lab, name="Mine")
        assert names(client) == ["seed", "tiny", run.id]
        described = client.get("/models").json()["models"][-1]
        assert described["source"] == "lab"
        assert (described["title"], described["sizes"]) == ("Mine", [784, 5, 10])
        assert described["parameters"] == 785 * 5 + 6 * 10
        assert not described["default"]
        status, reply = ask(client, seven_form, run.id)
        assert status == 200
        assert reply["model"]["version"] == described["version"]
        assert client.get(f"/models/{run.id}").json()["seed"] == 1

        assert client.delete(f"/lab/runs/{run.id}").status_code == 204
        assert names(client) == ["seed", "tiny"]
        status, reply = ask(client, seven_form, run.id)
        assert (status, reply["type"]) == (404, "/problems/unknown-model")


def test_models_of_the_lab_follow_bundled_ones_newest_first(start, lab):
    with start() as client:
        runs = [finished_run(lab, seed).id for seed in (1, 2, 3)]
        listed = names(client)
    assert listed[:2] == ["seed", "tiny"]
    assert sorted(listed[2:]) == sorted(runs)


def test_bundled_model_with_the_name_of_a_run_wins(start, lab, weights_dir, tmp_path, seven_form):
    run = finished_run(lab)
    shipped = shutil.copytree(weights_dir, tmp_path / "weights")
    shutil.copy(shipped / "tiny.safetensors", shipped / f"{run.id}.safetensors")
    with start(weights_dir=shipped) as client:
        _, reply = ask(client, seven_form, run.id)
        description = client.get(f"/models/{run.id}").json()
    assert reply["model"]["version"] == model_file.load(shipped / "tiny.safetensors").version
    assert description["source"] == "shipped"


def test_replaced_weights_are_read_again(start, lab, seven_form):
    run = finished_run(lab)
    with start() as client:
        _, first = ask(client, seven_form, run.id)
        other = finished_run(lab, seed=2)
        shutil.copy(other.folder.weights, run.folder.weights)
        _, second = ask(client, seven_form, run.id)
    assert first["model"]["version"] != second["model"]["version"]


def test_more_models_than_the_cache_holds_all_answer(start, lab, seven_form):
    runs = [finished_run(lab, seed) for seed in range(6)]
    with start() as client:
        for run in runs + runs[::-1]:
            status, reply = ask(client, seven_form, run.id)
            assert status == 200
            assert reply["model"]["version"] == model_file.load(run.folder.weights).version


@pytest.mark.slow
def test_model_deleted_while_it_is_requested_is_whole_or_absent(lab):
    with ThreadPoolExecutor(8) as pool:
        service = TrainingService(lab, Limits.from_settings(Settings()), None)
        models = TrainedModels(service.runs)
        for seed in range(10):
            run = finished_run(lab, seed)
            version = model_file.load(run.folder.weights).version
            futures = [pool.submit(models.get, run.id) for _ in range(20)]
            service.delete(run.id)
            models_got = [future.result() for future in futures]
            assert {model.version for model in models_got if model} <= {version}
            assert models.get(run.id) is None


def test_damaged_weights_are_404(start, lab, seven_form):
    run = finished_run(lab)
    run.folder.weights.write_bytes(run.folder.weights.read_bytes()[:1000])
    with start() as client:
        status, reply = ask(client, seven_form, run.id)
        assert (status, reply["type"]) == (404, "/problems/unknown-model")
        assert run.folder.weights.name in reply["detail"]
        run.folder.weights.write_bytes(b"")
        assert names(client) == ["seed", "tiny"]


@pytest.mark.parametrize("options", [{"lab": "off"}, {"host": "0.0.0.0"}], ids=str)
def test_service_with_the_lab_off_has_no_models_of_it(start, lab, seven_form, options):
    run = finished_run(lab)
    with start(**options) as client:
        assert names(client) == ["seed", "tiny"]
        assert ask(client, seven_form, run.id)[0] == 404


@pytest.mark.parametrize("name", ["r-00000000", "..", "../lab/x", "r-0000000z", "\x00"])
def test_unknown_run_is_no_model(start, lab, seven_form, name):
    finished_run(lab)
    with start() as client:
        reply = client.post("/predict", params={"model": name}, json=seven_form)
    assert (reply.status_code, reply.json()["type"]) == (404, "/problems/unknown-model")


def test_model_deleted_before_its_weights_are_read_is_absent(lab, monkeypatch):
    run = finished_run(lab)
    models = TrainedModels(TrainingService(lab, Limits.from_settings(Settings()), None).runs)
    load = model_file.load

    def load_after_deletion(path):
        path.unlink()
        return load(path)

    monkeypatch.setattr(model_file, "load", load_after_deletion)
    assert models.get(run.id) is None
