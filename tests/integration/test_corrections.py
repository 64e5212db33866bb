"""Corrections of the real service: killed, with PostgreSQL, and in two replicas at once."""

import json
import os
import signal
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from tests.integration.process import Server

SEVEN = {"strokes": [[[80, 70], [200, 70], [125, 220]]], "pen_width": 16}


def send(url, method, path, body=None):
    """Return status and body of a reply; status 0 if the connection broke."""
    content = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url + path, content, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            text = reply.read()
            return reply.status, json.loads(text) if text else None
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())
    except (OSError, urllib.error.URLError):
        return 0, None


def shifted(k):
    """Return a seven that no other number gives."""
    return {"strokes": [[[80, 70], [200 + k, 70], [125, 220]]], "pen_width": 16, "label": 7}


def stored_ids(url):
    return {one["id"] for one in send(url, "GET", "/corrections?limit=200")[1]["corrections"]}


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_service_that_is_killed_keeps_every_correction_that_it_confirmed(
    request, tmp_path, backend
):
    environment = {"INKLING_LAB_DIR": str(tmp_path)}
    if backend == "postgresql":
        server = request.getfixturevalue("postgresql")
        environment["INKLING_DATABASE_URL"] = server.new_database()
    confirmed = set()
    for attempt in range(3):
        with Server(**environment) as service:
            for k in range(8):
                status, kept = send(service.url, "POST", "/corrections", shifted(10 * attempt + k))
                assert status == 201
                confirmed.add(kept["id"])
            with ThreadPoolExecutor(1) as pool:
                in_flight = pool.submit(send, service.url, "POST", "/corrections", shifted(99))
                os.kill(service.process.pid, signal.SIGKILL)
                status, kept = in_flight.result()
            confirmed |= {kept["id"]} if status == 201 else set()
            service.process.wait()
    with Server(**environment) as service:
        stored = stored_ids(service.url)
        assert confirmed <= stored
        assert len(stored - confirmed) <= 3  # those in flight, stored but not confirmed
        for one in stored:
            assert send(service.url, "GET", f"/corrections/{one}")[1]["label"] == 7


@pytest.mark.slow
def test_two_replicas_share_corrections_and_see_contradictions(postgresql, tmp_path):
    url = postgresql.new_database()
    with ExitStack() as stack:
        services = [
            stack.enter_context(
                Server(INKLING_DATABASE_URL=url, INKLING_LAB_DIR=str(tmp_path / str(k)))
            )
            for k in range(2)
        ]

        def correct(k):
            return send(services[k].url, "POST", "/corrections", {**SEVEN, "label": k})

        with ThreadPoolExecutor() as pool:  # the first use, so that both migrate
            replies = list(pool.map(correct, range(2)))
        assert [status for status, _ in replies] == [201, 201]
        assert sorted(kept["state"] for _, kept in replies) == ["accepted", "pending"]
        first, second = (stored_ids(service.url) for service in services)
        assert first == second
        address = f"/corrections/{first.pop()}"
        assert send(services[0].url, "DELETE", address)[0] == 204
        assert send(services[1].url, "GET", address)[0] == 404


@pytest.mark.slow
def test_drawings_are_read_while_postgresql_is_down_and_corrections_return_with_it(
    postgresql, tmp_path
):
    url = postgresql.new_database()
    with Server(INKLING_DATABASE_URL=url, INKLING_LAB_DIR=str(tmp_path)) as service:
        status, kept = send(service.url, "POST", "/corrections", {**SEVEN, "label": 1})
        assert status == 201
        postgresql.stop()
        try:
            for method, path, body in (
                ("POST", "/corrections", {**SEVEN, "label": 1}),
                ("GET", "/corrections", None),
                ("DELETE", f"/corrections/{kept['id']}", None),
            ):
                status, problem = send(service.url, method, path, body)
                assert (status, problem["type"]) == (503, "/problems/database-unavailable")
            assert send(service.url, "POST", "/predict", SEVEN)[1]["digit"] == 7
            assert send(service.url, "GET", "/readyz")[0] == 200
            with urllib.request.urlopen(f"{service.url}/report", timeout=60) as report:
                assert problem["detail"] in report.read().decode()  # in place of "My digits"
        finally:
            postgresql.start()
        assert stored_ids(service.url) == {kept["id"]}
        assert url not in service.output
