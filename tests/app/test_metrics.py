"""Metrics of several workers, aggregated from their files."""

import itertools
import os
import shutil
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from functools import partial, partialmethod
from pathlib import Path

import pytest

from app import metrics


def test_render_waits_for_the_files_of_a_worker_that_starts(tmp_path, monkeypatch):
    monkeypatch.setenv(metrics.FOLDER, str(tmp_path))
    empty = tmp_path / f"counter_{os.getpid()}.db"
    empty.touch()
    timer = threading.Timer(0.05, empty.unlink)
    timer.start()

    text = metrics.render()

    timer.join()
    assert isinstance(text, bytes)
    assert not empty.exists()


def test_render_of_a_file_that_stays_damaged_raises(tmp_path, monkeypatch):
    monkeypatch.setenv(metrics.FOLDER, str(tmp_path))
    monkeypatch.setattr(metrics, "RENDER_RETRY_S", 0)
    (tmp_path / f"counter_{os.getpid()}.db").touch()

    with pytest.raises((struct.error, OSError)):
        metrics.render()


WORKER = """
from app import metrics
metrics.IN_FLIGHT.inc()
metrics.observe_request("GET", "/models", 200, 0.02)
"""


def test_render_keeps_the_counts_of_dead_workers_in_one_file_of_each_kind(tmp_path, monkeypatch):
    environment = {**os.environ, metrics.FOLDER: str(tmp_path)}
    for _ in range(3):
        subprocess.run([sys.executable, "-c", WORKER], env=environment, check=True)
    (tmp_path / "counter_999999999.db").touch()  # of one that ended while it started
    assert len(list(tmp_path.glob("counter_*.db"))) == 4
    monkeypatch.setenv(metrics.FOLDER, str(tmp_path))

    texts = [metrics.render().decode() for _ in range(2)]

    for text in texts:
        assert 'inkling_requests_total{method="GET",route="/models",status="200"} 3.0' in text
        assert 'inkling_request_duration_seconds_count{route="/models"} 3.0' in text
        assert "inkling_requests_in_flight 3.0" not in text
    assert sorted(path.name for path in tmp_path.glob("*.db")) == [
        "counter_dead.db",
        "histogram_dead.db",
    ]


@pytest.fixture(scope="module")
def worker_files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("worker")
    environment = {**os.environ, metrics.FOLDER: str(folder)}
    subprocess.run([sys.executable, "-c", WORKER], env=environment, check=True)
    return list(folder.iterdir())


@pytest.mark.parametrize("change", range(12))
def test_render_after_a_killed_merge_counts_everything_once(
    tmp_path, monkeypatch, worker_files, change
):
    def add_dead_worker(pid):
        for path in worker_files:
            shutil.copy(path, tmp_path / f"{path.stem.rpartition('_')[0]}_{pid}.db")

    def change_or_end(function, *args):
        if next(changes) == change:
            raise SystemExit
        return function(*args)

    monkeypatch.setenv(metrics.FOLDER, str(tmp_path))
    add_dead_worker(999999998)
    metrics.render()
    add_dead_worker(999999999)
    changes = itertools.count()
    with monkeypatch.context() as patch, suppress(SystemExit):
        for name in ("rename", "replace", "rmdir", "unlink"):
            function = partial(change_or_end, getattr(Path, name))
            patch.setattr(Path, name, partialmethod(function))
        metrics.render()

    text = metrics.render().decode()

    assert 'inkling_requests_total{method="GET",route="/models",status="200"} 2.0' in text
    assert 'inkling_request_duration_seconds_count{route="/models"} 2.0' in text
    assert {path.name for path in tmp_path.iterdir()} - {"lock"} == {
        "counter_dead.db",
        "histogram_dead.db",
    }


def test_render_process_id_of_another_user_is_no_dead_worker(tmp_path, monkeypatch):
    def kill(pid: int, signal: int) -> None:
        raise PermissionError

    subprocess.run(
        [sys.executable, "-c", WORKER],
        env={**os.environ, metrics.FOLDER: str(tmp_path)},
        check=True,
    )
    monkeypatch.setenv(metrics.FOLDER, str(tmp_path))
    monkeypatch.setattr(os, "kill", kill)

    assert 'inkling_requests_total{method="GET",route="/models",status="200"} 1.0' in (
        metrics.render().decode()
    )
    assert not list(tmp_path.glob("*_dead.db"))
