"""Download of MNIST: progress, failure, one at a time."""

import gzip
import hashlib
import json
import time

import pytest
from fastapi.testclient import TestClient
from filelock import FileLock

from app.lab import mnist_download
from app.main import create_app
from app.settings import Settings
from model.data.data_file import DataFile, gunzip
from tests.integration.lab.service import wait_until
from tests.support.mirror_server import mirror

__all__ = ["mirror"]

CONTENT = {"images": b"0123456789" * 40_000, "labels": b"0123456789"}


def data_file(name: str, *mirrors: str) -> DataFile:
    content = CONTENT[name]
    return DataFile(
        "mnist", name, len(content), hashlib.sha256(content).hexdigest(), mirrors, gunzip
    )


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """An empty cache, and nothing in the environment."""
    folder = tmp_path / "cache"
    monkeypatch.setattr("model.data.cache.cache_folder", lambda: folder)
    monkeypatch.delenv("INKLING_DATA_DIR", raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    return folder


@pytest.fixture
def client(weights_dir, tmp_path, cache):
    configured = Settings(weights_dir=weights_dir, lab_dir=tmp_path / "lab", data_dir=None)
    with TestClient(
        create_app(configured), base_url="http://127.0.0.1", client=("127.0.0.1", 50_000)
    ) as started:
        yield started


@pytest.fixture
def offered(mirror, monkeypatch):
    """Both files, on a mirror."""
    files = []
    for name, content in CONTENT.items():
        files.append(data_file(name, mirror.offer(f"/{name}.gz", gzip.compress(content, 0))))
    monkeypatch.setattr(mnist_download, "FILES", tuple(files))
    return mirror


def state(client) -> dict[str, object]:
    return client.get("/lab").json()["data"]["mnist"]


def events(client) -> list[dict[str, object]]:
    """Return the data of all events until the stream ends."""
    reply = client.get("/lab/data/events")
    assert reply.headers["content-type"].startswith("text/event-stream")
    lines = reply.text.splitlines()
    assert {line for line in lines if line.startswith("event:")} == {"event: data"}
    return [json.loads(line[6:]) for line in lines if line.startswith("data: ")]


def test_fetch_of_missing_data_reports_progress(client, offered, cache):
    assert state(client)["state"] == "missing"
    assert state(client)["folder"] == "mnist"

    reply = client.post("/lab/data")
    assert reply.status_code == 202
    assert reply.json()["mnist"]["state"] in {"fetching", "present"}
    assert events(client)[-1]["state"] == "present"
    assert state(client)["state"] == "present"
    assert (cache / "mnist" / "images").read_bytes() == CONTENT["images"]
    assert (cache / "mnist" / "labels").read_bytes() == CONTENT["labels"]


def test_fetch_progress_counts_received_bytes(client, offered, monkeypatch):
    calls = []
    monkeypatch.setattr(mnist_download, "REPORT_INTERVAL_S", 0)
    whole = mnist_download.MnistDownload._write_status
    monkeypatch.setattr(
        mnist_download.MnistDownload,
        "_write_status",
        lambda self, *args, **kwargs: (calls.append(args), whole(self, *args, **kwargs))[1],
    )
    client.post("/lab/data")
    wait_until(lambda: state(client)["state"] == "present")
    counts = [args[1:] for args in calls if len(args) > 1]
    size = len(gzip.compress(CONTENT["images"], 0))
    assert counts[0][0] < size
    assert (size, size) in counts
    assert [received for received, _ in counts] == sorted(received for received, _ in counts)


def test_fetch_without_a_mirror_names_the_file_and_no_folder(client, mirror, cache, monkeypatch):
    missing = tuple(data_file(name, f"{mirror.address}/{name}.gz") for name in CONTENT)
    monkeypatch.setattr(mnist_download, "FILES", missing)
    client.post("/lab/data")
    [*_, last] = events(client)
    assert last["state"] == "failed"
    assert "save it as images.gz" in str(last["problem"])
    assert str(cache) not in str(last)
    assert "HTTP status 404" in str(last["problem"])
    assert state(client) == last

    for name, content in CONTENT.items():
        mirror.offer(f"/{name}.gz", gzip.compress(content))
    client.post("/lab/data")
    assert events(client)[-1]["state"] == "present"


def test_fetch_while_another_process_downloads_returns_its_status(client, offered, tmp_path):
    (tmp_path / "lab").mkdir()
    note = {"state": "fetching", "received": 7, "total": 9, "problem": None, "folder": "x"}
    (tmp_path / "lab" / "mnist.json").write_text(json.dumps(note))
    with FileLock(tmp_path / "lab" / "mnist.lock"):
        assert client.post("/lab/data").json()["mnist"] == note
        assert state(client) == note
    assert offered.requested_paths == []
    assert state(client)["state"] == "missing"  # the downloading process is gone


def test_fetch_of_present_data_downloads_nothing(client, offered, cache):
    (cache / "mnist").mkdir(parents=True)
    for name, content in CONTENT.items():
        (cache / "mnist" / name).write_bytes(content)
    assert client.post("/lab/data").json()["mnist"]["state"] == "present"
    time.sleep(0.05)
    assert offered.requested_paths == []


def test_start_without_data_is_409_and_names_no_folder(client, cache):
    refused = client.post("/lab/runs", json={})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/no-data")
    assert "POST /lab/data downloads it" in refused.text
    assert str(cache) not in refused.text
    assert client.get("/lab/runs").json() == {"runs": []}


def test_lab_without_writable_folder_says_so_and_names_no_folder(weights_dir, tmp_path, cache):
    unusable = Settings(weights_dir=weights_dir, lab_dir=tmp_path / "file" / "lab", lab="on")
    (tmp_path / "file").write_bytes(b"")
    with TestClient(create_app(unusable)) as client:
        fetched = client.post("/lab/data").json()["mnist"]
    assert fetched["state"] == "failed"
    assert "cannot be written" in fetched["problem"]
    assert str(tmp_path) not in str(fetched)
