"""Worker processes that die, or cannot start."""

import contextlib
import os
import re
import signal
import socket
import threading
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.integration.process import STOP_S, Server
from tests.support.summary import add_summary


@pytest.fixture
def server(weights_dir):
    options = ("--workers", "2", "--log-level", "info")
    with Server(*options, INKLING_WEIGHTS_DIR=str(weights_dir)) as server:
        server.wait_until(lambda: server.output.count("Application startup complete") == 2)
        yield server


def workers(server):
    """Return the worker processes, without multiprocessing's own helpers, which do not listen."""
    pids = set()
    for pid in server.children():
        with contextlib.suppress(OSError), Path(f"/proc/{pid}/cmdline").open("rb") as file:
            if b"spawn_main" in file.read():
                pids.add(pid)
    return pids


def metrics_text(server):
    with contextlib.closing(urlopen(server.url + "/metrics")) as reply:
        return reply.read().decode()


def test_killed_worker_is_replaced_and_only_its_requests_fail(server, png):
    failures, answers, stop = [], [], threading.Event()

    def ask():
        while not stop.is_set():
            try:
                answers.append(server.ask("/predict", png)[0])
            except (OSError, HTTPException) as error:  # cut off before or in the answer
                failures.append(error)

    clients = [threading.Thread(target=ask) for _ in range(4)]
    for client in clients:
        client.start()
    try:
        server.wait_until(lambda: len(answers) > 20)
        victim = min(workers(server))
        os.kill(victim, signal.SIGKILL)
        server.wait_until(lambda: len(workers(server) - {victim}) == 2)
        goal = len(answers) + 20
        server.wait_until(lambda: len(answers) > goal)
    finally:
        stop.set()
        for client in clients:
            client.join()
    assert set(answers) == {200}
    assert len(failures) <= len(clients)
    assert f"Child process [{victim}] died" in server.output
    add_summary(f"worker killed: {len(answers)} requests answered, {len(failures)} lost with it")


def is_running(pid):
    """Return whether a process has not ended, as a zombie has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_workers_of_killed_supervisor_stop_and_free_the_port(server):
    pids = workers(server)
    assert len(pids) == 2
    server.process.kill()
    server.wait_until(lambda: not any(map(is_running, pids)))
    assert not server.answers("/healthz")
    with socket.create_server(("127.0.0.1", server.port)) as listener:
        assert listener.getsockname()[1] == server.port


def test_metrics_of_all_workers_are_aggregated(server):
    for _ in range(12):
        server.ask("/models")
    line = 'inkling_requests_total{method="GET",route="/models",status="200"} 12.0'
    server.wait_until(lambda: line in metrics_text(server))  # counted once the reply is out
    metrics = metrics_text(server)
    for pid in workers(server):
        assert f'process_resident_memory_bytes{{worker="{pid}"}}' in metrics


def test_gauges_of_a_killed_worker_are_removed(server):
    victim, survivor = sorted(workers(server))
    assert f'process_open_fds{{worker="{victim}"}}' in metrics_text(server)
    os.kill(victim, signal.SIGKILL)
    server.wait_until(lambda: len(workers(server) - {victim}) == 2)
    server.wait_until(server.answers)
    text = metrics_text(server)
    assert f'process_open_fds{{worker="{survivor}"}}' in text
    assert f'worker="{victim}"' not in text
    assert re.search(r"^inkling_requests_in_flight 1.0$", text, re.MULTILINE)


def test_service_whose_worker_cannot_start_exits_with_status_1(server, weights_dir):
    (weights_dir / "seed.safetensors").write_bytes(b"damaged")
    os.kill(min(workers(server)), signal.SIGKILL)
    assert server.process.wait(STOP_S) == 1
    assert "inkling: A worker failed to start" in server.output


def test_service_that_is_stopped_exits_with_status_0(server):
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(STOP_S) == 0
