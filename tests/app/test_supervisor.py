"""Workers and their supervisor: the signal to restart them, and a supervisor that has ended."""

import multiprocessing
import signal
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from app import supervisor
from app.http.problems import NotReady
from app.main import create_app

PID = 4_000_000  # beyond the process IDs of any system that runs these tests


@pytest.fixture
def signals(monkeypatch):
    """Signals that are sent, to a supervisor that lives or not."""
    sent = []
    monkeypatch.setenv(supervisor.PID, str(PID))
    monkeypatch.setattr(supervisor.os, "kill", lambda pid, number: sent.append((pid, number)))
    return sent


def become_child(monkeypatch, pid=PID, *, alive):
    parent = SimpleNamespace(pid=pid, is_alive=lambda: alive, join=lambda: None)
    monkeypatch.setattr(multiprocessing, "parent_process", lambda: parent)


def test_restart_workers_signals_the_supervisor(monkeypatch, signals):
    become_child(monkeypatch, alive=True)
    assert supervisor.restart_workers()
    assert signals == [(PID, signal.SIGHUP)]


def test_restart_workers_without_supervisor_signals_nobody(monkeypatch, signals):
    monkeypatch.delenv(supervisor.PID)
    become_child(monkeypatch, alive=True)
    assert not supervisor.restart_workers()
    assert signals == []


def test_restart_workers_in_child_of_another_process_signals_nobody(monkeypatch, signals):
    become_child(monkeypatch, pid=1, alive=True)
    assert not supervisor.restart_workers()
    assert signals == []


def test_restart_workers_of_ended_supervisor_raises_and_signals_nobody(monkeypatch, signals):
    become_child(monkeypatch, alive=False)
    with pytest.raises(NotReady):
        supervisor.restart_workers()
    assert signals == []


def test_reload_in_worker_whose_supervisor_has_ended_is_503(monkeypatch, signals, settings):
    local = {"base_url": "http://127.0.0.1:8000", "client": ("127.0.0.1", 50000)}
    with TestClient(create_app(settings), **local) as client:
        become_child(monkeypatch, alive=False)
        reply = client.post("/models/reload")
    assert reply.status_code == 503
    assert reply.json()["type"] == "/problems/not-ready"
    assert "supervisor" in reply.json()["detail"]
    assert reply.headers["retry-after"] == "1"
    assert signals == []
