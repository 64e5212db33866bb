"""Full or read-only disks, used-up file descriptors, clock jumps."""

import contextlib
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from limits import parse

from app.main import create_app
from app.settings import Settings
from tests.integration.process import Server

NOWHERE = "/proc/nowhere"
"""A folder that cannot be created, not even by root."""


def test_service_without_writable_folder_answers(png):
    folders = {"HOME": NOWHERE, "XDG_CACHE_HOME": NOWHERE, "TMPDIR": NOWHERE}
    with Server(INKLING_LAB_DIR=NOWHERE, INKLING_DATA_DIR="/proc", **folders) as server:
        assert server.ask("/predict", png)[0] == 200
        assert server.ask("/models")[0] == 200
        assert server.answers("/")
        assert server.answers("/report")
        status, problem = server.ask("/lab/runs", b'{"epochs": 1}', "application/json")
        assert 400 <= status < 500
        assert problem["type"].startswith("/problems/")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, which Linux has")
def test_full_disk_under_the_log_loses_no_request(png):
    with Server(log="/dev/full", INKLING_LOG_LEVEL="info") as server:
        for _ in range(5):
            assert server.ask("/predict", png)[0] == 200


def test_used_up_files_delay_new_clients_until_others_leave(png):
    with Server(files=160) as server:
        with contextlib.ExitStack() as stack:
            for _ in range(300):
                with contextlib.suppress(OSError):
                    stack.enter_context(socket.create_connection(("127.0.0.1", server.port), 5))
            time.sleep(0.5)
        server.wait_until(lambda: server.answers("/healthz"))
        assert server.ask("/predict", png)[0] == 200
        assert server.process.poll() is None


def test_export_to_full_disk_fails_with_one_sentence_and_keeps_the_old_file(tmp_path):
    old = tmp_path / "seed.json"
    old.write_text("mine")
    command = [sys.executable, "-m", "app", "export", "--format", "json", "--force"]
    limited = ["sh", "-c", 'ulimit -f 8 && exec "$@"', "sh", *command, "--output", str(old)]
    done = subprocess.run(limited, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("inkling: ")
    assert done.stderr.count("\n") == 1
    assert old.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["seed.json"]


@pytest.mark.parametrize("jump_s", [-1e8, -3600, 3600, 1e8])
def test_clock_jump_changes_no_answer(monkeypatch, weights_dir, png, jump_s):
    settings = Settings(weights_dir=weights_dir, rate_limit=parse("1000/second"))
    headers = {"Content-Type": "image/png"}
    with TestClient(create_app(settings)) as client:
        before = client.post("/predict", content=png, headers=headers)
        now = time.time
        monkeypatch.setattr("time.time", lambda: now() + jump_s)
        after = client.post("/predict", content=png, headers=headers)
        assert (before.status_code, after.status_code) == (200, 200)
        assert after.json() == before.json()
        assert client.get("/healthz").status_code == 200


def test_damaged_reports_are_reported_without_a_fault(tmp_path):
    reports = tmp_path / "reports"
    shutil.copytree(Settings().reports_dir, reports)
    for path in reports.glob("*.json"):
        path.write_bytes(b"\0damaged")
    with TestClient(create_app(Settings(reports_dir=reports))) as client:
        assert client.get("/report").status_code == 200
        assert client.get("/models/seed/report").status_code == 404
