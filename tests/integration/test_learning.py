"""Learning with the real service: the same bits in any order, taken back, refused, replicated."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import numpy as np
import pytest

from tests.integration.process import Server
from tests.integration.test_corrections import send
from tests.support.labelled_drawings import right, wrong

pytestmark = pytest.mark.slow

LEARN_S = 300


def correct(service, labelled):
    """Send corrections; return their IDs."""
    ids = []
    for vector, label in labelled:
        pixels = np.frombuffer(vector, "<f4").astype(float).tolist()
        status, kept = send(service.url, "POST", "/corrections", {"pixels": pixels, "label": label})
        assert (status, kept["state"]) == (201, "accepted")
        ids.append(kept["id"])
    return ids


def learn(service):
    """Let a service learn; return the state in which that ends."""
    assert send(service.url, "POST", "/learn")[0] == 202
    return wait_until_learnt(service)


def wait_until_learnt(service):
    """Return the state in which learning ends."""
    deadline = time.monotonic() + LEARN_S
    while (learning := send(service.url, "GET", "/learn")[1])["state"] == "running":
        assert send(service.url, "GET", "/healthz")[0] == 200
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return learning


def learn_by_command(environment):
    command = [sys.executable, "-m", "app", "learn", "--json"]
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    return done.returncode, json.loads(done.stdout)


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_what_is_taken_back_leaves_the_hash_of_never_having_learnt_it(request, tmp_path, backend):
    def environment(name):
        settings = {"INKLING_LAB_DIR": str(tmp_path / name)}
        if backend == "postgresql":
            database = request.getfixturevalue("postgresql").new_database()
            settings["INKLING_DATABASE_URL"] = database
        return settings

    labelled = right(5)
    rng = random.Random(backend)
    taken_back = rng.sample(labelled, 2)
    kept = [one for one in labelled if one not in taken_back]
    rng.shuffle(labelled)
    with Server(**environment("changed")) as service:
        ids = dict(zip(map(tuple, labelled), correct(service, labelled), strict=True))
        everything = learn(service)
        assert (everything["state"], everything["model"]) == ("done", "seed-c5")
        assert everything["judgement"]["right_after"] == 5
        for one in taken_back:
            assert send(service.url, "DELETE", f"/corrections/{ids[one]}")[0] == 204
        assert send(service.url, "GET", "/learn")[1]["versions"] == []
        after = learn(service)
    never = environment("never")
    with Server(**never) as service:
        rng.shuffle(kept)
        correct(service, kept)
        status, learning = learn_by_command(never)
        assert (status, learning["model"]) == (0, "seed-c3")
        assert learning["sha256"] == after["sha256"] != everything["sha256"]


def learner_of(service):
    """Return the process ID of the service's learner."""
    deadline = time.monotonic() + LEARN_S
    while time.monotonic() < deadline:
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # it has ended meanwhile
                parent = int(stat.read_text().rpartition(")")[2].split()[1])
                command = stat.with_name("cmdline").read_bytes()
                if parent == service.process.pid and b"app.corrections.learner" in command:
                    return int(stat.parent.name)
        time.sleep(0.05)
    raise AssertionError("expected a process that learns")


def test_killed_learner_is_reported_and_learning_again_gives_the_same_bits(tmp_path):
    labelled = right(2)
    with Server(INKLING_LAB_DIR=str(tmp_path / "killed")) as service:
        correct(service, labelled)
        assert send(service.url, "POST", "/learn")[0] == 202
        os.kill(learner_of(service), signal.SIGKILL)
        killed = wait_until_learnt(service)
        assert (killed["state"], killed["versions"]) == ("failed", [])
        assert killed["problem"] == "The process that learns ended with exit code -9."
        assert send(service.url, "GET", "/corrections")[1]["total"] == 2
        again = learn(service)
    undisturbed = {"INKLING_LAB_DIR": str(tmp_path / "undisturbed")}
    with Server(**undisturbed) as service:
        correct(service, labelled)
        assert learn_by_command(undisturbed)[1]["sha256"] == again["sha256"]


def test_learner_finishes_although_its_service_is_killed(tmp_path):
    settings = {"INKLING_LAB_DIR": str(tmp_path)}
    with Server(**settings) as service:
        correct(service, right(1))
        assert send(service.url, "POST", "/learn")[0] == 202
        learner_of(service)
        service.process.kill()
        service.process.wait()
    with Server(**settings) as service:
        learnt = wait_until_learnt(service)
        assert (learnt["state"], learnt["model"]) == ("done", "seed-c1")


def test_hundred_wrong_labels_become_no_version(tmp_path):
    with Server(INKLING_LAB_DIR=str(tmp_path)) as service:
        correct(service, wrong(100, "7 as 1"))
        learning = learn(service)
        assert (learning["state"], learning["versions"]) == ("refused", [])
        assert "%" in learning["problem"]
        assert learning["judgement"]["sets"]["synthetic"]["images"] == 5000
        assert (
            send(service.url, "POST", "/predict?model=seed-c100", {"pixels": [1] * 784})[0] == 404
        )


def test_replicas_answer_with_what_one_of_them_has_learnt(postgresql, tmp_path):
    url = postgresql.new_database()
    with ExitStack() as stack:
        first, second = (
            stack.enter_context(
                Server(INKLING_DATABASE_URL=url, INKLING_LAB_DIR=str(tmp_path / str(k)))
            )
            for k in range(2)
        )
        [(vector, label)] = right(1)
        correct(first, [(vector, label)])
        learning = learn(second)
        pixels = {"pixels": np.frombuffer(vector, "<f4").astype(float).tolist()}
        assert send(first.url, "POST", "/predict", pixels)[1]["digit"] != label
        assert send(first.url, "POST", "/learn/default", {"model": "seed-c1"})[0] == 200
        for service in (first, second):
            send(service.url, "GET", "/learn")  # which takes over what is new at once
            reply = send(service.url, "POST", "/predict", pixels)[1]
            assert (reply["digit"], reply["model"]["version"]) == (label, learning["version"])
