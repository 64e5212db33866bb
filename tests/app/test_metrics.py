"""Metrics of several workers, aggregated from their files."""

import struct
import threading

import pytest

from app import metrics


def test_render_waits_for_the_files_of_a_worker_that_starts(tmp_path, monkeypatch):
    monkeypatch.setenv(metrics.FOLDER, str(tmp_path))
    empty = tmp_path / "counter_123456.db"
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
    (tmp_path / "counter_123456.db").touch()

    with pytest.raises((struct.error, OSError)):
        metrics.render()
