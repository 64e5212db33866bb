"""Hot reload of weights: all are replaced, or none."""

import signal
import threading

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.integration.process import Server

LOCAL = {"base_url": "http://127.0.0.1:8000", "client": ("127.0.0.1", 50000)}


@pytest.fixture
def service(weights_dir):
    with TestClient(create_app(Settings(weights_dir=weights_dir)), **LOCAL) as client:
        yield client


def seed_version(client):
    return client.get("/models/seed").json()["version"]


def test_reload_of_new_weights_replaces_the_model(service, replace):
    version = replace(1)
    assert seed_version(service) != version
    reply = service.post("/models/reload")
    assert reply.status_code == 200
    assert reply.json()["models"][0] == {"name": "seed", "version": version}
    assert seed_version(service) == version


@pytest.mark.parametrize("damage", ["truncated", "gone", "not listed"])
def test_reload_of_damaged_weights_keeps_the_old_ones(service, weights_dir, png, damage):
    before = seed_version(service)
    path = weights_dir / "seed.safetensors"
    match damage:
        case "truncated":
            path.write_bytes(path.read_bytes()[:-100])
        case "gone":
            path.unlink()
        case "not listed":
            (weights_dir / "SHA256SUMS").write_text(f"{'0' * 64}  seed.safetensors\n")
    reply = service.post("/models/reload")
    assert reply.status_code == 409
    assert reply.json()["type"] == "/problems/weights-refused"
    assert "seed" in reply.json()["detail"]
    assert seed_version(service) == before
    headers = {"Content-Type": "image/png"}
    assert service.post("/predict", content=png, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("client", "host", "headers"),
    [
        (("192.0.2.7", 1), "127.0.0.1", {}),
        (("127.0.0.1", 1), "127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}),
        (("127.0.0.1", 1), "evil.example", {}),
    ],
)
def test_reload_by_remote_client_is_forbidden(weights_dir, client, host, headers):
    application = create_app(Settings(weights_dir=weights_dir))
    with TestClient(application, base_url=f"http://{host}", client=client) as other:
        reply = other.post("/models/reload", headers=headers)
    assert reply.status_code == 403
    assert reply.json()["type"] == "/problems/not-local"


def test_hangup_under_load_replaces_the_model_and_loses_no_request(weights_dir, replace, png):
    with Server(INKLING_WEIGHTS_DIR=str(weights_dir)) as server:
        statuses, stop = [], threading.Event()

        def ask():
            while not stop.is_set():
                statuses.append(server.ask("/predict", png)[0])

        asking = threading.Thread(target=ask)
        asking.start()
        for number in range(3):
            version = replace(number)
            server.process.send_signal(signal.SIGHUP)
            server.wait_until(lambda v=version: server.ask("/models/seed")[1]["version"] == v)
        stop.set()
        asking.join()
        assert set(statuses) == {200}


def test_hangup_with_damaged_weights_is_logged_and_keeps_the_old_ones(weights_dir):
    with Server(INKLING_WEIGHTS_DIR=str(weights_dir)) as server:
        before = server.ask("/models/seed")[1]["version"]
        (weights_dir / "seed.safetensors").write_bytes(b"damaged")
        server.process.send_signal(signal.SIGHUP)
        server.wait_until(lambda: "the old weights stay" in server.output)
        assert server.ask("/models/seed")[1]["version"] == before


def test_reload_of_several_workers_replaces_all(weights_dir, replace):
    with Server("--workers", "2", INKLING_WEIGHTS_DIR=str(weights_dir)) as server:
        version = replace(1)
        status, document = server.ask("/models/reload", b"{}", "application/json")
        assert (status, document["models"][0]["version"]) == (202, version)

        def all_new():
            return {server.ask("/models/seed")[1]["version"] for _ in range(8)} == {version}

        server.wait_until(all_new, 60)
