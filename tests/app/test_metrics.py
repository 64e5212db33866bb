"""Metrics of several workers, aggregated from their files."""

import os
import struct
import subprocess
import sys
import threading

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
